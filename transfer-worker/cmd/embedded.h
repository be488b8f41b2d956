// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/base/rng.h"
#include "common/base/scheduler.h"
#include "common/http/http_client.h"
#include "transfer-worker/engine/job_desk.h"
#include "transfer-worker/engine/login_desk.h"
#include "transfer-worker/engine/login_keeper.h"
#include "transfer-worker/engine/provider_table.h"
#include "transfer-worker/engine/supervisor.h"
#include "transfer-worker/store/key_source.h"
#include "transfer-worker/store/store.h"

namespace photoferry {

struct EmbeddedOptions {
  std::string state_directory;
  int parallel_jobs = 2;
  int parallel_items = 4;
  bool allow_loopback_media = false;
  KeySource key;
  std::map<std::string, std::string> option_defaults;
  ProviderApps apps;
  std::string redirect_uri;  // of the process's own listener; empty: there is none
};

// A whole engine inside this process: store, wire, supervisor and the desk in front of them. Writes
// a report beside each job that ends. Thread-safe.
class EmbeddedEngine {
 public:
  // Opens the store; nothing runs yet. `providers` outlives the engine.
  static absl::StatusOr<std::unique_ptr<EmbeddedEngine>> Open(const EmbeddedOptions& options,
                                                              const ProviderTable& providers);
  ~EmbeddedEngine();  // Stop()

  // Takes up jobs from now on, and keeps logins fresh; only the one job that is named, if one is.
  // To be called once.
  void Start(const std::string& only_job = "");
  // Brings running jobs to a safe point and gives them back. Harmless to repeat.
  void Stop();

  JobDesk& desk() { return *desk_; }
  LoginDesk& logins() { return *logins_; }
  Scheduler& scheduler() { return *scheduler_; }
  Rng& rng() { return *rng_; }
  Store& store() { return *store_; }
  const std::string& state_directory() const { return options_.state_directory; }

 private:
  EmbeddedEngine(const EmbeddedOptions& options, const ProviderTable& providers);
  WorkerServices services();
  std::shared_ptr<Supervisor> supervisor();
  void Nudge();
  // A worker that was killed between a job's end and its report left none. Looks at the latest jobs
  // of the tenant whom reports are shown to, the command line's.
  void WriteMissingReports();
  void OnRest(const std::string& job_name);

  const EmbeddedOptions options_;
  const ProviderTable& providers_;
  const std::unique_ptr<Scheduler> scheduler_;
  const std::unique_ptr<Rng> rng_;
  std::unique_ptr<HttpClient> wire_;
  std::unique_ptr<HttpClient> http_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<JobDesk> desk_;
  std::unique_ptr<LoginDesk> logins_;
  std::unique_ptr<LoginKeeper> keeper_;
  Mutex mutex_;
  std::shared_ptr<Supervisor> supervisor_ PF_GUARDED_BY(mutex_);
};

}  // namespace photoferry
