// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace photoferry {

// The one of `names` that `wrong` was probably meant to be; empty if none is near enough to be a
// slip of the pen.
std::string NearestName(absl::string_view wrong, const std::vector<std::string>& names);

// " Did you mean facebook?", or "" without a near name.
std::string DidYouMean(absl::string_view wrong, const std::vector<std::string>& names);

}  // namespace photoferry
