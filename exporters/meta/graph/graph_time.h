// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "absl/time/time.h"
#include "common/base/json.h"

namespace photoferry::meta {

// The Graph API writes 2021-05-20T19:17:41+0000; also read are +00:00, Z, other offsets, and Unix
// seconds as a number or as text. Nothing if the member is absent, unreadable or not between the
// years 1 and 9999, which is what a protobuf timestamp can hold.
std::optional<absl::Time> ReadGraphTime(const Json& object, const char* key);

}  // namespace photoferry::meta
