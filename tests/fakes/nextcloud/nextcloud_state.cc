// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/nextcloud/nextcloud_state.h"

#include <algorithm>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace photoferry::fakes {
namespace {

constexpr size_t kLongestName = 250;

}  // namespace

int64_t NextcloudState::AvailableBytes() const {
  if (options.capacity_bytes < 0) return options.available_without_quota;
  return std::max<int64_t>(0, options.capacity_bytes - UsedBytes());
}

bool NextcloudState::HasRoomFor(int64_t bytes) const {
  return options.capacity_bytes < 0 || bytes <= AvailableBytes();
}

std::string NextcloudState::FullId(const DavNode& node) {
  return absl::StrFormat("%08docphotoferry", node.id);
}

bool IsAllowedName(absl::string_view name) {
  const std::string lower = absl::AsciiStrToLower(name);
  return !name.empty() && name.size() <= kLongestName && !absl::StrContains(name, '\\') &&
         std::none_of(name.begin(), name.end(),
                      [](unsigned char c) { return absl::ascii_iscntrl(c); }) &&
         lower != ".htaccess" && !absl::EndsWith(lower, ".part") &&
         !absl::EndsWith(lower, ".filepart");
}

std::string MediaTypeOf(absl::string_view name) {
  static const auto& types = *new std::map<std::string, std::string>{
      {"gif", "image/gif"},   {"heic", "image/heic"},        {"jpeg", "image/jpeg"},
      {"jpg", "image/jpeg"},  {"json", "application/json"},  {"mov", "video/quicktime"},
      {"mp4", "video/mp4"},   {"png", "image/png"},          {"txt", "text/plain"},
      {"webp", "image/webp"}, {"xmp", "application/rdf+xml"}};
  const size_t dot = name.rfind('.');
  const auto found = dot == absl::string_view::npos
                         ? types.end()
                         : types.find(absl::AsciiStrToLower(name.substr(dot + 1)));
  return found == types.end() ? "application/octet-stream" : found->second;
}

}  // namespace photoferry::fakes
