// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/folder_destination.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"

namespace photoferry {

ImporterPlugin local_folder_importer_plugin();

namespace sim {

namespace fs = std::filesystem;

FolderDestination::FolderDestination(std::string path, absl::Duration disk_latency)
    : path_(std::move(path)), disk_latency_(disk_latency) {
  fs::create_directories(path_);
  fs::create_directories(Attic());
}

ImporterPlugin FolderDestination::plugin() const {
  return local_folder_importer_plugin();
}

void FolderDestination::Open(SimNetwork& network, Laws& laws) {
  files_ = std::make_unique<SimFiles>(network.machine(),
                                      SimFiles::Folders{.root = path_, .attic = Attic()},
                                      disk_latency_, [&laws] { laws.DestinationChanged(); });
}

void FolderDestination::Suffer(SimScheduler& machine) {
  const absl::Duration until =
      machine.now() + machine.Between(absl::ZeroDuration(), absl::Seconds(10));
  if (machine.OneIn(2)) return files_->Fill(until);
  files_->Break(until);
}

bool FolderDestination::KillAt(SimProcess& process, int64_t calls) {
  files_->KillAt(process, calls);
  return true;
}

// Its place is where the bytes that came so far are.
bool FolderDestination::HasSession(const std::string& state) const {
  return Read(state).has_value();
}

std::vector<std::string> FolderDestination::Paths() const {
  const FileCallsUnseen unseen;
  std::vector<std::string> paths;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(path_)) {
    if (!entry.is_directory()) paths.push_back(fs::relative(entry.path(), path_).string());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::optional<std::string> FolderDestination::Read(const std::string& path) const {
  const FileCallsUnseen unseen;
  std::ifstream file(absl::StrCat(path_, "/", path), std::ios::binary);
  if (!file) return std::nullopt;
  std::stringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

}  // namespace sim
}  // namespace photoferry
