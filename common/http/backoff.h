// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/time/time.h"
#include "common/base/rng.h"

namespace photoferry {

// How long to wait before the n-th repeat: exponential with full jitter, so that many clients do
// not come back as one.
struct BackoffPolicy {
  absl::Duration first = absl::Seconds(1);
  absl::Duration longest = absl::Seconds(60);
  double factor = 2.0;

  // `attempt` counts from 1. Between half and all of the exponential step.
  absl::Duration Delay(int attempt, Rng& rng) const;
};

}  // namespace photoferry
