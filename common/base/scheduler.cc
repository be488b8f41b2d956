// SPDX-License-Identifier: Apache-2.0
#include "common/base/scheduler.h"

#include <pthread.h>

#include <chrono>
#include <condition_variable>
#include <string>
#include <thread>
#include <utility>

namespace photoferry {
namespace {

class SystemCondition final : public Condition {
 public:
  void Wait(Mutex& mutex) override PF_REQUIRES(mutex) {
    std::unique_lock<std::mutex> lock(mutex.native(), std::adopt_lock);
    condition_.wait(lock);
    lock.release();
  }

  bool WaitFor(Mutex& mutex, absl::Duration timeout) override PF_REQUIRES(mutex) {
    // A wait of centuries overflows the clock's arithmetic; an hour and a loop do as well.
    timeout = std::min(timeout, absl::Hours(1));
    std::unique_lock<std::mutex> lock(mutex.native(), std::adopt_lock);
    const auto status = condition_.wait_for(lock, absl::ToChronoNanoseconds(timeout));
    lock.release();
    return status == std::cv_status::no_timeout;
  }

  void NotifyOne() override { condition_.notify_one(); }
  void NotifyAll() override { condition_.notify_all(); }

 private:
  std::condition_variable condition_;
};

class SystemThread final : public Thread {
 public:
  SystemThread(absl::string_view name, std::function<void()> body) : thread_(std::move(body)) {
    pthread_setname_np(thread_.native_handle(), std::string(name.substr(0, 15)).c_str());
  }
  ~SystemThread() override { Join(); }
  void Join() override {
    if (thread_.joinable()) thread_.join();
  }

 private:
  std::thread thread_;
};

class ThreadScheduler final : public Scheduler {
 public:
  explicit ThreadScheduler(const Clock& clock) : clock_(clock) {}
  const Clock& clock() const override { return clock_; }
  std::unique_ptr<Thread> Spawn(absl::string_view name, std::function<void()> body) override {
    return std::make_unique<SystemThread>(name, std::move(body));
  }
  std::unique_ptr<Condition> NewCondition() override { return std::make_unique<SystemCondition>(); }

 private:
  const Clock& clock_;
};

}  // namespace

bool Scheduler::SleepFor(absl::Duration duration, const std::stop_token& stop) {
  Mutex mutex;
  const std::unique_ptr<Condition> condition = NewCondition();
  std::stop_callback wake(stop, [&] {
    MutexLock lock(mutex);
    condition->NotifyAll();
  });
  const absl::Duration end = clock().Monotonic() + duration;
  MutexLock lock(mutex);
  while (!stop.stop_requested()) {
    const absl::Duration left = end - clock().Monotonic();
    if (left <= absl::ZeroDuration()) return true;
    condition->WaitFor(mutex, left);
  }
  return false;
}

std::unique_ptr<Scheduler> NewThreadScheduler(const Clock& clock) {
  return std::make_unique<ThreadScheduler>(clock);
}

}  // namespace photoferry
