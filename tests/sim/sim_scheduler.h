// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/scheduler.h"
#include "tests/sim/fiber.h"

// A whole machine, or several, in one thread of the operating system: of all their threads exactly
// one runs, it is chosen anew at every switch point by a seed, and time stands still but for jumps
// to the next instant at which somebody has something to do. The same seed gives the same run.
//
//   SimScheduler machine({.seed = 17});
//   SimProcess worker(machine, "worker");
//   machine.Run(worker, [&] { ... worker.Spawn("mover", ...) ... });
//   if (!machine.failure().empty()) ...
//
// Switch points are waiting, sleeping, joining, and every call of Yield.

namespace photoferry::sim {

class SimScheduler;

// One process of the machine, as its code sees it: threads, conditions and clocks.
class SimProcess final : public Scheduler {
 public:
  SimProcess(SimScheduler& machine, std::string name);
  ~SimProcess() override;

  const Clock& clock() const override { return clock_; }
  std::unique_ptr<Thread> Spawn(absl::string_view name, std::function<void()> body) override;
  std::unique_ptr<Condition> NewCondition() override;

  SimScheduler& machine() const { return machine_; }
  const std::string& name() const { return name_; }
  // Dead: its threads are still there, but nobody outside must notice what they do. Its network and
  // its store ask this.
  bool dead() const { return dead_; }
  void Kill() { dead_ = true; }
  // Stands still, as a stopped process or a laptop that sleeps.
  void Freeze(absl::Duration duration);

 private:
  friend class SimScheduler;
  class ProcessClock final : public Clock {
   public:
    explicit ProcessClock(const SimProcess& process) : process_(process) {}
    absl::Time Now() const override;
    absl::Duration Monotonic() const override;

   private:
    const SimProcess& process_;
  };

  SimScheduler& machine_;
  const std::string name_;
  const ProcessClock clock_{*this};
  bool dead_ = false;
  absl::Duration frozen_until_;
  absl::Duration afterlife_;  // time that passed for the dead alone
};

class SimScheduler {
 public:
  struct Options {
    uint64_t seed = 1;
    bool trace = false;                 // every switch to standard error
    int64_t most_switches = 2'000'000;  // more: it never comes to an end
    absl::Duration most_time = absl::Hours(24 * 60);
  };
  explicit SimScheduler(const Options& options);
  ~SimScheduler();

  // Runs `first` as a thread of `process`, and what it spawns. Returns when all have ended, or as
  // soon as something failed.
  void Run(SimProcess& process, std::function<void()> first);
  // Lets others run, perhaps. `where` shows in the trace.
  void Yield(absl::string_view where);
  // Ends the run; does not return inside a thread.
  void Fail(std::string why);
  const std::string& failure() const { return failure_; }

  // Until the object goes, only `dead` and the calling thread run, and time passes for `dead`
  // alone: it unwinds while the world stands still.
  class Afterlife {
   public:
    Afterlife(SimScheduler& machine, SimProcess& dead);
    ~Afterlife();

   private:
    SimScheduler& machine_;
  };

  // Whose thread runs just now; null: none's.
  SimProcess* running() const { return current_ == nullptr ? nullptr : current_->process; }
  absl::Duration now() const { return now_; }
  static absl::Time Calendar(absl::Duration now);
  int64_t switches() const { return switches_; }
  // Equal hashes: the same threads ran in the same order at the same times.
  uint64_t trace_hash() const { return trace_hash_; }
  void Trace(absl::string_view what);

  // Chance. Each call is part of the run.
  uint64_t Below(uint64_t end) { return end == 0 ? 0 : random_() % end; }
  bool OneIn(uint64_t times) { return Below(times) == 0; }
  absl::Duration Between(absl::Duration least, absl::Duration most);

 private:
  friend class SimProcess;
  friend class SimCondition;
  friend class SimThread;

  // A thread of the simulated machine.
  struct Task {
    int64_t id = 0;
    std::string name;
    SimProcess* process = nullptr;
    std::unique_ptr<Fiber> fiber;
    bool ended = false;
    bool waits = false;
    const void* waits_for = nullptr;
    std::optional<absl::Duration> deadline;  // by its process's monotonic clock
    bool notified = false;
    std::string where;
  };

  std::shared_ptr<Task> Begin(SimProcess& process, absl::string_view name,
                              std::function<void()> body);
  // False: `deadline` has come first.
  bool WaitOn(const void* what, std::optional<absl::Duration> timeout, absl::string_view where);
  void Notify(const void* what, bool all);
  void Pause(absl::string_view where);
  absl::Duration MonotonicOf(const SimProcess& process) const;

  bool MayRun(const Task& task) const;
  bool IsAwake(const Task& task) const;
  std::optional<absl::Duration> WakeTime(const Task& task) const;
  Task* Choose();
  bool AdvanceTime();
  std::string WhoWaits() const;

  const Options options_;
  std::mt19937_64 random_;
  const uint64_t loyalty_;  // how often, of 8 times, whoever runs goes on running
  std::vector<std::shared_ptr<Task>> tasks_;
  std::vector<Task*> awake_;  // scratch of Choose
  Task* current_ = nullptr;
  int64_t last_id_ = 0;
  int64_t last_chosen_ = 0;
  int64_t switches_ = 0;
  absl::Duration now_;
  uint64_t trace_hash_ = 0xcbf29ce484222325;
  std::string failure_;
  SimProcess* unwinding_ = nullptr;
  Task* warden_ = nullptr;
};

}  // namespace photoferry::sim
