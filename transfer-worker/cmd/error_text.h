// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/status.h"
#include "photoferry/v1/error.pb.h"

namespace photoferry {

// "what happened and what it means - what to do", fit for a terminal: secrets blotted out, control
// bytes escaped.
std::string ErrorText(const v1::Problem& problem);
std::string ErrorText(const absl::Status& status);

}  // namespace photoferry
