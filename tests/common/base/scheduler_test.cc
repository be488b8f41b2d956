// SPDX-License-Identifier: Apache-2.0
#include "common/base/scheduler.h"

#include <atomic>
#include <memory>
#include <stop_token>

#include "gtest/gtest.h"
#include "tests/testing/manual_scheduler.h"

namespace photoferry {
namespace {

TEST(Scheduler, RunsAThreadToItsEnd) {
  const std::unique_ptr<Scheduler> scheduler = NewThreadScheduler();
  std::atomic<bool> ran = false;
  scheduler->Spawn("a name longer than fifteen bytes", [&] { ran = true; })->Join();
  EXPECT_TRUE(ran);
}

TEST(Scheduler, WakesWhoWaits) {
  const std::unique_ptr<Scheduler> scheduler = NewThreadScheduler();
  Mutex mutex;
  const std::unique_ptr<Condition> changed = scheduler->NewCondition();
  bool ready = false;
  const auto thread = scheduler->Spawn("setter", [&] {
    MutexLock lock(mutex);
    ready = true;
    changed->NotifyAll();
  });
  MutexLock lock(mutex);
  while (!ready) changed->Wait(mutex);
  EXPECT_TRUE(ready);
}

TEST(Scheduler, ATimedWaitGivesUp) {
  const std::unique_ptr<Scheduler> scheduler = NewThreadScheduler();
  Mutex mutex;
  const std::unique_ptr<Condition> changed = scheduler->NewCondition();
  MutexLock lock(mutex);
  while (changed->WaitFor(mutex, absl::Milliseconds(1))) {
  }
  EXPECT_FALSE(changed->WaitFor(mutex, -absl::Hours(1)));
}

TEST(Scheduler, SleepsUntilTheClockSaysSo) {
  ManualScheduler scheduler;
  std::atomic<int> woken = 0;
  std::stop_source stop;
  const auto sleeper = scheduler.Spawn("sleeper", [&] {
    EXPECT_TRUE(scheduler.SleepFor(absl::Hours(2), stop.get_token()));
    ++woken;
  });
  scheduler.AwaitSleepers(1);
  scheduler.Advance(absl::Hours(1));
  EXPECT_EQ(woken, 0);
  scheduler.Advance(absl::Hours(1));
  sleeper->Join();
  EXPECT_EQ(woken, 1);
}

TEST(Scheduler, AStopEndsASleep) {
  ManualScheduler scheduler;
  std::stop_source stop;
  const auto sleeper = scheduler.Spawn("sleeper", [&] {
    EXPECT_FALSE(scheduler.SleepFor(absl::InfiniteDuration(), stop.get_token()));
  });
  scheduler.AwaitSleepers(1);
  stop.request_stop();
  sleeper->Join();
  EXPECT_FALSE(scheduler.SleepFor(absl::Hours(1), stop.get_token())) << "stopped before";
}

}  // namespace
}  // namespace photoferry
