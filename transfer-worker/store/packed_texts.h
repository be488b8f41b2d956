// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/base/secret.h"

// Several texts in one, to be sealed together: each behind its length, as four big-endian bytes.
// Part of the stored format.

namespace photoferry {

using TextsByName = std::map<std::string, std::string>;

// Texts that each have their place, and behind them a name and a text in turn.
Secret PackTexts(std::vector<absl::string_view> texts, const TextsByName& named);

// The first `count` texts, which refer to `packed`, and the named ones into `named`. Nothing: that
// is not what PackTexts makes of so many.
std::optional<std::vector<absl::string_view>> UnpackTexts(absl::string_view packed, size_t count,
                                                          TextsByName& named);

}  // namespace photoferry
