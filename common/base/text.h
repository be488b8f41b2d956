// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace photoferry {

// The first `bytes` bytes of `text` and "…" if there are more; never half of a character.
std::string Beginning(absl::string_view text, size_t bytes);

// The length of the well-formed character at the front (Unicode 15, table 3-7), or 0.
size_t Utf8Length(absl::string_view text);
bool IsUtf8(absl::string_view text);

}  // namespace photoferry
