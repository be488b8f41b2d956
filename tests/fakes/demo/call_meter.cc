// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/demo/call_meter.h"

namespace photoferry::demo {

CallUsage CallMeter::Count(int64_t calls, absl::Time now) {
  counted_ += calls;
  if (!has_end()) return {};
  while (!recent_.empty() && recent_.front().first + budget_.window <= now) {
    used_ -= recent_.front().second;
    recent_.pop_front();
  }
  CallUsage usage{.refused = used_ + calls > budget_.calls};
  if (usage.refused) refused_ += calls;
  recent_.emplace_back(now, calls);
  used_ += calls;
  usage.percent = static_cast<int>(used_ * 100 / budget_.calls);
  usage.wait = WaitAt(now);
  return usage;
}

absl::Duration CallMeter::WaitAt(absl::Time now) const {
  int64_t left = used_;
  absl::Duration wait;
  for (const auto& [time, calls] : recent_) {
    if (left < budget_.calls) break;
    left -= calls;
    wait = time + budget_.window - now;
  }
  return wait;
}

}  // namespace photoferry::demo
