// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/rest_switch.h"

#include <utility>

#include "common/base/proto_time.h"
#include "common/base/status.h"

namespace photoferry {
namespace {

// When it is worth looking again without being told; nothing: somebody must act first.
std::optional<absl::Duration> Patience(const absl::Status& status) {
  if (const auto asked = RetryAfterOf(status)) return asked;
  switch (ReasonOf(status)) {
    case v1::LOGIN_NEEDED:
    case v1::ACCOUNT_BLOCKED:
      return std::nullopt;
    case v1::DAILY_QUOTA:
      return absl::Hours(1);
    case v1::DESTINATION_FULL:
      return absl::Minutes(10);
    default:
      return absl::Minutes(2);
  }
}

}  // namespace

Rest RestFor(const absl::Status& status, absl::Time now) {
  switch (NextStepFor(status).step) {
    case Step::kStop:
      return Rest{.state = v1::QUEUED, .lease_lost = ReasonOf(status) == v1::LEASE_LOST};
    case Step::kFailJob:
    case Step::kFailItem:
    case Step::kSkipItem:
    case Step::kRestart:
    case Step::kSettle:
    case Step::kRelocate:
      return Rest{.state = v1::FAILED, .failure = ProblemOf(status)};
    default:
      break;
  }
  v1::Waiting waiting;
  *waiting.mutable_problem() = ProblemOf(status);
  if (const auto patience = Patience(status)) {
    *waiting.mutable_wake_time() = ToProto(now + *patience);
  }
  return Rest{.state = v1::WAITING, .waiting = std::move(waiting)};
}

void RestSwitch::Request(Rest rest) {
  {
    MutexLock lock(mutex_);
    if (rest_.has_value()) return;
    rest_ = std::move(rest);
  }
  draining_.request_stop();
}

void RestSwitch::Cut() {
  draining_.request_stop();
  stop_.request_stop();
}

std::optional<Rest> RestSwitch::rest() const {
  MutexLock lock(mutex_);
  return rest_;
}

}  // namespace photoferry
