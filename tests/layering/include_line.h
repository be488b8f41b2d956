// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace photoferry {

// One #include of a C++ file.
struct IncludeLine {
  std::string file;  // from the root of the tree: "common/http/url.cc"
  int line = 0;
  std::string header;   // "common/http/url.h", "sys/stat.h"
  bool quoted = false;  // "..." rather than <...>
};

// The include lines of one file's text, in order. Lines in comments that begin the line do not
// count.
std::vector<IncludeLine> IncludeLinesOf(absl::string_view file, absl::string_view text);

// Every .cc and .h below the folders of the house in the checkout at `root`, sorted.
std::vector<std::string> SourceFilesOf(const std::string& root);

}  // namespace photoferry
