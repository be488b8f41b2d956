// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/placer.h"

#include <algorithm>
#include <deque>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/crash_point.h"
#include "common/base/status.h"
#include "transfer-worker/engine/lane.h"

namespace photoferry {
namespace {

constexpr int kAttempts = 6;

std::string KeyOf(const JobRun& run, const ItemRecord& record) {
  return absl::StrCat(run.claim.uuid, "-", record.ordinal);
}

// Reads what an album has come to hold, a page at a time.
class PlacedContents final : public AlbumContents {
 public:
  PlacedContents(JobRun& run, int64_t album) : run_(run) {
    query_.album = album;
    query_.to_be_made = false;
    query_.limit = 500;
  }

  absl::StatusOr<std::optional<ClosedItem>> Next() override {
    if (page_.empty() && !ended_) {
      PF_ASSIGN_OR_RETURN(std::vector<PlacementRecord> page,
                          run_.checkpoints().ReadPlacements(run_.job(), query_));
      ended_ = page.empty();
      for (PlacementRecord& record : page) page_.push_back(std::move(record));
    }
    if (page_.empty()) return std::nullopt;
    PlacementRecord record = std::move(page_.front());
    page_.pop_front();
    query_.after_position = record.position;
    query_.after_item = record.item.ordinal;
    return ClosedItem{KeyOf(run_, record.item), std::move(record.item.photo),
                      record.item.progress.remote(), record.item.progress.sha256(),
                      record.position};
  }

 private:
  JobRun& run_;
  PlacementQuery query_;
  std::deque<PlacementRecord> page_;
  bool ended_ = false;
};

}  // namespace

absl::Status Placer::Run() {
  if (run_.plan() || run_.capabilities().container_model() == v1::NO_ALBUMS) {
    return absl::OkStatus();
  }
  int64_t after = -1;
  while (true) {
    PF_ASSIGN_OR_RETURN(const std::vector<AlbumRecord> albums,
                        run_.checkpoints().ReadAlbums(run_.job(), after, 100));
    if (albums.empty()) return absl::OkStatus();
    for (const AlbumRecord& album : albums) {
      if (run_.rest.draining().stop_requested()) return absl::OkStatus();
      after = album.ordinal;
      if (album.stage == AlbumStage::kClosed) continue;
      PF_RETURN_IF_ERROR(FinishAlbum(album.ordinal));
    }
  }
}

absl::Status Placer::FinishAlbum(int64_t ordinal) {
  AlbumRecord album;
  PF_RETURN_IF_ERROR(Patiently([&] {
    PF_ASSIGN_OR_RETURN(album, albums_.Made(ordinal));
    return absl::OkStatus();
  }));
  if (album.stage == AlbumStage::kFailed) {
    return RefuseAll(album, ToStatus(album.problem));
  }
  while (!run_.rest.draining().stop_requested()) {
    bool more = false;
    const absl::Status placed = Patiently([&] {
      absl::StatusOr<bool> result = PlaceBatch(album);
      if (result.ok()) more = *result;
      return result.status();
    });
    const Step step = placed.ok() ? Step::kRetry : NextStepFor(placed).step;
    if (!placed.ok() && (step == Step::kFailItem || step == Step::kSkipItem)) {
      return RefuseAll(album, placed);
    }
    PF_RETURN_IF_ERROR(placed);
    if (!more) return Close(std::move(album));
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> Placer::PlaceBatch(AlbumRecord& album) {
  const int batch = run_.capabilities().place_batch() > 0 ? run_.capabilities().place_batch() : 100;
  PF_ASSIGN_OR_RETURN(
      const std::vector<PlacementRecord> records,
      run_.checkpoints().ReadPlacements(run_.job(), {.album = album.ordinal, .limit = batch}));
  if (records.empty()) return false;
  std::vector<PlaceEntry> entries;
  entries.reserve(records.size());
  for (const PlacementRecord& record : records) {
    entries.push_back({KeyOf(run_, record.item), record.item.photo, record.item.progress.remote(),
                       record.position});
  }
  Lane lane;
  if (run_.capabilities().album_lane()) {
    PF_ASSIGN_OR_RETURN(lane, run_.lanes.Take(run_.LaneName("album"), run_.destination.stop));
  }
  PF_RETURN_IF_ERROR(run_.leases.Secure(run_.claim.walk));
  PHOTOFERRY_CRASH_POINT("engine.place.before");
  PF_ASSIGN_OR_RETURN(PlaceResult result,
                      run_.importer.Place(AlbumDesk::EntryOf(album), entries, run_.destination));
  PHOTOFERRY_CRASH_POINT("engine.place.after");
  if (!album.ref.has_value()) {
    album.ref = result.ref;
    album.stage = AlbumStage::kMade;
    PF_RETURN_IF_ERROR(albums_.Commit(album));
  }
  result.entries.resize(records.size(), Failure(v1::OUTCOME_UNKNOWN,
                                                "The destination's answer leaves this item out."));
  std::vector<PlacementMove> moves;
  absl::Status transient;
  for (size_t i = 0; i < records.size(); ++i) {
    const absl::Status& status = result.entries[i];
    if (IsTransient(status)) {
      transient = status;
      continue;
    }
    moves.push_back({album.ordinal, records[i].item.ordinal,
                     status.ok() ? v1::DONE : v1::ITEM_FAILED,
                     status.ok() ? v1::Problem() : ProblemOf(status)});
  }
  PF_RETURN_IF_ERROR(run_.checkpoints().CommitPlacements(run_.claim.walk, moves));
  PF_RETURN_IF_ERROR(transient);
  return true;
}

absl::Status Placer::RefuseAll(const AlbumRecord& album, const absl::Status& why) {
  while (true) {
    PF_ASSIGN_OR_RETURN(
        const std::vector<PlacementRecord> records,
        run_.checkpoints().ReadPlacements(run_.job(), {.album = album.ordinal, .limit = 500}));
    if (records.empty()) return absl::OkStatus();
    std::vector<PlacementMove> moves;
    moves.reserve(records.size());
    for (const PlacementRecord& record : records) {
      moves.push_back({album.ordinal, record.item.ordinal, v1::ITEM_FAILED, ProblemOf(why)});
    }
    PF_RETURN_IF_ERROR(run_.checkpoints().CommitPlacements(run_.claim.walk, moves));
  }
}

absl::Status Placer::Close(AlbumRecord album) {
  // A lazy album that nothing was placed in never came to be: there is nothing to close.
  if (album.ref.has_value()) {
    PHOTOFERRY_CRASH_POINT("engine.close.before");
    const absl::Status closed = Patiently([&] {
      PlacedContents contents(run_, album.ordinal);
      return run_.importer.CloseAlbum(AlbumDesk::EntryOf(album), contents, run_.destination);
    });
    if (!closed.ok()) {
      const Step step = NextStepFor(closed).step;
      if (step != Step::kFailItem && step != Step::kSkipItem) return closed;
      album.problem = ProblemOf(closed);
    }
    PHOTOFERRY_CRASH_POINT("engine.close.after");
  } else {
    album.problem = ProblemOf(Failure(
        v1::NOT_SELECTED, "This destination makes an album with its first item; it has none."));
  }
  album.stage = AlbumStage::kClosed;
  return albums_.Commit(album);
}

absl::Status Placer::Patiently(const std::function<absl::Status()>& call) {
  for (int attempt = 1;; ++attempt) {
    const absl::Status status = call();
    if (status.ok() || attempt >= kAttempts) return status;
    const NextStep next = NextStepFor(status);
    const bool again = next.step == Step::kRetry || next.step == Step::kSettle ||
                       (next.step == Step::kRetryAfter && next.delay <= absl::Minutes(1));
    if (!again) return status;
    const absl::Duration delay =
        std::max(next.delay, run_.options.backoff.Delay(attempt, run_.services.rng));
    if (!run_.services.scheduler.SleepFor(delay, run_.rest.draining())) {
      return Failure(v1::STOPPED, "The worker stops between two attempts.");
    }
  }
}

}  // namespace photoferry
