// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/mover.h"

#include <utility>

#include "common/base/crash_point.h"
#include "common/base/proto_time.h"
#include "common/base/status.h"
#include "transfer-worker/engine/integrity.h"
#include "transfer-worker/engine/located_source.h"

namespace photoferry {
namespace {

// What the importer sees of an item; what it saves goes to the ledger at once.
class LedgerTask final : public SendTask {
 public:
  LedgerTask(JobRun& run, Item& item, LocatedSource& source, std::optional<AlbumEntry>& album)
      : run_(run), item_(item), source_(source), album_(album) {
    if (item.record.progress.has_session()) session_ = item.record.progress.session();
  }
  const std::string& key() const override { return item_.key; }
  const v1::Photo& photo() const override { return item_.record.photo; }
  const AlbumEntry* album() const override { return album_ ? &*album_ : nullptr; }
  MediaSource& source() override { return source_; }
  const std::optional<v1::UploadSession>& session() const override { return session_; }

  absl::Status SaveSession(const v1::UploadSession& session) override {
    session_ = session;
    v1::ItemProgress& progress = item_.record.progress;
    *progress.mutable_session() = session;
    *progress.mutable_hash() = source_.hash_checkpoint();
    *progress.mutable_source() = source_.mark();
    progress.set_mime_type(source_.head().mime_type);
    PF_RETURN_IF_ERROR(run_.ledger.RecordNow(item_.lease, {MoveOf(item_.record)}));
    PHOTOFERRY_CRASH_POINT("engine.session.saved");
    // Whoever stood still while it was noted may find that another goes on with the session.
    return run_.leases.Secure(item_.lease);
  }

 private:
  JobRun& run_;
  Item& item_;
  LocatedSource& source_;
  const std::optional<AlbumEntry>& album_;
  std::optional<v1::UploadSession> session_;
};

bool HasLapsed(const google::protobuf::Timestamp& expires, absl::Time now) {
  return expires.seconds() != 0 && FromProto(expires) <= now;
}

}  // namespace

void Mover::Run() {
  while (outcomes_.AwaitTurn()) {
    absl::StatusOr<ItemPtr> item = run_.feed.Take(run_.rest.draining());
    if (!item.ok()) return run_.RestBecause(item.status());
    if (*item == nullptr) return;
    Step(*std::move(item));
  }
}

std::string Mover::current_album() const {
  MutexLock lock(mutex_);
  return current_album_;
}

void Mover::Step(ItemPtr item) {
  ItemRecord& record = item->record;
  const absl::Time now = run_.services.scheduler.clock().Now();
  // An answer was lost, here or in an earlier life: ask before anything is sent again.
  if (record.intent || record.stage == v1::STORED) return outcomes_.AskAbout(std::move(item));
  if (record.stage == v1::STAGED) {
    if (!HasLapsed(record.progress.staged().expires(), now)) {
      return run_.to_publish.Add(std::move(item));
    }
    record.stage = v1::OPEN;
    record.progress.clear_staged();
  }
  if (record.progress.has_session() && HasLapsed(record.progress.session().expires(), now)) {
    record.progress.clear_session();
    record.progress.clear_hash();
  }
  ++record.attempts;
  LocatedSource source(
      run_.exporter, record.photo, run_.source,
      {record.progress.source(), record.progress.hash(), record.progress.mime_type()});
  if (absl::Status opened = source.Open(/*peek=*/run_.plan()); !opened.ok()) {
    return outcomes_.Failed(std::move(item), opened, /*source_failed=*/true);
  }
  if (run_.capabilities().size_required() && !run_.plan()) {
    if (absl::Status measured = source.Measure(); !measured.ok()) {
      return outcomes_.Failed(std::move(item), measured, /*source_failed=*/true);
    }
  }
  if (source.head().length.has_value()) record.size = source.head().length;
  record.progress.set_mime_type(source.head().mime_type);
  if (auto problem = Preflight(record.photo, source.head(), run_.capabilities())) {
    return outcomes_.Finish(std::move(item), v1::SKIPPED, *std::move(problem));
  }
  if (run_.plan()) return outcomes_.Finish(std::move(item), v1::DONE);
  Send(std::move(item), source);
}

void Mover::Send(ItemPtr item, LocatedSource& source) {
  ItemRecord& record = item->record;
  absl::StatusOr<std::optional<AlbumEntry>> home = HomeOf(*item);
  if (!home.ok()) return outcomes_.Failed(std::move(item), home.status());
  if (run_.keeps_intents() && run_.capabilities().publishes() != v1::AT_PUBLISH) {
    record.intent = true;
    *record.progress.mutable_source() = source.mark();
    if (absl::Status intent = run_.ledger.RecordNow(item->lease, {MoveOf(record)}); !intent.ok()) {
      return outcomes_.Failed(std::move(item), intent);
    }
    PHOTOFERRY_CRASH_POINT("engine.intent.durable");
    if (absl::Status ours = run_.leases.Secure(item->lease); !ours.ok()) {
      return outcomes_.Failed(std::move(item), ours);
    }
  }
  LedgerTask task(run_, *item, source, *home);
  PHOTOFERRY_CRASH_POINT("engine.send.before");
  const absl::StatusOr<SendResult> sent = run_.importer.Send(task, run_.destination);
  PHOTOFERRY_CRASH_POINT("engine.send.after");
  record.progress.set_sha256(source.sha256());
  if (!record.size.has_value() && !record.progress.sha256().empty()) {
    record.size = source.hash_checkpoint().offset();
  }
  if (!sent.ok()) {
    const absl::Status ours = source.failure();
    return ours.ok() ? outcomes_.Failed(std::move(item), sent.status())
                     : outcomes_.Failed(std::move(item), ours, /*source_failed=*/true);
  }
  if (const auto* staged = std::get_if<Staged>(&*sent)) {
    return outcomes_.IsStaged(std::move(item), *staged);
  }
  const Stored& stored = std::get<Stored>(*sent);
  // Whoever takes a file without asking for all of it must have had it before.
  if (record.progress.sha256().empty() && !stored.item.already_there()) {
    return outcomes_.Failed(std::move(item), Failure(v1::TRUNCATED,
                                                     "The destination reported this item as stored "
                                                     "before all of it was sent."));
  }
  outcomes_.Arrived(std::move(item), stored);
}

absl::StatusOr<std::optional<AlbumEntry>> Mover::HomeOf(const Item& item) {
  std::optional<AlbumEntry> home;
  if (!item.record.home_album || run_.capabilities().container_model() == v1::NO_ALBUMS) {
    return home;
  }
  PF_ASSIGN_OR_RETURN(const AlbumRecord album, albums_.Made(*item.record.home_album));
  {
    MutexLock lock(mutex_);
    current_album_ = album.album.title();
  }
  if (album.stage != AlbumStage::kFailed) home = AlbumDesk::EntryOf(album);
  return home;
}

}  // namespace photoferry
