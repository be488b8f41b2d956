// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/manual_scheduler.h"

#include <utility>

namespace photoferry {
namespace {

// How often a timed wait looks at the manual clock.
constexpr absl::Duration kGlance = absl::Milliseconds(1);

}  // namespace

class ManualScheduler::ManualCondition final : public Condition {
 public:
  explicit ManualCondition(ManualScheduler& scheduler)
      : scheduler_(scheduler), inner_(scheduler.threads_->NewCondition()) {}

  void Wait(Mutex& mutex) override PF_REQUIRES(mutex) { inner_->Wait(mutex); }

  bool WaitFor(Mutex& mutex, absl::Duration timeout) override PF_REQUIRES(mutex) {
    const absl::Duration end = scheduler_.clock_.Monotonic() + timeout;
    if (scheduler_.advance_by_sleeping_) {
      scheduler_.clock_.Advance(timeout);
      return false;
    }
    // One glance, then back to the caller's loop: a notice between two glances would be lost here.
    ++scheduler_.sleepers_;
    inner_->WaitFor(mutex, kGlance);
    --scheduler_.sleepers_;
    return scheduler_.clock_.Monotonic() < end;
  }

  void NotifyOne() override { inner_->NotifyOne(); }
  void NotifyAll() override { inner_->NotifyAll(); }

 private:
  ManualScheduler& scheduler_;
  const std::unique_ptr<Condition> inner_;
};

std::unique_ptr<Condition> ManualScheduler::NewCondition() {
  return std::make_unique<ManualCondition>(*this);
}

void ManualScheduler::AwaitSleepers(int count) {
  Mutex mutex;
  const std::unique_ptr<Condition> never = threads_->NewCondition();
  MutexLock lock(mutex);
  while (sleepers_ < count) never->WaitFor(mutex, kGlance);
}

}  // namespace photoferry
