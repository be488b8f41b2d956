// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <utility>

#include "absl/time/time.h"

namespace photoferry::demo {

// So many calls in any stretch of time of this length.
struct CallBudget {
  int64_t calls = 0;  // 0: without end
  absl::Duration window = absl::Hours(1);
};

// Where a budget stands after a call.
struct CallUsage {
  int percent = 0;
  bool refused = false;
  absl::Duration wait = absl::ZeroDuration();  // until the next call is welcome
};

// Counts calls over a window that slides. A refused call counts like any other: whoever goes on
// calling stays out for longer. Not thread-safe.
class CallMeter {
 public:
  explicit CallMeter(CallBudget budget = {}) : budget_(budget) {}

  bool has_end() const { return budget_.calls > 0; }
  CallUsage Count(int64_t calls, absl::Time now);
  int64_t refused() const { return refused_; }
  int64_t counted() const { return counted_; }

 private:
  absl::Duration WaitAt(absl::Time now) const;

  CallBudget budget_;
  std::deque<std::pair<absl::Time, int64_t>> recent_;
  int64_t used_ = 0;     // within the window
  int64_t counted_ = 0;  // ever
  int64_t refused_ = 0;
};

}  // namespace photoferry::demo
