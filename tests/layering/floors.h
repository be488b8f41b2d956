// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "tests/layering/include_line.h"

// The floors of docs/design.md as a table: which folder may include which, and in which files the
// header of a library may be seen. A new folder or a new library gets a line there before its first
// include.

namespace photoferry {

// Why this include is not allowed, in one sentence; empty if it is.
std::string Objection(const IncludeLine& include);

// True for a header that is a file of the tree, as its name tells.
bool IsOurs(absl::string_view header);

}  // namespace photoferry
