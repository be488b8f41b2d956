// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "tests/fakes/demo/account.h"
#include "tests/fakes/destinations/destination_server.h"

// What was to arrive and what has arrived, as SHA-256 in hexadecimal, one entry per item: two sets
// that are equal prove that nothing is missing, broken or doubled.

namespace photoferry::rig {

// Every photo and video that the account's owner uploaded.
std::multiset<std::string> HashesOf(const demo::Account& account);

// Not a sidecar, a manifest or a hidden file.
bool IsMedia(const std::filesystem::path& path);

struct MediaFile {
  std::filesystem::path path;
  std::string sha256;
};
// Those below `folder`; hard links to one file count once, other links not at all.
std::vector<MediaFile> MediaFilesIn(const std::string& folder);
std::multiset<std::string> HashesIn(const std::string& folder);

std::multiset<std::string> HashesAt(const fakes::DestinationServer& destination);

}  // namespace photoferry::rig
