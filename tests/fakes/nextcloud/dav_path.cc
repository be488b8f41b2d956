// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/nextcloud/dav_path.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/text.h"
#include "common/http/url.h"

namespace photoferry::fakes {
namespace {

std::optional<std::string> Decoded(absl::string_view name) {
  std::string decoded;
  for (size_t i = 0; i < name.size(); ++i) {
    if (name[i] != '%') {
      decoded.push_back(name[i]);
      continue;
    }
    const absl::string_view digits = name.substr(i + 1, 2);
    if (digits.size() < 2 || !absl::ascii_isxdigit(static_cast<unsigned char>(digits[0])) ||
        !absl::ascii_isxdigit(static_cast<unsigned char>(digits[1]))) {
      return std::nullopt;
    }
    decoded += absl::HexStringToBytes(digits);
    i += 2;
  }
  return decoded;
}

bool IsName(absl::string_view name) {
  return name != "." && name != ".." && !absl::StrContains(name, '/') &&
         !absl::StrContains(name, '\0') && IsUtf8(name);
}

}  // namespace

std::optional<DavPath> ParseDavPath(absl::string_view encoded) {
  if (!absl::StartsWith(encoded, "/") || absl::StrContains(encoded, '#')) return std::nullopt;
  DavPath path;
  for (const absl::string_view part : absl::StrSplit(encoded, '/', absl::SkipEmpty())) {
    std::optional<std::string> name = Decoded(part);
    if (!name || !IsName(*name)) return std::nullopt;
    path.push_back(*std::move(name));
  }
  return path;
}

std::string FormatDavPath(const DavPath& path, bool collection) {
  std::string text;
  for (const std::string& name : path) absl::StrAppend(&text, "/", PercentEncode(name));
  if (collection || path.empty()) text += '/';
  return text;
}

bool StartsWith(const DavPath& path, const DavPath& beginning) {
  return path.size() >= beginning.size() &&
         std::equal(beginning.begin(), beginning.end(), path.begin());
}

DavDestination DestinationOf(const DavRequest& request) {
  const std::string header = request.Header("destination");
  absl::string_view rest = header;
  if (rest.empty()) return {.refused = 400};
  if (absl::ConsumePrefix(&rest, "http://") || absl::ConsumePrefix(&rest, "https://")) {
    const absl::string_view host = rest.substr(0, rest.find('/'));
    if (!absl::EqualsIgnoreCase(host, request.Header("host"))) return {.refused = 502};
    rest.remove_prefix(host.size());
  }
  const std::optional<DavPath> path = ParseDavPath(rest);
  if (!path) return {.refused = 400};
  return {.path = *path};
}

}  // namespace photoferry::fakes
