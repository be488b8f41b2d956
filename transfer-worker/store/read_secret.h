// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/secret.h"

namespace photoferry {

// Reads `descriptor` to its end, straight into secret memory. An error's message is the mere cause,
// to be put into a sentence: it cannot be read, took longer than `patience`, or is longer than any
// set of keys (4 KiB).
absl::StatusOr<Secret> ReadSecret(int descriptor, absl::Duration patience);

}  // namespace photoferry
