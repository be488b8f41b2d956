// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/batch_calls.h"

#include <map>
#include <utility>

#include "common/base/crash_point.h"
#include "common/base/status.h"
#include "transfer-worker/engine/lane.h"

namespace photoferry {
namespace {

absl::Status MissingAnswer() {
  return Failure(v1::OUTCOME_UNKNOWN, "The destination's answer leaves this item out.");
}

}  // namespace

void Publisher::Run() {
  while (true) {
    std::vector<ItemPtr> batch = run_.to_publish.Take();
    if (batch.empty()) return;
    Publish(std::move(batch));
  }
}

void Publisher::Publish(std::vector<ItemPtr> batch) {
  std::optional<AlbumEntry> album;
  if (run_.capabilities().publish_batch_per_album() && batch.front()->record.home_album) {
    const auto made = albums_.Made(*batch.front()->record.home_album);
    if (!made.ok()) return FailAll(std::move(batch), made.status());
    if (made->stage != AlbumStage::kFailed) album = AlbumDesk::EntryOf(*made);
  }
  absl::StatusOr<Lane> lane = Lane();
  if (run_.capabilities().publish_lane()) {
    lane = run_.lanes.Take(run_.LaneName("publish"), run_.destination.stop);
  }
  absl::Status ready = lane.status();
  if (ready.ok()) ready = MarkIntents(batch);
  if (!ready.ok()) return FailAll(std::move(batch), ready);
  std::vector<PublishEntry> entries;
  entries.reserve(batch.size());
  for (const ItemPtr& item : batch) {
    entries.push_back({item->key, item->record.photo, item->record.progress.staged()});
  }
  PHOTOFERRY_CRASH_POINT("engine.publish.before");
  const std::vector<absl::StatusOr<Stored>> answers =
      run_.importer.Publish(entries, album ? &*album : nullptr, run_.destination);
  PHOTOFERRY_CRASH_POINT("engine.publish.after");
  for (size_t i = 0; i < batch.size(); ++i) {
    if (i < answers.size() && answers[i].ok()) {
      outcomes_.Arrived(std::move(batch[i]), *answers[i]);
      continue;
    }
    ++batch[i]->record.attempts;
    outcomes_.Failed(std::move(batch[i]),
                     i < answers.size() ? answers[i].status() : MissingAnswer());
  }
}

absl::Status Publisher::MarkIntents(const std::vector<ItemPtr>& batch) {
  if (!run_.keeps_intents()) return absl::OkStatus();
  std::map<Unit, std::pair<Lease, std::vector<ItemMove>>> moves;
  for (const ItemPtr& item : batch) {
    item->record.intent = true;
    auto& [lease, unit_moves] = moves[item->lease.unit];
    lease = item->lease;
    unit_moves.push_back(MoveOf(item->record));
  }
  for (auto& [unit, group] : moves) {
    PF_RETURN_IF_ERROR(run_.ledger.RecordNow(group.first, std::move(group.second)));
  }
  PHOTOFERRY_CRASH_POINT("engine.publish_intents.durable");
  for (const auto& [unit, group] : moves) PF_RETURN_IF_ERROR(run_.leases.Secure(group.first));
  return absl::OkStatus();
}

void Publisher::FailAll(std::vector<ItemPtr> batch, const absl::Status& status) {
  for (ItemPtr& item : batch) {
    item->record.intent = false;  // nothing was asked of the destination yet
    outcomes_.Failed(std::move(item), status);
  }
}

void Checker::Run() {
  while (true) {
    std::vector<ItemPtr> batch = run_.to_check.Take();
    if (batch.empty()) return;
    Check(std::move(batch));
  }
}

void Checker::Check(std::vector<ItemPtr> batch) {
  std::vector<CheckEntry> entries;
  std::vector<ItemPtr> asked;
  for (ItemPtr& item : batch) {
    absl::StatusOr<CheckEntry> entry = EntryFor(*item);
    if (!entry.ok()) {
      outcomes_.CheckFailed(std::move(item), entry.status());
      continue;
    }
    entries.push_back(*std::move(entry));
    asked.push_back(std::move(item));
  }
  PHOTOFERRY_CRASH_POINT("engine.check.before");
  const absl::Duration now = run_.services.scheduler.clock().Monotonic();
  const std::vector<absl::StatusOr<RemoteState>> answers =
      run_.importer.Check(entries, run_.destination);
  for (size_t i = 0; i < asked.size(); ++i) {
    if (i >= answers.size()) {
      outcomes_.CheckFailed(std::move(asked[i]), MissingAnswer());
    } else if (answers[i].ok()) {
      outcomes_.Checked(std::move(asked[i]), *answers[i], now);
    } else {
      outcomes_.CheckFailed(std::move(asked[i]), answers[i].status());
    }
  }
}

absl::StatusOr<CheckEntry> Checker::EntryFor(const Item& item) {
  const ItemRecord& record = item.record;
  CheckEntry entry{.key = item.key, .photo = record.photo};
  if (record.home_album && run_.capabilities().container_model() != v1::NO_ALBUMS) {
    PF_ASSIGN_OR_RETURN(const AlbumRecord album, albums_.Made(*record.home_album));
    if (album.stage != AlbumStage::kFailed) entry.album = AlbumDesk::EntryOf(album);
  }
  const v1::ItemProgress& progress = record.progress;
  if (progress.has_remote()) entry.item = progress.remote();
  if (progress.has_staged()) entry.handle = progress.staged();
  if (progress.has_session()) entry.session = progress.session();
  entry.mime_type = progress.mime_type();
  entry.sha256 = progress.sha256();
  return entry;
}

}  // namespace photoferry
