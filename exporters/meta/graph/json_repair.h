// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace photoferry::meta {

// `text` with each byte that is not UTF-8 and each escaped half of a surrogate pair made into
// U+FFFD. Captions that were cut in the middle of an emoji come that way, and one of them must not
// make its whole page unreadable. What is wrong otherwise stays wrong.
std::string RepairedJsonText(absl::string_view text);

}  // namespace photoferry::meta
