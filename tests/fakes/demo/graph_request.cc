// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/demo/graph_request.h"

#include "absl/strings/match.h"
#include "absl/strings/strip.h"

namespace photoferry::demo {

bool IsVersion(absl::string_view part) {
  return absl::ConsumePrefix(&part, "v") && absl::StrContains(part, '.') &&
         part.find_first_not_of("0123456789.") == absl::string_view::npos;
}

absl::string_view WithoutVersion(absl::string_view path) {
  const size_t end = path.find('/', 1);
  if (end == absl::string_view::npos || !IsVersion(path.substr(1, end - 1))) return path;
  return path.substr(end);
}

std::string TokenOf(const ServerRequest& request) {
  const std::string header = request.Header("authorization");
  absl::string_view token = header;
  if (absl::ConsumePrefix(&token, "Bearer ") || absl::ConsumePrefix(&token, "OAuth ")) {
    return std::string(token);
  }
  return request.Parameter("access_token").value_or("");
}

}  // namespace photoferry::demo
