// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/rng.h"
#include "common/base/scheduler.h"
#include "common/http/backoff.h"
#include "common/http/http_client.h"
#include "transfer-worker/engine/provider_apps.h"
#include "transfer-worker/engine/provider_table.h"
#include "transfer-worker/store/store.h"

namespace photoferry {

struct SupervisorOptions {
  int parallel_jobs = 2;
  int parallel_items = 4;
  absl::Duration lease_ttl = absl::Seconds(30);
  absl::Duration idle_poll = absl::Seconds(1);  // how often to look for work that others made
  int item_attempts = 6;  // transient failures of one item before it counts as failed
  BackoffPolicy backoff;  // between them, and between attempts to list
  // How long calls that could double something may take to end when a job comes to rest.
  absl::Duration patience = absl::Seconds(10);
  // Defaults for providers' options, "facebook.graph_url" -> value; a job's own options win.
  std::map<std::string, std::string> option_defaults;
  ProviderApps apps;  // in whose names logins are made and renewed
  // This job and no other: a command that runs one job must not take up those that wait beside it.
  std::string only_job;
  // Called by the worker when a job has come to rest (ended, paused, waiting). May be empty.
  std::function<void(const std::string& job_name)> on_rest;
};

// Everything that a worker process lends to its jobs. All of it outlives the supervisor.
struct WorkerServices {
  Store& store;
  const ProviderTable& providers;
  HttpClient& http;
  Scheduler& scheduler;
  Rng& rng;
};

// Takes up the jobs that want a worker and runs them, several at a time, until told to stop.
// Thread-safe.
class Supervisor {
 public:
  Supervisor(WorkerServices services, SupervisorOptions options);
  ~Supervisor();  // Stop()

  void Start();
  // Something may have changed: look for work and wishes now.
  void Nudge();
  // Drains: running jobs come to a safe point, their checkpoints are written and their leases
  // given back. They stay QUEUED for the next worker. Returns when all is quiet.
  void Stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace photoferry
