// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace photoferry {

// A BAD_REQUEST under a code of its own: kNotFound, kFailedPrecondition, kAlreadyExists.
absl::Status Refusal(absl::StatusCode code, absl::string_view message,
                     absl::string_view what_to_do = "");

// The same problem under another code.
absl::Status WithCode(absl::StatusCode code, const absl::Status& status);

}  // namespace photoferry
