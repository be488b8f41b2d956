// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_scheduler.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "absl/strings/str_cat.h"

namespace photoferry::sim {
namespace {

// So much passes at most from one switch point to the next.
constexpr absl::Duration kLongestStep = absl::Microseconds(50);

}  // namespace

// ---- What the code sees.

class SimCondition final : public Condition {
 public:
  explicit SimCondition(SimScheduler& machine) : machine_(machine) {}

  void Wait(Mutex& mutex) override PF_REQUIRES(mutex) {
    mutex.Unlock();
    machine_.WaitOn(this, std::nullopt, "wait");
    mutex.Lock();
  }
  bool WaitFor(Mutex& mutex, absl::Duration timeout) override PF_REQUIRES(mutex) {
    mutex.Unlock();
    const bool in_time = machine_.WaitOn(this, timeout, "wait for");
    mutex.Lock();
    return in_time;
  }
  // No switch point: whoever calls it may hold a mutex, or run inside a stop callback.
  void NotifyOne() override { machine_.Notify(this, /*all=*/false); }
  void NotifyAll() override { machine_.Notify(this, /*all=*/true); }

 private:
  SimScheduler& machine_;
};

class SimThread final : public Thread {
 public:
  SimThread(SimScheduler& machine, std::shared_ptr<SimScheduler::Task> task)
      : machine_(machine), task_(std::move(task)) {}
  ~SimThread() override { Join(); }
  void Join() override {
    while (!task_->ended) machine_.WaitOn(task_.get(), std::nullopt, "join");
  }

 private:
  SimScheduler& machine_;
  const std::shared_ptr<SimScheduler::Task> task_;
};

SimProcess::SimProcess(SimScheduler& machine, std::string name)
    : machine_(machine), name_(std::move(name)) {}
SimProcess::~SimProcess() = default;

std::unique_ptr<Thread> SimProcess::Spawn(absl::string_view name, std::function<void()> body) {
  // No switch point: to spawn is not to block, and may be done with a mutex in hand.
  return std::make_unique<SimThread>(machine_, machine_.Begin(*this, name, std::move(body)));
}

std::unique_ptr<Condition> SimProcess::NewCondition() {
  return std::make_unique<SimCondition>(machine_);
}

void SimProcess::Freeze(absl::Duration duration) {
  frozen_until_ = std::max(frozen_until_, machine_.now() + duration);
}

absl::Time SimProcess::ProcessClock::Now() const {
  return SimScheduler::Calendar(Monotonic());
}
absl::Duration SimProcess::ProcessClock::Monotonic() const {
  return process_.machine_.MonotonicOf(process_);
}

// ---- The machine.

SimScheduler::SimScheduler(const Options& options)
    : options_(options), random_(options.seed), loyalty_(random_() % 8) {}

SimScheduler::~SimScheduler() = default;

absl::Time SimScheduler::Calendar(absl::Duration now) {
  return absl::FromUnixSeconds(1'767'300'000) + now;  // 1 January 2026
}

absl::Duration SimScheduler::MonotonicOf(const SimProcess& process) const {
  return now_ + process.afterlife_;
}

absl::Duration SimScheduler::Between(absl::Duration least, absl::Duration most) {
  const int64_t span = absl::ToInt64Nanoseconds(most - least);
  return span <= 0 ? least : least + absl::Nanoseconds(Below(static_cast<uint64_t>(span)));
}

std::shared_ptr<SimScheduler::Task> SimScheduler::Begin(SimProcess& process, absl::string_view name,
                                                        std::function<void()> body) {
  auto task = std::make_shared<Task>();
  task->id = ++last_id_;
  task->name = std::string(name);
  task->process = &process;
  task->where = "begin";
  task->fiber = std::make_unique<Fiber>(std::move(body));
  tasks_.push_back(task);
  return task;
}

void SimScheduler::Run(SimProcess& process, std::function<void()> first) {
  Begin(process, "first", std::move(first));
  while (failure_.empty() && !tasks_.empty()) {
    Task* const task = Choose();
    if (task == nullptr) {
      if (!AdvanceTime())
        Fail(absl::StrCat("law 5: everybody waits, and nothing will come.", WhoWaits()));
      continue;
    }
    if (++switches_ > options_.most_switches || now_ > options_.most_time) {
      Fail(absl::StrCat("law 5: it does not come to an end.", WhoWaits()));
      return;
    }
    now_ += Between(absl::ZeroDuration(), kLongestStep);
    task->waits = false;
    task->deadline.reset();
    current_ = task;
    Trace(task->where);
    task->fiber->Resume();
    current_ = nullptr;
    if (!task->fiber->ended()) continue;
    task->ended = true;
    Notify(task, /*all=*/true);
    std::erase_if(tasks_, [&](const auto& each) { return each.get() == task; });
  }
}

SimScheduler::Task* SimScheduler::Choose() {
  awake_.clear();
  Task* last = nullptr;
  for (const auto& task : tasks_) {
    if (!MayRun(*task) || !IsAwake(*task)) continue;
    awake_.push_back(task.get());
    if (task->id == last_chosen_) last = task.get();
  }
  if (awake_.empty()) return nullptr;
  const bool stays = last != nullptr && Below(8) < loyalty_;
  Task* const chosen = stays ? last : awake_[Below(awake_.size())];
  last_chosen_ = chosen->id;
  return chosen;
}

bool SimScheduler::MayRun(const Task& task) const {
  if (unwinding_ != nullptr) return task.process == unwinding_ || &task == warden_;
  return task.process->frozen_until_ <= now_;
}

bool SimScheduler::IsAwake(const Task& task) const {
  if (!task.waits || task.notified) return true;
  return task.deadline.has_value() && *task.deadline <= MonotonicOf(*task.process);
}

// By the common clock; by its own for the dead.
std::optional<absl::Duration> SimScheduler::WakeTime(const Task& task) const {
  const SimProcess& process = *task.process;
  if (unwinding_ != nullptr && !MayRun(task)) return std::nullopt;
  absl::Duration wake = now_;
  if (task.waits && !task.notified) {
    if (!task.deadline.has_value()) return std::nullopt;
    wake = *task.deadline - process.afterlife_;
  }
  return unwinding_ != nullptr ? wake : std::max(wake, process.frozen_until_);
}

bool SimScheduler::AdvanceTime() {
  std::optional<absl::Duration> next;
  for (const auto& task : tasks_) {
    const std::optional<absl::Duration> wake = WakeTime(*task);
    if (wake.has_value() && (!next.has_value() || *wake < *next)) next = wake;
  }
  if (!next.has_value()) return false;
  if (unwinding_ != nullptr) {
    unwinding_->afterlife_ += *next - now_;
  } else {
    now_ = std::max(now_, *next);
  }
  return true;
}

std::string SimScheduler::WhoWaits() const {
  std::string all;
  for (const auto& task : tasks_) {
    absl::StrAppend(&all, "\n  ", task->process->name(), "/", task->name, "#", task->id, ": ",
                    task->where, task->deadline.has_value() ? " with a deadline" : "");
  }
  return all;
}

void SimScheduler::Pause(absl::string_view where) {
  current_->where = std::string(where);
  current_->fiber->Pause();
}

void SimScheduler::Yield(absl::string_view where) {
  if (current_ != nullptr) Pause(where);
}

bool SimScheduler::WaitOn(const void* what, std::optional<absl::Duration> timeout,
                          absl::string_view where) {
  Task& task = *current_;
  task.notified = false;
  // Now and then somebody wakes without a reason, as the contract has it.
  task.waits = !OneIn(64);
  task.waits_for = what;
  if (timeout.has_value()) task.deadline = MonotonicOf(*task.process) + *timeout;
  const std::optional<absl::Duration> deadline = task.deadline;
  Pause(where);
  task.waits_for = nullptr;
  return task.notified || !deadline.has_value() || MonotonicOf(*task.process) < *deadline;
}

void SimScheduler::Notify(const void* what, bool all) {
  std::vector<Task*> waiting;
  for (const auto& task : tasks_) {
    if (task->waits && !task->notified && task->waits_for == what) waiting.push_back(task.get());
  }
  if (waiting.empty()) return;
  if (!all) waiting = {waiting[Below(waiting.size())]};
  for (Task* task : waiting) task->notified = true;
}

void SimScheduler::Fail(std::string why) {
  if (failure_.empty()) failure_ = std::move(why);
  while (current_ != nullptr) current_->fiber->Pause();
}

void SimScheduler::Trace(absl::string_view what) {
  const auto mix = [this](uint64_t value) { trace_hash_ = (trace_hash_ ^ value) * 0x100000001b3; };
  mix(static_cast<uint64_t>(absl::ToInt64Nanoseconds(now_)));
  if (current_ != nullptr) mix(static_cast<uint64_t>(current_->id));
  for (const char byte : what) mix(static_cast<unsigned char>(byte));
  if (!options_.trace) return;
  const std::string who = current_ == nullptr ? "machine"
                                              : absl::StrCat(current_->process->name(), "/",
                                                             current_->name, "#", current_->id);
  std::fprintf(stderr, "%14.6f %-24s %s\n", absl::ToDoubleSeconds(now_), who.c_str(),
               std::string(what).c_str());
}

SimScheduler::Afterlife::Afterlife(SimScheduler& machine, SimProcess& dead) : machine_(machine) {
  machine_.unwinding_ = &dead;
  machine_.warden_ = machine_.current_;
}

SimScheduler::Afterlife::~Afterlife() {
  machine_.unwinding_ = nullptr;
  machine_.warden_ = nullptr;
}

}  // namespace photoferry::sim
