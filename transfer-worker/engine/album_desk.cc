// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/album_desk.h"

#include <utility>
#include <vector>

#include "common/base/crash_point.h"
#include "common/base/status.h"
#include "transfer-worker/engine/lane.h"

namespace photoferry {
namespace {

constexpr size_t kMostKnown = 4096;

}  // namespace

AlbumDesk::AlbumDesk(JobRun& run) : run_(run), free_(run.services.scheduler.NewCondition()) {}

absl::StatusOr<AlbumRecord> AlbumDesk::Made(int64_t ordinal) {
  {
    MutexLock lock(mutex_);
    while (busy_ && made_up_to_ < ordinal) free_->Wait(mutex_);
    const auto known = known_.find(ordinal);
    if (made_up_to_ >= ordinal && known != known_.end()) return known->second;
    while (busy_) free_->Wait(mutex_);
    busy_ = true;
  }
  const absl::Status status = MakeUpTo(ordinal);
  {
    MutexLock lock(mutex_);
    busy_ = false;
    free_->NotifyAll();
  }
  PF_RETURN_IF_ERROR(status);
  PF_ASSIGN_OR_RETURN(std::vector<AlbumRecord> found,
                      run_.checkpoints().ReadAlbums(run_.job(), ordinal - 1, 1));
  if (found.empty() || found.front().ordinal != ordinal) {
    return Failure(v1::INTERNAL_FAULT, "The checkpoint store has lost an album of this job.");
  }
  MutexLock lock(mutex_);
  Keep(found.front());
  return std::move(found.front());
}

absl::Status AlbumDesk::MakeUpTo(int64_t ordinal) {
  int64_t after;
  {
    MutexLock lock(mutex_);
    after = made_up_to_;
  }
  while (after < ordinal) {
    PF_ASSIGN_OR_RETURN(const std::vector<AlbumRecord> albums,
                        run_.checkpoints().ReadAlbums(run_.job(), after, 100));
    if (albums.empty()) break;
    for (const AlbumRecord& album : albums) {
      if (album.ordinal > ordinal) break;
      if (album.stage == AlbumStage::kOpen) PF_RETURN_IF_ERROR(Make(album));
      MutexLock lock(mutex_);
      after = made_up_to_ = album.ordinal;
    }
    if (albums.back().ordinal > ordinal) break;
  }
  return absl::OkStatus();
}

absl::Status AlbumDesk::Make(AlbumRecord album) {
  Lane lane;
  if (run_.capabilities().album_lane()) {
    PF_ASSIGN_OR_RETURN(lane, run_.lanes.Take(run_.LaneName("album"), run_.destination.stop));
  }
  PF_RETURN_IF_ERROR(run_.leases.Secure(run_.claim.walk));
  PHOTOFERRY_CRASH_POINT("engine.album.before");
  const absl::StatusOr<std::optional<v1::AlbumRef>> ref =
      run_.importer.EnsureAlbum(album.album, run_.destination);
  PHOTOFERRY_CRASH_POINT("engine.album.after");
  if (ref.ok()) {
    album.ref = *ref;
    album.stage = ref->has_value() ? AlbumStage::kMade : AlbumStage::kLazy;
    return Commit(album);
  }
  const Step step = NextStepFor(ref.status()).step;
  if (step != Step::kFailItem && step != Step::kSkipItem) return ref.status();
  album.stage = AlbumStage::kFailed;
  album.problem = ProblemOf(ref.status());
  return Commit(album);
}

absl::Status AlbumDesk::Commit(const AlbumRecord& album) {
  PF_RETURN_IF_ERROR(run_.checkpoints().CommitAlbum(run_.claim.walk, album));
  MutexLock lock(mutex_);
  Keep(album);
  return absl::OkStatus();
}

void AlbumDesk::Keep(const AlbumRecord& album) {
  if (known_.size() >= kMostKnown) known_.clear();
  known_[album.ordinal] = album;
}

}  // namespace photoferry
