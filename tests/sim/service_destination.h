// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/fakes/destinations/destination_service.h"
#include "tests/sim/sim_destination.h"

namespace photoferry::sim {

// One of the five test destinations.
class ServiceDestination final : public SimDestination, public Holdings, public SimHost {
 public:
  // `id`: an importer's.
  ServiceDestination(const std::string& id, const fakes::DestinationOptions& options);

  ImporterPlugin plugin() const override { return plugin_; }
  std::map<std::string, std::string> options() const override;
  std::string login() const override;
  const Holdings& holdings() const override { return *this; }
  void Open(SimNetwork& network, Laws& laws) override;
  void Suffer(SimScheduler& machine) override;
  void Recover() override;

  std::vector<HeldItem> Items() const override;
  std::vector<HeldAlbum> Albums() const override;
  std::optional<std::string> Sha256Of(const std::string& item) const override;
  bool HasSession(const std::string& state) const override;
  bool HasStaged(const std::string& state) const override;
  std::string Words() const override;

  SimAnswer Answer(const HttpRequest& request, const Url& url, const BodyReader& body) override;

 private:
  fakes::DestinationState& state() const { return service_.state(); }

  const ImporterPlugin plugin_;
  mutable fakes::DestinationService service_;
  int logins_ = 0;
  int64_t expires_at_answer_ = 0;  // counted from now; 0: not soon
  Laws* laws_ = nullptr;
};

}  // namespace photoferry::sim
