// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "common/base/rng.h"
#include "common/http/calls_repeated.h"
#include "tests/sim/sim_http_client.h"
#include "tests/sim/sim_store.h"
#include "transfer-worker/engine/job_desk.h"
#include "transfer-worker/engine/login_desk.h"
#include "transfer-worker/engine/supervisor.h"

namespace photoferry::sim {

// One life of a worker process: the real store, engine and providers, put together as
// photoferry-worker has them, on a simulated disk and network.
class SimWorker {
 public:
  struct Surroundings {
    SimScheduler& machine;
    SimDisk& disk;
    SimNetwork& network;
    Laws& laws;
    const ProviderTable& providers;
    const SupervisorOptions& options;
    std::string state_directory;
    absl::Duration disk_latency;
  };

  // Null: the store could not be opened.
  static std::unique_ptr<SimWorker> Start(const Surroundings& around, const std::string& name,
                                          uint64_t seed);
  // Kill -9, if it still lives.
  ~SimWorker();

  JobDesk& desk() { return *desk_; }
  LoginDesk& logins() { return *logins_; }
  SimProcess& process() { return process_; }
  SimVfs& disk() { return vfs_; }
  Store& real_store() { return store_->real(); }
  bool dead() const { return process_.dead(); }
  void Kill();
  // Stands still for so long, as a stopped process or a laptop that sleeps: from now on, or from
  // the moment at which it has noted something about items, for the `notes`-th time from now.
  void Freeze(absl::Duration duration) { process_.Freeze(duration); }
  void FreezeAfter(int64_t notes, absl::Duration duration) { store_->FreezeAfter(notes, duration); }
  // Ends as a person ends it: what is under way comes to a safe point.
  void Drain() { supervisor_->Stop(); }

 private:
  SimWorker(const Surroundings& around, const std::string& name, uint64_t seed);

  SimProcess process_;
  SimVfs vfs_;
  const std::unique_ptr<Rng> rng_;
  SimHttpClient wire_;
  CallsRepeated http_;
  std::unique_ptr<SimStore> store_;
  std::unique_ptr<Supervisor> supervisor_;
  std::unique_ptr<JobDesk> desk_;
  std::unique_ptr<LoginDesk> logins_;
};

}  // namespace photoferry::sim
