// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/time/time.h"

namespace photoferry {

// Where time comes from. Thread-safe. Nothing else in the project asks the system for the time.
class Clock {
 public:
  virtual ~Clock() = default;
  // The calendar's time; it may jump.
  virtual absl::Time Now() const = 0;
  // Time since some fixed instant; it never goes back. For deadlines, rates and leases' upkeep.
  virtual absl::Duration Monotonic() const = 0;
};

// The machine's own clocks.
const Clock& SystemClock();

}  // namespace photoferry
