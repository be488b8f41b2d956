// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "common/http/http_client.h"

namespace photoferry::webdav {

// One way to log in that a server offers (RFC 9110, 11.6.1).
struct Challenge {
  std::string scheme;                             // lower case
  std::map<std::string, std::string> parameters;  // names in lower case, values unquoted
};

// All that stand in a 401's WWW-Authenticate headers, in their order: several may stand in one
// header, parted by the same commas that part parameters.
std::vector<Challenge> ChallengesIn(const HttpHeaders& headers);

}  // namespace photoferry::webdav
