// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/cmd/embedded.h"

#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/log.h"
#include "common/base/status.h"
#include "common/http/calls_repeated.h"
#include "common/http/curl_http_client.h"
#include "transfer-worker/engine/report.h"
#include "transfer-worker/engine/report_text.h"
#include "transfer-worker/engine/resource_name.h"

namespace photoferry {
namespace {

constexpr int kLatestJobs = 100;

}  // namespace

absl::StatusOr<std::unique_ptr<EmbeddedEngine>> EmbeddedEngine::Open(
    const EmbeddedOptions& options, const ProviderTable& providers) {
  std::unique_ptr<EmbeddedEngine> engine(new EmbeddedEngine(options, providers));
  PF_ASSIGN_OR_RETURN(engine->store_,
                      OpenSqliteStore(options.state_directory, engine->scheduler_->clock(),
                                      *engine->rng_, options.key));
  CurlHttpClientOptions curl;
  curl.guard = AddressGuard(options.allow_loopback_media);
  engine->wire_ = NewCurlHttpClient(*engine->scheduler_, std::move(curl));
  engine->http_ =
      std::make_unique<CallsRepeated>(*engine->wire_, *engine->scheduler_, *engine->rng_);
  engine->desk_ = std::make_unique<JobDesk>(*engine->store_, providers, options.option_defaults,
                                            [engine = engine.get()] { engine->Nudge(); });
  engine->logins_ =
      std::make_unique<LoginDesk>(engine->services(),
                                  LoginDeskOptions{.option_defaults = options.option_defaults,
                                                   .apps = options.apps,
                                                   .redirect_uri = options.redirect_uri},
                                  [engine = engine.get()] { engine->Nudge(); });
  engine->keeper_ =
      std::make_unique<LoginKeeper>(engine->services(), options.option_defaults, options.apps);
  return engine;
}

EmbeddedEngine::EmbeddedEngine(const EmbeddedOptions& options, const ProviderTable& providers)
    : options_(options), providers_(providers), scheduler_(NewThreadScheduler()), rng_(NewRng()) {}

EmbeddedEngine::~EmbeddedEngine() {
  Stop();
}

void EmbeddedEngine::Start(const std::string& only_job) {
  if (only_job.empty()) {
    WriteMissingReports();
    keeper_->Start();
  }
  SupervisorOptions supervision;
  supervision.parallel_jobs = options_.parallel_jobs;
  supervision.parallel_items = options_.parallel_items;
  supervision.option_defaults = options_.option_defaults;
  supervision.apps = options_.apps;
  supervision.only_job = only_job;
  supervision.on_rest = [this](const std::string& name) { OnRest(name); };
  const auto supervisor = std::make_shared<Supervisor>(services(), std::move(supervision));
  supervisor->Start();
  MutexLock lock(mutex_);
  supervisor_ = supervisor;
}

std::shared_ptr<Supervisor> EmbeddedEngine::supervisor() {
  MutexLock lock(mutex_);
  return supervisor_;
}

WorkerServices EmbeddedEngine::services() {
  return {*store_, providers_, *http_, *scheduler_, *rng_};
}

void EmbeddedEngine::Stop() {
  if (logins_ != nullptr) logins_->Stop();
  if (keeper_ != nullptr) keeper_->Stop();
  if (const auto running = supervisor()) running->Stop();
}

void EmbeddedEngine::Nudge() {
  if (const auto running = supervisor()) running->Nudge();
}

void EmbeddedEngine::WriteMissingReports() {
  const absl::StatusOr<JobPage> latest = store_->jobs().List(kTenant, kLatestJobs, 0);
  if (!latest.ok()) return;  // what the worker does next says why
  for (const v1::TransferJob& job : latest->jobs) {
    std::error_code error;
    const std::string directory = ReportDirectory(options_.state_directory, job.name());
    if (!std::filesystem::exists(directory + "/report.html", error)) OnRest(job.name());
  }
}

void EmbeddedEngine::OnRest(const std::string& job_name) {
  const absl::StatusOr<v1::TransferJob> job = store_->jobs().Get(job_name);
  if (!job.ok() || !HasEnded(job->state())) return;  // deleted meanwhile, or not at its end
  const auto written =
      WriteReport(store_->jobs(), job_name, ReportDirectory(options_.state_directory, job_name));
  if (!written.ok()) {
    Log(LogLevel::kWarning, "report_not_written",
        {{"job", job_name}, {"error", written.status().message()}});
  }
}

}  // namespace photoferry
