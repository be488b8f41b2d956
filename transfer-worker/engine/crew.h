// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <string>

#include "absl/time/time.h"
#include "transfer-worker/engine/album_desk.h"
#include "transfer-worker/engine/batch_calls.h"
#include "transfer-worker/engine/item_outcomes.h"
#include "transfer-worker/engine/job_run.h"
#include "transfer-worker/engine/mover.h"
#include "transfer-worker/engine/walker.h"

namespace photoferry {

// What a crew is given; all of it outlives the crew.
struct Assignment {
  const ClaimedJob& claim;
  const std::string& owner;
  const SupervisorOptions& options;
  const WorkerServices& services;
  RestSwitch& rest;
  HeldLeases& leases;
  Exporter& exporter;
  ProviderContext& source;
  Importer& importer;
  ProviderContext& destination;
  const Destination& account;  // connected
};

// Everybody who works on one job at one time: one walker, the movers, the publisher, the checker,
// and at the end the placer. Why a crew stopped is told through the rest switch.
class Crew {
 public:
  explicit Crew(const Assignment& assignment);

  // Returns when everything is settled, or at rest because the switch says so.
  void Work();
  // Saves what people may want to know, and renews the leases. Any thread, while Work runs.
  void Tell();
  // How long calls under way may go on once the job is to rest.
  absl::Duration patience() const;
  // Gives the item ranges back. After Work.
  void ReleaseLeases() { feed_.ReleaseLeases(); }

 private:
  void CloseQueues();
  void Place();

  const Assignment assignment_;
  Ledger ledger_;
  ItemFeed feed_;
  BatchQueue to_publish_;
  BatchQueue to_check_;
  Lanes lanes_;
  JobRun run_;
  AlbumDesk albums_;
  ItemOutcomes outcomes_;
  Walker walker_;
  Publisher publisher_;
  Checker checker_;
  std::deque<Mover> movers_;
};

}  // namespace photoferry
