// SPDX-License-Identifier: Apache-2.0
#include "tests/rig/arrivals.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "common/base/hash.h"

namespace photoferry::rig {
namespace {

std::string HashOfFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  return HexOf(Sha256Of(bytes.str()));
}

}  // namespace

bool IsMedia(const std::filesystem::path& path) {
  return path.filename().string()[0] != '.' && path.extension() != ".xmp" &&
         path.extension() != ".json";
}

std::multiset<std::string> HashesOf(const demo::Account& account) {
  std::multiset<std::string> hashes;
  for (int64_t i = 0; i < account.photo_count(); ++i) {
    hashes.insert(HexOf(account.BestFile({demo::NodeType::kPhoto, i})->Sha256()));
  }
  for (int64_t i = 0; i < account.video_count(); ++i) {
    hashes.insert(HexOf(account.BestFile({demo::NodeType::kVideo, i})->Sha256()));
  }
  return hashes;
}

std::vector<MediaFile> MediaFilesIn(const std::string& folder) {
  std::vector<MediaFile> files;
  std::set<std::pair<dev_t, ino_t>> seen;
  std::error_code missing;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, missing)) {
    struct stat info;
    if (!entry.is_regular_file() || entry.is_symlink() || !IsMedia(entry.path())) continue;
    if (stat(entry.path().c_str(), &info) != 0) continue;
    if (seen.emplace(info.st_dev, info.st_ino).second) {
      files.push_back({entry.path(), HashOfFile(entry.path())});
    }
  }
  return files;
}

std::multiset<std::string> HashesIn(const std::string& folder) {
  std::multiset<std::string> hashes;
  for (const MediaFile& file : MediaFilesIn(folder)) hashes.insert(file.sha256);
  return hashes;
}

std::multiset<std::string> HashesAt(const fakes::DestinationServer& destination) {
  std::multiset<std::string> hashes;
  for (const fakes::StoredItem& item : destination.Items()) hashes.insert(item.sha256);
  return hashes;
}

}  // namespace photoferry::rig
