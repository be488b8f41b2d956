// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "common/base/rng.h"
#include "common/base/scheduler.h"
#include "common/http/http_client.h"
#include "transfer-worker/engine/job_desk.h"
#include "transfer-worker/engine/login_desk.h"
#include "transfer-worker/engine/provider_table.h"
#include "transfer-worker/engine/supervisor.h"
#include "transfer-worker/store/store.h"

// A whole worker without its gRPC face, for tests: real store, real HTTP, real exporter, and the
// test destinations beside the built-in importers. Back-offs are milliseconds.

namespace photoferry::rig {

// The built-in providers and the five test destinations.
ProviderTable AllProviders();

// A job from the demo account at `graph_url` to `to`, whose one option is `target`: a folder's path
// or a test destination's base URL.
v1::TransferJob FacebookJob(const std::string& graph_url, const std::string& to,
                            const std::string& target, int page_size = 5);

class TransferRig {
 public:
  // Opens or makes the store in `state_directory`.
  explicit TransferRig(const std::string& state_directory, int parallel_items = 4,
                       ProviderTable providers = AllProviders(),
                       const Clock& clock = SystemClock());
  ~TransferRig();

  SupervisorOptions& options() { return options_; }  // before Start
  Store& store() { return *store_; }
  JobDesk& desk() { return *desk_; }
  LoginDesk& logins() { return *logins_; }
  Scheduler& scheduler() { return *scheduler_; }
  HttpClient& http() { return *http_; }
  Rng& rng() { return *rng_; }

  void Login(const std::string& provider, const std::string& token);
  v1::TransferJob Create(const v1::TransferJob& job);
  void Start();
  void Stop();
  // Waits until `done` says so of the job; fails the process after three minutes.
  v1::TransferJob Await(const std::string& name,
                        const std::function<bool(const v1::TransferJob&)>& done);
  // Until it has ended, waits or is paused.
  v1::TransferJob AwaitRest(const std::string& name);
  // Create, Start, AwaitRest.
  v1::TransferJob Run(const v1::TransferJob& job);

  // The conservation law, and the counters against the rows. Empty: they hold.
  std::string BrokenLaws(const std::string& name);
  std::vector<v1::TransferItem> Items(const std::string& name,
                                      std::vector<v1::ItemStage> stages = {});

 private:
  std::unique_ptr<Scheduler> scheduler_;
  std::unique_ptr<Rng> rng_;
  std::unique_ptr<HttpClient> http_;
  std::unique_ptr<Store> store_;
  ProviderTable providers_;
  SupervisorOptions options_;
  std::unique_ptr<Supervisor> supervisor_;
  std::unique_ptr<JobDesk> desk_;
  std::unique_ptr<LoginDesk> logins_;
};

bool HasEnded(const v1::TransferJob& job);

}  // namespace photoferry::rig
