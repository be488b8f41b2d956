// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/crew.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "transfer-worker/engine/placer.h"

namespace photoferry {
namespace {

constexpr int kUsualCheckBatch = 100;

int MoversFor(const v1::Capabilities& capabilities, int wanted) {
  if (capabilities.ordered()) return 1;
  const int allowed = capabilities.in_flight() > 0 ? capabilities.in_flight() : wanted;
  return std::max(1, std::min(wanted, allowed));
}

size_t PublishBatch(const v1::Capabilities& capabilities) {
  return static_cast<size_t>(std::max(1, capabilities.publish_batch()));
}

size_t CheckBatch(const v1::Capabilities& capabilities) {
  return static_cast<size_t>(capabilities.check_batch() > 0 ? capabilities.check_batch()
                                                            : kUsualCheckBatch);
}

// Enough to fill every batch twice while all movers are busy.
int ItemsAhead(const Assignment& given) {
  const v1::Capabilities& capabilities = given.account.capabilities;
  return MoversFor(capabilities, given.options.parallel_items) +
         2 * static_cast<int>(PublishBatch(capabilities) + CheckBatch(capabilities));
}

std::function<int64_t(const Item&)> PublishGroup(const v1::Capabilities& capabilities) {
  if (!capabilities.publish_batch_per_album()) return [](const Item&) { return int64_t{0}; };
  return [](const Item& item) { return item.record.home_album.value_or(-1); };
}

}  // namespace

Crew::Crew(const Assignment& given)
    : assignment_(given),
      ledger_(given.services.store.checkpoints(), given.services.scheduler,
              [given](const absl::Status& status) {
                given.rest.Request(RestFor(status, given.services.scheduler.clock().Now()));
                given.rest.Cut();
              }),
      feed_(given.services.store.checkpoints(), given.leases, given.services.scheduler,
            {given.claim.walk.job, given.claim.uuid, ItemsAhead(given)}),
      to_publish_(given.services.scheduler, PublishBatch(given.account.capabilities),
                  PublishGroup(given.account.capabilities)),
      to_check_(given.services.scheduler, CheckBatch(given.account.capabilities),
                [](const Item&) { return int64_t{0}; }),
      lanes_(given.services.store.checkpoints(), given.services.scheduler, given.owner,
             given.options.lease_ttl),
      run_{given.claim,  given.options,  given.services,    given.exporter,
           given.source, given.importer, given.destination, given.account,
           given.rest,   given.leases,   ledger_,           feed_,
           lanes_,       to_publish_,    to_check_},
      albums_(run_),
      outcomes_(run_),
      walker_(run_),
      publisher_(run_, albums_, outcomes_),
      checker_(run_, albums_, outcomes_) {
  const int movers = MoversFor(given.account.capabilities, given.options.parallel_items);
  for (int i = 0; i < movers; ++i) movers_.emplace_back(run_, albums_, outcomes_);
}

void Crew::Work() {
  Scheduler& scheduler = assignment_.services.scheduler;
  std::vector<std::unique_ptr<Thread>> senders;
  senders.push_back(scheduler.Spawn("walker", [&] { walker_.Run(); }));
  for (Mover& mover : movers_) {
    senders.push_back(scheduler.Spawn("mover", [&mover] { mover.Run(); }));
  }
  const auto publishing = scheduler.Spawn("publisher", [&] { publisher_.Run(); });
  const auto checking = scheduler.Spawn("checker", [&] { checker_.Run(); });
  for (const auto& thread : senders) thread->Join();
  if (walker_.postponed().has_value()) assignment_.rest.Request(*walker_.postponed());
  CloseQueues();
  publishing->Join();
  checking->Join();
  Place();
}

void Crew::Tell() {
  JobUpdate update;
  update.current_album = movers_.front().current_album();
  update.waiting = outcomes_.waiting();
  update.clear_waiting = !update.waiting.has_value();
  const absl::Status told = run_.checkpoints().UpdateJob(assignment_.claim.walk, update);
  for (const absl::Status& status : {told, feed_.RenewLeases(), lanes_.Renew()}) {
    if (!status.ok()) run_.RestBecause(status);
  }
}

absl::Duration Crew::patience() const {
  // A call that is harmless to repeat need not be waited for.
  const bool harmless = !run_.keeps_intents() || run_.plan();
  return harmless ? absl::ZeroDuration() : assignment_.options.patience;
}

void Crew::CloseQueues() {
  for (BatchQueue* queue : {&to_publish_, &to_check_}) {
    for (ItemPtr& item : queue->Close()) feed_.Abandon(std::move(item));
  }
}

void Crew::Place() {
  if (const absl::Status flushed = ledger_.Flush(); !flushed.ok()) run_.RestBecause(flushed);
  if (assignment_.rest.rest().has_value()) return;
  if (const absl::Status placed = Placer(run_, albums_).Run(); !placed.ok()) {
    run_.RestBecause(placed);
  }
}

}  // namespace photoferry
