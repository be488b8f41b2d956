// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <stop_token>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"

// The seam through which everything that blocks goes: threads, waiting and sleeping. Production
// runs ThreadScheduler; a simulator can run the same code with one thread runnable at a time.
//
// Two rules keep that possible. Nobody calls anything that blocks while holding a Mutex, except
// Condition::Wait*, which gives it up. Nobody uses std::thread, std::condition_variable or a sleep
// outside this folder.

namespace photoferry {

// A condition variable. Waits may wake without a reason: callers loop.
class Condition {
 public:
  virtual ~Condition() = default;
  virtual void Wait(Mutex& mutex) PF_REQUIRES(mutex) = 0;
  // False if `timeout` went by first.
  virtual bool WaitFor(Mutex& mutex, absl::Duration timeout) PF_REQUIRES(mutex) = 0;
  virtual void NotifyOne() = 0;
  virtual void NotifyAll() = 0;
};

// A running thread. The destructor joins.
class Thread {
 public:
  virtual ~Thread() = default;
  virtual void Join() = 0;
};

class Scheduler {
 public:
  virtual ~Scheduler() = default;
  virtual const Clock& clock() const = 0;
  // `name` shows in debuggers; its first 15 bytes count.
  virtual std::unique_ptr<Thread> Spawn(absl::string_view name, std::function<void()> body) = 0;
  virtual std::unique_ptr<Condition> NewCondition() = 0;

  // Sleeps, or returns false early once `stop` is requested.
  bool SleepFor(absl::Duration duration, const std::stop_token& stop);
};

// Real threads on the system clock, or on `clock` for calendar time.
std::unique_ptr<Scheduler> NewThreadScheduler(const Clock& clock = SystemClock());

}  // namespace photoferry
