// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/cmd/follow.h"

#include <optional>
#include <utility>

#include "common/base/status.h"
#include "transfer-worker/cmd/progress.h"
#include "transfer-worker/engine/report_text.h"

namespace photoferry {
namespace {

// A Watch call whose messages arrive on a thread of its own.
class Watcher {
 public:
  Watcher(TransferClient& client, const std::string& job_name, Scheduler& scheduler) {
    request_.set_name(job_name);
    thread_ = scheduler.Spawn("watch", [this, &client] { Read(client); });
  }
  ~Watcher() {
    context_.TryCancel();
    thread_->Join();
  }

  // What came since the last look; nothing: nothing did.
  std::optional<v1::WatchTransferJobResponse> Look() {
    MutexLock lock(mutex_);
    return std::exchange(latest_, std::nullopt);
  }
  // How the call ended, once it has and everything was looked at.
  std::optional<absl::Status> End() {
    MutexLock lock(mutex_);
    return latest_.has_value() ? std::nullopt : end_;
  }

 private:
  void Read(TransferClient& client) {
    const auto reader = client.stub().WatchTransferJob(&context_, request_);
    v1::WatchTransferJobResponse note;
    while (reader->Read(&note)) {
      MutexLock lock(mutex_);
      latest_ = note;
    }
    const absl::Status status = FromRpc(reader->Finish());
    MutexLock lock(mutex_);
    end_ = status;
  }

  grpc::ClientContext context_;
  v1::WatchTransferJobRequest request_;
  Mutex mutex_;
  std::optional<v1::WatchTransferJobResponse> latest_ PF_GUARDED_BY(mutex_);
  std::optional<absl::Status> end_ PF_GUARDED_BY(mutex_);
  std::unique_ptr<Thread> thread_;
};

// Puts what is known on the console: a line that changes, or one now and then.
class Display {
 public:
  Display(Console& console, Scheduler& scheduler, absl::Duration line_every)
      : console_(console), scheduler_(scheduler), line_every_(line_every) {}

  void Show(const v1::TransferJob& job, bool news) {
    const absl::Duration now = scheduler_.clock().Monotonic();
    const Pace pace = meter_.Look(job, now);
    if (console_.terminal) {
      console_.Progress(RenderProgress(
          job, pace,
          {.width = console_.width, .color = console_.color, .zone = absl::LocalTimeZone()}));
      return;
    }
    const bool turn = news && job.state() != state_;
    if (!turn && now - last_line_ < line_every_) return;
    console_.ProgressLine(ProgressSentence(job, pace, absl::LocalTimeZone()));
    state_ = job.state();
    last_line_ = now;
  }

 private:
  Console& console_;
  Scheduler& scheduler_;
  const absl::Duration line_every_;
  PaceMeter meter_;
  v1::JobState state_ = v1::JOB_STATE_UNSPECIFIED;
  absl::Duration last_line_ = absl::ZeroDuration();
};

}  // namespace

bool IsAtRest(const v1::TransferJob& job, bool no_wait) {
  if (HasEnded(job.state()) || job.state() == v1::PAUSED) return true;
  if (job.state() != v1::WAITING) return false;
  return no_wait || !job.waiting().has_wake_time() ||
         job.waiting().problem().reason() == v1::LOGIN_NEEDED;
}

absl::StatusOr<FollowResult> Follow(TransferClient& client, const std::string& job_name,
                                    Console& console, Interrupts& interrupts, Scheduler& scheduler,
                                    const FollowOptions& options) {
  Watcher watcher(client, job_name, scheduler);
  Display display(console, scheduler, options.line_every);
  FollowResult result;
  bool known = false;
  while (!result.interrupted) {
    const auto note = watcher.Look();
    if (note.has_value()) {
      result.job = note->transfer_job();
      known = true;
      console.Emit(*note);
    }
    if (known) display.Show(result.job, note.has_value());
    if (known && IsAtRest(result.job, options.no_wait)) break;
    const std::optional<absl::Status> end = watcher.End();
    if (end.has_value() && !end->ok()) {
      console.Progress("");
      return *end;
    }
    result.interrupted = interrupts.Wait(options.tick);
  }
  console.Progress("");
  return result;
}

}  // namespace photoferry
