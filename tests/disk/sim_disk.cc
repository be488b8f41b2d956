// SPDX-License-Identifier: Apache-2.0
#include "tests/disk/sim_disk.h"

#include <algorithm>
#include <utility>

namespace photoferry {

void SimFile::Apply(const Change& change, std::string& content) {
  const auto offset = static_cast<size_t>(change.offset);
  if (change.truncates) return content.resize(offset, '\0');
  if (content.size() < offset + change.bytes.size()) {
    content.resize(offset + change.bytes.size(), '\0');
  }
  content.replace(offset, change.bytes.size(), change.bytes);
}

void SimFile::Write(int64_t offset, absl::string_view bytes) {
  unsynced_.push_back({.offset = offset, .bytes = std::string(bytes)});
  Apply(unsynced_.back(), content_);
}

void SimFile::Truncate(int64_t size) {
  unsynced_.push_back({.offset = size, .bytes = "", .truncates = true});
  Apply(unsynced_.back(), content_);
}

void SimDisk::Sync(SimFile& file) {
  for (const SimFile::Change& change : file.unsynced_) SimFile::Apply(change, file.synced_);
  file.unsynced_.clear();
  file.name_synced_ = true;
  forgotten_.clear();
}

std::shared_ptr<SimFile> SimDisk::Open(const std::string& path, bool make) {
  const auto found = files_.find(path);
  if (found != files_.end()) return found->second;
  if (!make) return nullptr;
  return files_[path] = std::make_shared<SimFile>();
}

bool SimDisk::Delete(const std::string& path, bool durably) {
  const auto found = files_.find(path);
  if (found == files_.end()) return false;
  if (durably) {
    forgotten_.erase(path);
  } else if (found->second->name_synced_) {
    forgotten_[path] = found->second;
  }
  files_.erase(found);
  return true;
}

std::shared_ptr<SimFile> SimDisk::Survivor(const SimFile& file, bool named) {
  enum Luck : uint64_t { kNothing, kEverything, kSomething };
  const uint64_t luck = random_() % 3;
  auto survivor = std::make_shared<SimFile>();
  survivor->content_ = file.synced_;
  bool touched = named;
  for (const SimFile::Change& change : file.unsynced_) {
    if (luck == kNothing || (luck == kSomething && Coin())) continue;
    SimFile::Change kept = change;
    // What was under the head is torn.
    if (luck == kSomething && !kept.bytes.empty() && random_() % 4 == 0) {
      kept.bytes.resize(random_() % kept.bytes.size());
    }
    SimFile::Apply(kept, survivor->content_);
    touched = true;
  }
  if (!touched) return nullptr;
  survivor->synced_ = survivor->content_;
  survivor->name_synced_ = true;
  return survivor;
}

void SimDisk::LosePower() {
  std::map<std::string, std::shared_ptr<SimFile>> left;
  for (const auto& [path, file] : forgotten_) {
    if (!Coin()) continue;
    if (auto survivor = Survivor(*file, /*named=*/true)) left[path] = std::move(survivor);
  }
  for (const auto& [path, file] : files_) {
    if (auto survivor = Survivor(*file, file->name_synced_)) left[path] = std::move(survivor);
  }
  files_ = std::move(left);
  forgotten_.clear();
}

std::string SimDisk::AllBytes() const {
  std::string all;
  for (const auto& [path, file] : files_) all += file->content();
  for (const auto& [path, file] : forgotten_) all += file->content();
  return all;
}

}  // namespace photoferry
