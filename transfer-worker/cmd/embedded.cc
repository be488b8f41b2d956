// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/cmd/embedded.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/log.h"
#include "common/base/status.h"
#include "common/http/curl_http_client.h"
#include "common/http/retrying_http_client.h"
#include "transfer-worker/engine/report.h"
#include "transfer-worker/engine/report_text.h"

namespace photoferry {
namespace {

// Repeats calls that a broken connection cut short. Media goes by untouched: the engine knows how
// far a file came, and begins again from there. Statuses are for the providers to judge, who read
// what stands beside them.
class CallsRepeated final : public HttpClient {
 public:
  CallsRepeated(HttpClient& wire, Scheduler& scheduler, Rng& rng)
      : wire_(wire), calls_(wire, scheduler, rng, {.max_attempts = 3, .statuses = {}}) {}

  absl::StatusOr<HttpResponse> Call(const HttpRequest& request,
                                    const std::stop_token& stop) override {
    return calls_.Call(request, stop);
  }
  absl::StatusOr<HttpStream> Open(const HttpRequest& request, OpenOptions options,
                                  const std::stop_token& stop) override {
    return wire_.Open(request, std::move(options), stop);
  }

 private:
  HttpClient& wire_;
  RetryingHttpClient calls_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<EmbeddedEngine>> EmbeddedEngine::Open(
    const EmbeddedOptions& options, const ProviderTable& providers) {
  std::unique_ptr<EmbeddedEngine> engine(new EmbeddedEngine(options, providers));
  PF_ASSIGN_OR_RETURN(engine->store_, OpenSqliteStore(options.state_directory,
                                                      engine->scheduler_->clock(), *engine->rng_));
  engine->Assemble();
  return engine;
}

EmbeddedEngine::EmbeddedEngine(const EmbeddedOptions& options, const ProviderTable& providers)
    : options_(options), providers_(providers), scheduler_(NewThreadScheduler()), rng_(NewRng()) {}

EmbeddedEngine::~EmbeddedEngine() {
  Stop();
}

void EmbeddedEngine::Assemble() {
  CurlHttpClientOptions curl;
  curl.guard = AddressGuard(options_.allow_loopback_media);
  wire_ = NewCurlHttpClient(*scheduler_, std::move(curl));
  http_ = std::make_unique<CallsRepeated>(*wire_, *scheduler_, *rng_);
  SupervisorOptions supervision;
  supervision.parallel_jobs = options_.parallel_jobs;
  supervision.parallel_items = options_.parallel_items;
  supervision.option_defaults = options_.option_defaults;
  supervision.on_rest = [this](const std::string& name) { OnRest(name); };
  supervisor_ = std::make_unique<Supervisor>(
      WorkerServices{*store_, providers_, *http_, *scheduler_, *rng_}, std::move(supervision));
  desk_ = std::make_unique<JobDesk>(*store_, providers_, options_.option_defaults,
                                    [this] { supervisor_->Nudge(); });
}

void EmbeddedEngine::Start() {
  supervisor_->Start();
}

void EmbeddedEngine::Stop() {
  if (supervisor_ != nullptr) supervisor_->Stop();
}

void EmbeddedEngine::OnRest(const std::string& job_name) {
  const absl::StatusOr<v1::TransferJob> job = store_->jobs().Get(job_name);
  if (!job.ok()) return;  // deleted meanwhile
  Log(LogLevel::kInfo, "job_at_rest",
      {{"job", job_name}, {"state", v1::JobState_Name(job->state())}});
  if (!HasEnded(job->state())) return;
  const auto written =
      WriteReport(store_->jobs(), job_name, ReportDirectory(options_.state_directory, job_name));
  if (!written.ok()) {
    Log(LogLevel::kWarning, "report_not_written",
        {{"job", job_name}, {"error", written.status().message()}});
  }
}

}  // namespace photoferry
