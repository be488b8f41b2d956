// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/base/secret.h"

// Several texts in one, to be sealed together: each behind its length, as four big-endian bytes.
// Part of the stored format.

namespace photoferry {

Secret PackTexts(absl::Span<const absl::string_view> texts);

// Refers to `packed`. Nothing: that is not what PackTexts makes.
std::optional<std::vector<absl::string_view>> UnpackTexts(absl::string_view packed);

}  // namespace photoferry
