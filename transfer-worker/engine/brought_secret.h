// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/secret.h"

// Secrets that people paste, without the blanks and line ends around them. BAD_REQUEST quotes
// nothing of them.

namespace photoferry {

// It must fit into a header. `what` is how errors call it.
absl::StatusOr<Secret> CleanToken(absl::string_view text, absl::string_view what);
// People make their own: blanks and letters of any language belong to them.
absl::StatusOr<Secret> CleanPassword(absl::string_view text);

}  // namespace photoferry
