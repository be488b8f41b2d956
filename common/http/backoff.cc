// SPDX-License-Identifier: Apache-2.0
#include "common/http/backoff.h"

#include <algorithm>
#include <cmath>

namespace photoferry {

absl::Duration BackoffPolicy::Delay(int attempt, Rng& rng) const {
  const absl::Duration step = first * std::pow(factor, std::max(attempt, 1) - 1);
  return std::min(step, longest) * (0.5 + 0.5 * rng.Fraction());
}

}  // namespace photoferry
