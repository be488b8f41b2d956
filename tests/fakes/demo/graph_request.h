// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "tests/fakes/demo/loopback_server.h"

namespace photoferry::demo {

// "v25.0"
bool IsVersion(absl::string_view part);

// "/v25.0/me" -> "/me"
absl::string_view WithoutVersion(absl::string_view path);

// Out of the Authorization header, else of the parameters; or nothing.
std::string TokenOf(const ServerRequest& request);

}  // namespace photoferry::demo
