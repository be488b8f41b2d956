// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace photoferry {

// An absolute http or https URL, taken apart and normalised by libcurl's parser.
struct Url {
  std::string scheme;  // lower case
  std::string host;    // lower case, no brackets round an IPv6 address
  int port = 0;        // filled in from the scheme where it is not written
  std::string path;    // begins with '/'
  std::string query;   // without '?'

  // Scheme, host and port only: fit for a log or an error.
  std::string Origin() const;
  std::string ToString() const;
};

// Refuses other schemes, user names and passwords, control characters and empty hosts. The error
// quotes nothing of the text: it may hold a token.
absl::StatusOr<Url> ParseUrl(absl::string_view text);
// A Location header, seen from `base`.
absl::StatusOr<Url> ResolveUrl(const Url& base, absl::string_view reference);

std::string PercentEncode(absl::string_view text);      // all but RFC 3986's unreserved
std::string PercentEncodePath(absl::string_view path);  // keeps '/'
std::string QueryString(const std::vector<std::pair<std::string, std::string>>& parameters);

}  // namespace photoferry
