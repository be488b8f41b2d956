// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/base/scheduler.h"

namespace photoferry {

// Time that stands still until a test moves it. Thread-safe.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(absl::Time start = absl::FromUnixSeconds(1700000000)) : start_(start) {}
  absl::Time Now() const override { return start_ + Monotonic(); }
  absl::Duration Monotonic() const override { return absl::Nanoseconds(nanoseconds_.load()); }
  void Advance(absl::Duration duration) {
    nanoseconds_.fetch_add(absl::ToInt64Nanoseconds(absl::Ceil(duration, absl::Nanoseconds(1))));
  }

 private:
  const absl::Time start_;
  std::atomic<int64_t> nanoseconds_{0};
};

// Real threads whose timed waits obey a ManualClock. Thread-safe.
class ManualScheduler final : public Scheduler {
 public:
  ManualScheduler() : threads_(NewThreadScheduler()) {}

  const Clock& clock() const override { return clock_; }
  std::unique_ptr<Thread> Spawn(absl::string_view name, std::function<void()> body) override {
    return threads_->Spawn(name, std::move(body));
  }
  std::unique_ptr<Condition> NewCondition() override;

  void Advance(absl::Duration duration) { clock_.Advance(duration); }
  // A thread that waits for a time moves the clock there by itself: for tests of one thread.
  void AdvanceBySleeping() { advance_by_sleeping_ = true; }
  // Returns once so many threads are in timed waits.
  void AwaitSleepers(int count);

 private:
  class ManualCondition;

  ManualClock clock_;
  const std::unique_ptr<Scheduler> threads_;
  std::atomic<bool> advance_by_sleeping_{false};
  std::atomic<int> sleepers_{0};
};

}  // namespace photoferry
