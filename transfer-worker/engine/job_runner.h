// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "transfer-worker/engine/held_leases.h"
#include "transfer-worker/engine/rest_switch.h"
#include "transfer-worker/engine/supervisor.h"

namespace photoferry {

// Runs one claimed job until it comes to rest, and writes down as what. One thread calls Run; Rest
// and Nudge come from any.
class JobRunner {
 public:
  JobRunner(ClaimedJob claim, std::string owner, const SupervisorOptions& options,
            const WorkerServices& services);
  ~JobRunner();

  void Run();
  // The worker stops: come to a safe point and give the job back.
  void Drain();
  // A wish may have been expressed: look now.
  void Nudge();

  const std::string& job_name() const { return claim_.job.name(); }

 private:
  struct Providers;

  absl::Status Connect(Providers& providers);
  absl::Status OpenProviders(Providers& providers);
  void Transfer(Providers& providers);
  // What people should know about the ends of both logins. One thread at a time.
  std::vector<std::string> LoginWarnings(const Providers& providers);
  // The same from hour to hour, as notices of the job.
  void NoteLoginWarnings(const Providers& providers);
  void Settle();
  // Keeps the leases alive, obeys wishes and shows what is going on, until Connect or Transfer has
  // finished. Calls under way get `patience` when the job comes to rest.
  void Keep(absl::Duration patience, const std::function<void()>& tell);
  void Finished(bool finished);
  // A cancelled job takes its half-done uploads back.
  void DiscardSessions(Providers& providers);
  void ObeyWish();

  ClaimedJob claim_;
  const std::string owner_;
  const SupervisorOptions& options_;
  const WorkerServices& services_;
  absl::Duration logins_looked_at_;
  RestSwitch rest_;
  HeldLeases leases_;
  Mutex mutex_;
  const std::unique_ptr<Condition> changed_;
  bool nudged_ PF_GUARDED_BY(mutex_) = false;
  bool finished_ PF_GUARDED_BY(mutex_) = false;
};

}  // namespace photoferry
