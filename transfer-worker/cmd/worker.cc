// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/cmd/worker.h"

#include <utility>

#include "common/base/log.h"
#include "common/base/status.h"
#include "transfer-worker/cmd/worker_config.h"

namespace photoferry {
namespace {

// Calls that are already being answered take milliseconds.
constexpr absl::Duration kLastCalls = absl::Seconds(1);

}  // namespace

absl::StatusOr<std::unique_ptr<Worker>> Worker::Start(const v1::WorkerConfig& config,
                                                      const ProviderTable& providers) {
  PF_ASSIGN_OR_RETURN(const ListenAddress address, ParseListenAddress(config.listen()));
  PF_ASSIGN_OR_RETURN(std::unique_ptr<EmbeddedEngine> engine,
                      EmbeddedEngine::Open(EngineOptionsOf(config), providers));
  std::unique_ptr<Worker> worker(new Worker(std::move(engine)));
  PF_ASSIGN_OR_RETURN(worker->server_, GrpcServer::Listen(address, worker->face_));
  worker->engine_->Start();
  Log(LogLevel::kInfo, "worker_started",
      {{"address", worker->address()}, {"state", config.state_directory()}});
  return worker;
}

Worker::Worker(std::unique_ptr<EmbeddedEngine> engine)
    : engine_(std::move(engine)),
      face_(engine_->desk(), engine_->scheduler()),
      changed_(engine_->scheduler().NewCondition()) {}

Worker::~Worker() {
  if (server_ != nullptr) Drain(absl::InfiniteDuration());
}

bool Worker::Drain(absl::Duration patience) {
  server_->Drain();
  Scheduler& scheduler = engine_->scheduler();
  if (drainer_ == nullptr) {
    drainer_ = scheduler.Spawn("drain", [this] {
      engine_->Stop();
      MutexLock lock(mutex_);
      quiet_ = true;
      changed_->NotifyAll();
    });
  }
  const absl::Duration end = scheduler.clock().Monotonic() + patience;
  {
    MutexLock lock(mutex_);
    while (!quiet_) {
      const absl::Duration left = end - scheduler.clock().Monotonic();
      if (left <= absl::ZeroDuration()) return false;
      changed_->WaitFor(mutex_, left);
    }
  }
  server_->Stop(kLastCalls);
  return true;
}

}  // namespace photoferry
