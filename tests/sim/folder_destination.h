// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/sim/folder_holdings.h"
#include "tests/sim/sim_destination.h"
#include "tests/sim/sim_files.h"

namespace photoferry::sim {

// A folder on the machine that everybody runs on.
class FolderDestination final : public SimDestination, public FolderHoldings {
 public:
  // `path` is not there yet, nor is it with ".attic" behind.
  FolderDestination(std::string path, absl::Duration disk_latency);

  ImporterPlugin plugin() const override;
  std::map<std::string, std::string> options() const override { return {{"path", path_}}; }
  const Holdings& holdings() const override { return *this; }
  void Open(SimNetwork& network, Laws& laws) override;
  void Suffer(SimScheduler& machine) override;
  void Recover() override { files_->Repair(); }
  void LosePower() override { files_->LosePower(); }
  bool WaitsForWhoStandsStill() const override { return true; }
  bool KillAt(SimProcess& process, int64_t calls) override;

  bool HasSession(const std::string& state) const override;

 protected:
  std::vector<std::string> Paths() const override;
  std::optional<std::string> Read(const std::string& path) const override;

 private:
  std::string Attic() const { return path_ + ".attic"; }

  const std::string path_;
  const absl::Duration disk_latency_;
  std::unique_ptr<SimFiles> files_;  // once open
};

}  // namespace photoferry::sim
