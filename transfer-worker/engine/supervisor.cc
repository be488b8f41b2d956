// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/supervisor.h"

#include <list>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/log.h"
#include "common/base/status.h"
#include "transfer-worker/engine/job_runner.h"

namespace photoferry {

class Supervisor::Impl {
 public:
  Impl(WorkerServices services, SupervisorOptions options)
      : services_(services),
        options_(std::move(options)),
        owner_(services.rng.Uuid()),
        changed_(services.scheduler.NewCondition()) {}

  ~Impl() { Stop(); }

  void Start() {
    thread_ = services_.scheduler.Spawn("supervisor", [this] { Run(); });
  }

  void Nudge() {
    MutexLock lock(mutex_);
    nudged_ = true;
    for (Running& running : running_) running.runner->Nudge();
    changed_->NotifyAll();
  }

  void Stop() {
    {
      MutexLock lock(mutex_);
      stopping_ = true;
      for (Running& running : running_) running.runner->Drain();
      changed_->NotifyAll();
    }
    if (thread_) thread_->Join();
  }

 private:
  struct Running {
    std::unique_ptr<JobRunner> runner;
    std::unique_ptr<Thread> thread;
    bool at_rest = false;
  };

  void Run() {
    while (true) {
      Reap();
      bool room;
      {
        MutexLock lock(mutex_);
        if (stopping_ && running_.empty()) return;
        room = !stopping_ && static_cast<int>(running_.size()) < options_.parallel_jobs;
      }
      if (room && TakeUpOne()) continue;
      MutexLock lock(mutex_);
      if (!nudged_) changed_->WaitFor(mutex_, options_.idle_poll);
      nudged_ = false;
    }
  }

  // Joins the threads of jobs that came to rest.
  void Reap() {
    std::list<Running> resting;
    {
      MutexLock lock(mutex_);
      for (auto it = running_.begin(); it != running_.end();) {
        const auto next = std::next(it);
        if (it->at_rest) resting.splice(resting.end(), running_, it);
        it = next;
      }
    }
    for (Running& running : resting) {
      running.thread->Join();
      if (options_.on_rest) options_.on_rest(running.runner->job_name());
    }
  }

  absl::StatusOr<std::optional<ClaimedJob>> ClaimOne() {
    Checkpoints& checkpoints = services_.store.checkpoints();
    if (options_.only_job.empty()) return checkpoints.ClaimJob(owner_, options_.lease_ttl);
    return checkpoints.ClaimJobNamed(options_.only_job, owner_, options_.lease_ttl);
  }

  bool TakeUpOne() {
    absl::StatusOr<std::optional<ClaimedJob>> claimed = ClaimOne();
    if (!claimed.ok()) {
      Log(LogLevel::kError, "claim_failed", {{"error", claimed.status().message()}});
      return false;
    }
    if (!claimed->has_value()) return false;
    MutexLock lock(mutex_);
    Running& running = running_.emplace_back();
    const std::string owner = absl::StrCat(owner_, "/", (*claimed)->uuid);
    running.runner = std::make_unique<JobRunner>(*std::move(*claimed), owner, options_, services_);
    running.thread = services_.scheduler.Spawn("job", [this, &running] {
      AwaitFormerRunOf(running);
      running.runner->Run();
      MutexLock done(mutex_);
      running.at_rest = true;
      nudged_ = true;
      changed_->NotifyAll();
    });
    if (stopping_) running.runner->Drain();
    return true;
  }

  // A run that stood still and lost its lease may be winding down when this worker takes up its job
  // again. Two at once would hold twice the memory and take each other's leases for their own.
  void AwaitFormerRunOf(const Running& running) {
    const std::string job = running.runner->job_name();
    MutexLock lock(mutex_);
    while (WindsDown(job, running)) changed_->Wait(mutex_);
  }

  // Whether a run of `job` that was begun before `running` goes on.
  bool WindsDown(const std::string& job, const Running& running) const PF_REQUIRES(mutex_) {
    for (const Running& each : running_) {
      if (&each == &running) return false;
      if (!each.at_rest && each.runner->job_name() == job) return true;
    }
    return false;
  }

  const WorkerServices services_;
  const SupervisorOptions options_;
  const std::string owner_;
  Mutex mutex_;
  const std::unique_ptr<Condition> changed_;
  std::list<Running> running_ PF_GUARDED_BY(mutex_);
  bool nudged_ PF_GUARDED_BY(mutex_) = false;
  bool stopping_ PF_GUARDED_BY(mutex_) = false;
  std::unique_ptr<Thread> thread_;
};

Supervisor::Supervisor(WorkerServices services, SupervisorOptions options)
    : impl_(std::make_unique<Impl>(services, std::move(options))) {}
Supervisor::~Supervisor() = default;
void Supervisor::Start() {
  impl_->Start();
}
void Supervisor::Nudge() {
  impl_->Nudge();
}
void Supervisor::Stop() {
  impl_->Stop();
}

}  // namespace photoferry
