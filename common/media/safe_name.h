// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace photoferry {

// A name that stands on every usual file system (ext4, APFS, NTFS, exFAT, SMB), as near to `text`
// as can be. The same text always gives the same name, and a safe name stays as it is.
//
//   '/' '\' ':' '*' '?' '"' '<' '>' '|'     become '_'
//   control bytes and broken UTF-8          are left out
//   leading dots and spaces, trailing ones  are left out: hidden here, unwritable on Windows
//   CON, NUL, COM1, ... (with any ending)   get a '_' in front
//   more than 200 bytes                     are cut between two characters
//   nothing left                            "Untitled"
//
// Other characters stay, in whatever normal form they came. A name never contains a path.
std::string SafeName(absl::string_view text);

constexpr size_t kLongestName = 200;  // bytes; leaves room for " (2)", ".jpg" and ".xmp"

// `text` cut to at most `bytes` bytes between two characters.
std::string CutAtCharacter(absl::string_view text, size_t bytes);

// Equal for names that a file system without case takes for one.
std::string FoldedName(absl::string_view name);

}  // namespace photoferry
