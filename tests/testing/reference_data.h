// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

namespace photoferry {

// A file below $PHOTOFERRY_REFERENCE_DATA: published field tables and recorded answers, which are
// not part of this tree (scripts/test.sh says where it looks for them). Nothing if it is not there;
// the test then skips, with this as its reason.
constexpr char kNoReferenceData[] = "PHOTOFERRY_REFERENCE_DATA names no folder that has this file";

inline std::optional<std::string> ReferenceData(const std::string& name) {
  const char* const folder = std::getenv("PHOTOFERRY_REFERENCE_DATA");
  if (folder == nullptr) return std::nullopt;
  std::ifstream file(std::string(folder) + "/" + name, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace photoferry
