// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "absl/strings/string_view.h"

namespace photoferry {

// "a=1&b=x%20y" taken apart. Of a repeated name the first value counts; broken percent signs stay
// as they are.
std::map<std::string, std::string> ParseQuery(absl::string_view query);

// The part of `url` between '?' and '#', or nothing.
absl::string_view QueryOf(absl::string_view url);

}  // namespace photoferry
