// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_scheduler.h"

#include <set>
#include <vector>

#include "gmock/gmock.h"

#ifdef __SANITIZE_ADDRESS__  // sanitizer/lsan_interface.h
extern "C" void __lsan_disable();
extern "C" void __lsan_enable();
#endif

namespace photoferry::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

// A world that failed is left as it stands: while this lives, nothing that is made counts as lost.
struct Abandonment {
#ifdef __SANITIZE_ADDRESS__
  Abandonment() {
    __lsan_disable();
  }
  ~Abandonment() {
    __lsan_enable();
  }
#endif
};

// What `body` does on a machine of its own; its failure, if any.
std::string Simulate(uint64_t seed, const std::function<void(SimProcess&)>& body) {
  SimScheduler machine({.seed = seed, .most_switches = 10'000});
  SimProcess process(machine, "process");
  machine.Run(process, [&] { body(process); });
  return machine.failure();
}

TEST(SimScheduler, JumpsToTheNextDeadlineWhenEverybodySleeps) {
  std::vector<std::string> woken;
  EXPECT_EQ(Simulate(1,
                     [&](SimProcess& process) {
                       const auto sleeper = [&](const char* name, absl::Duration duration) {
                         return process.Spawn(name, [&, name, duration] {
                           process.SleepFor(duration, {});
                           woken.emplace_back(name);
                         });
                       };
                       const auto late = sleeper("late", absl::Hours(3));
                       const auto early = sleeper("early", absl::Seconds(1));
                       late->Join();
                       EXPECT_GE(process.clock().Monotonic(), absl::Hours(3));
                       EXPECT_LT(process.clock().Monotonic(), absl::Hours(3) + absl::Seconds(1));
                     }),
            "");
  EXPECT_THAT(woken, ElementsAre("early", "late"));
}

TEST(SimScheduler, TakesAnotherOrderForAnotherSeed) {
  std::set<std::string> orders;
  for (uint64_t seed = 1; seed <= 50; ++seed) {
    std::string order;
    Simulate(seed, [&](SimProcess& process) {
      std::vector<std::unique_ptr<Thread>> threads;
      for (const char* name : {"a", "b", "c"}) {
        threads.push_back(process.Spawn(name, [&order, name] { order += name; }));
      }
    });
    orders.insert(order);
  }
  EXPECT_THAT(orders, SizeIs(6));
}

TEST(SimScheduler, WakesWhoeverIsNotified) {
  Mutex mutex;
  bool ready = false;
  EXPECT_EQ(Simulate(3,
                     [&](SimProcess& process) {
                       const auto condition = process.NewCondition();
                       const auto waiter = process.Spawn("waiter", [&] {
                         MutexLock lock(mutex);
                         while (!ready) condition->Wait(mutex);
                       });
                       process.SleepFor(absl::Seconds(1), {});
                       MutexLock lock(mutex);
                       ready = true;
                       condition->NotifyOne();
                     }),
            "");
}

TEST(SimScheduler, SaysWhoWaitsForWhatWhenNothingCanHappenAnyMore) {
  [[maybe_unused]] const Abandonment abandonment;
  Mutex mutex;
  const std::string failure = Simulate(1, [&](SimProcess& process) {
    const auto condition = process.NewCondition();
    const auto thread = process.Spawn("forlorn", [&] {
      MutexLock lock(mutex);
      while (true) condition->Wait(mutex);
    });
    thread->Join();
  });
  EXPECT_THAT(failure, HasSubstr("nothing will come"));
  EXPECT_THAT(failure, HasSubstr("process/forlorn#2: wait"));
  EXPECT_THAT(failure, HasSubstr("process/first#1: join"));
}

TEST(SimScheduler, EndsWhatNeverComesToAnEnd) {
  [[maybe_unused]] const Abandonment abandonment;
  const std::string failure = Simulate(1, [](SimProcess& process) {
    while (true) process.SleepFor(absl::Milliseconds(1), {});
  });
  EXPECT_THAT(failure, HasSubstr("does not come to an end"));
}

TEST(SimScheduler, LetsAFrozenProcessFindThatTimeHasGoneBy) {
  SimScheduler machine({.seed = 5});
  SimProcess people(machine, "people");
  SimProcess worker(machine, "worker");
  absl::Duration woke;
  machine.Run(people, [&] {
    const auto thread = worker.Spawn("sleeper", [&] {
      worker.SleepFor(absl::Seconds(1), {});
      woke = worker.clock().Monotonic();
    });
    worker.Freeze(absl::Minutes(5));
    thread->Join();
  });
  EXPECT_EQ(machine.failure(), "");
  EXPECT_GE(woke, absl::Minutes(5));
}

TEST(SimScheduler, LetsTheDeadUnwindWhileTheWorldStandsStill) {
  SimScheduler machine({.seed = 5});
  SimProcess people(machine, "people");
  SimProcess dead(machine, "dead");
  bool unwound = false;
  int steps = 0;
  machine.Run(people, [&] {
    const auto living = people.Spawn("living", [&] {
      for (int i = 0; i < 100; ++i, ++steps) people.SleepFor(absl::Seconds(1), {});
    });
    const auto ghost = dead.Spawn("ghost", [&] {
      dead.SleepFor(absl::Hours(10), {});
      unwound = true;
    });
    people.SleepFor(absl::Milliseconds(2500), {});
    const int before = steps;
    {
      const SimScheduler::Afterlife afterlife(machine, dead);
      ghost->Join();
    }
    EXPECT_EQ(steps, before);
    EXPECT_LT(machine.now(), absl::Seconds(3));
  });
  EXPECT_TRUE(unwound);
  EXPECT_EQ(steps, 100);
}

}  // namespace
}  // namespace photoferry::sim
