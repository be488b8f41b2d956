// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "common/base/proto_time.h"
#include "exporters/exporter.h"
#include "importers/importer.h"
#include "transfer-worker/engine/batch_queue.h"
#include "transfer-worker/engine/held_leases.h"
#include "transfer-worker/engine/item_feed.h"
#include "transfer-worker/engine/lane.h"
#include "transfer-worker/engine/ledger.h"
#include "transfer-worker/engine/rest_switch.h"
#include "transfer-worker/engine/supervisor.h"

namespace photoferry {

// What the parts of one running job share. Owned by JobRunner; every part is thread-safe.
struct JobRun {
  const ClaimedJob& claim;
  const SupervisorOptions& options;
  const WorkerServices& services;

  Exporter& exporter;
  ProviderContext& source;
  Importer& importer;
  ProviderContext& destination;
  const Destination& account;

  RestSwitch& rest;
  HeldLeases& leases;
  Ledger& ledger;
  ItemFeed& feed;
  Lanes& lanes;
  BatchQueue& to_publish;
  BatchQueue& to_check;

  int64_t job() const { return claim.walk.job; }
  bool plan() const { return claim.job.mode() == v1::PLAN; }
  const v1::Capabilities& capabilities() const { return account.capabilities; }
  Checkpoints& checkpoints() const { return services.store.checkpoints(); }
  // A call that could double something is preceded by an intent.
  bool keeps_intents() const { return capabilities().doubt() != v1::REPEAT_IS_HARMLESS; }
  // For how long what was stored may be there and not be found.
  absl::Duration found_after() const { return FromProto(capabilities().found_after()); }
  std::string LaneName(const char* action) const {
    return claim.job.destination().provider() + "|" + account.account_key + "|" + action;
  }
  // An error that stops the whole job.
  void RestBecause(const absl::Status& status) {
    rest.Request(RestFor(status, services.scheduler.clock().Now()));
  }
};

}  // namespace photoferry
