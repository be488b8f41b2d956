// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tests/fakes/demo/account.h"

namespace photoferry::demo {

// Paths of the JPEG files in `folder`, sorted, none above 2 MiB. Without a folder: the photographs
// that Debian's packages mate-backgrounds or kphotoalbum bring, if one of them is installed.
std::vector<std::string> FindPhotographs(absl::string_view folder = "");

// Width and height from a JPEG's frame header; nothing if these are no JPEG's bytes.
std::optional<Rendition> JpegSize(absl::string_view bytes);

}  // namespace photoferry::demo
