// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/cmd/worker.h"

#include <utility>

#include "common/base/log.h"
#include "common/base/status.h"
#include "transfer-worker/cmd/completed_page.h"
#include "transfer-worker/cmd/worker_config.h"

namespace photoferry {
namespace {

// Calls that are already being answered take milliseconds.
constexpr absl::Duration kLastCalls = absl::Seconds(1);

}  // namespace

absl::StatusOr<std::unique_ptr<Worker>> Worker::Start(const v1::WorkerConfig& config,
                                                      const ProviderTable& providers) {
  PF_ASSIGN_OR_RETURN(const ListenAddress address, ParseListenAddress(config.listen()));
  EmbeddedOptions options = EngineOptionsOf(config);
  PF_RETURN_IF_ERROR(options.apps.Check());
  std::unique_ptr<RedirectListener> redirects;
  if (!config.redirect_listen().empty()) {
    PF_ASSIGN_OR_RETURN(const int port, RedirectPort(config.redirect_listen()));
    PF_ASSIGN_OR_RETURN(redirects, RedirectListener::Bind(port));
    options.redirect_uri =
        config.redirect_url().empty() ? redirects->redirect_uri() : config.redirect_url();
  }
  PF_ASSIGN_OR_RETURN(std::unique_ptr<EmbeddedEngine> engine,
                      EmbeddedEngine::Open(options, providers));
  std::unique_ptr<Worker> worker(new Worker(std::move(engine), std::move(redirects)));
  PF_ASSIGN_OR_RETURN(worker->server_, GrpcServer::Listen(address, worker->face_));
  worker->engine_->Start();
  worker->ServeRedirects(providers);
  Log(LogLevel::kInfo, "worker_started",
      {{"address", worker->address()}, {"state", config.state_directory()}});
  return worker;
}

Worker::Worker(std::unique_ptr<EmbeddedEngine> engine, std::unique_ptr<RedirectListener> redirects)
    : engine_(std::move(engine)),
      face_(engine_->desk(), engine_->logins(), engine_->scheduler()),
      redirects_(std::move(redirects)),
      changed_(engine_->scheduler().NewCondition()) {}

void Worker::ServeRedirects(const ProviderTable& providers) {
  if (redirects_ == nullptr) return;
  redirects_->Serve(engine_->scheduler(), [this, &providers](absl::string_view query) {
    return CompletedPage(engine_->logins().CompleteRedirect(query), providers);
  });
  Log(LogLevel::kInfo, "redirects_listened_for", {{"port", redirects_->port()}});
}

std::string Worker::redirect_address() const {
  return redirects_ == nullptr ? "" : redirects_->redirect_uri();
}

Worker::~Worker() {
  if (server_ != nullptr) Drain(absl::InfiniteDuration());
}

bool Worker::Drain(absl::Duration patience) {
  server_->Drain();
  Scheduler& scheduler = engine_->scheduler();
  if (redirects_ != nullptr) redirects_->Stop();
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
