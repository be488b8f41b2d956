// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

// Text on a terminal. Pure; text is UTF-8, broken bytes count as one cell each.

namespace photoferry {

// Without control characters: an album's title must not move the cursor.
std::string CleanText(absl::string_view text);

// Cells that the text takes: 2 for East Asian wide characters and emoji, 0 for marks that join the
// character before.
int DisplayWidth(absl::string_view text);

// At most `width` cells, with "…" at the end if something was cut off.
std::string ClipToWidth(absl::string_view text, int width);

// Filled up with blanks to `width` cells.
std::string PadToWidth(absl::string_view text, int width);

// Lines of at most `width` cells, broken between words; a longer word has a line to itself. An
// empty text is one empty line.
std::vector<std::string> WrapToWidth(absl::string_view text, int width);

}  // namespace photoferry
