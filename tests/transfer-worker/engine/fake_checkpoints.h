// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/base/mutex.h"
#include "common/base/scheduler.h"
#include "common/base/status.h"
#include "transfer-worker/store/checkpoints.h"

namespace photoferry {

// Checkpoints that take item moves, remember each transaction, and nothing else. A test can hold
// them up or make them fail. Thread-safe.
class MovesOnlyCheckpoints final : public Checkpoints {
 public:
  struct Transaction {
    Unit unit;
    std::vector<int64_t> ordinals;
  };

  explicit MovesOnlyCheckpoints(Scheduler& scheduler) : changed_(scheduler.NewCondition()) {}

  void Hold() {
    MutexLock lock(mutex_);
    held_ = true;
  }
  void LetGo() {
    MutexLock lock(mutex_);
    held_ = false;
    changed_->NotifyAll();
  }
  // Returns once a transaction is being held up.
  void AwaitHeld() {
    MutexLock lock(mutex_);
    while (waiting_ == 0) changed_->Wait(mutex_);
  }
  void FailWith(absl::Status status) {
    MutexLock lock(mutex_);
    failure_ = std::move(status);
  }
  std::vector<Transaction> transactions() const {
    MutexLock lock(mutex_);
    return transactions_;
  }

  absl::Status CommitMoves(const Lease& lease, absl::Span<const ItemMove> moves) override {
    MutexLock lock(mutex_);
    ++waiting_;
    changed_->NotifyAll();
    while (held_) changed_->Wait(mutex_);
    --waiting_;
    if (!failure_.ok()) return failure_;
    Transaction& transaction = transactions_.emplace_back(Transaction{lease.unit, {}});
    for (const ItemMove& move : moves) transaction.ordinals.push_back(move.ordinal);
    return absl::OkStatus();
  }

  absl::StatusOr<std::optional<ClaimedJob>> ClaimJob(absl::string_view, absl::Duration) override {
    return None();
  }
  absl::StatusOr<std::optional<ClaimedJob>> ClaimJobNamed(absl::string_view, absl::string_view,
                                                          absl::Duration) override {
    return None();
  }
  absl::StatusOr<std::optional<Lease>> Claim(int64_t, Unit, absl::string_view,
                                             absl::Duration) override {
    return None();
  }
  absl::Status Renew(const Lease&, absl::Duration) override { return None(); }
  absl::Status Release(const Lease&) override { return None(); }
  absl::StatusOr<bool> TakeLane(absl::string_view, absl::string_view, absl::Duration) override {
    return None();
  }
  absl::Status LeaveLane(absl::string_view, absl::string_view) override { return None(); }
  absl::Status UpdateJob(const Lease&, const JobUpdate&) override { return None(); }
  absl::StatusOr<v1::DesiredState> Desired(int64_t) override { return None(); }
  absl::StatusOr<v1::Counters> Count(int64_t) override { return None(); }
  absl::StatusOr<v1::Counters> Recount(int64_t) override { return None(); }
  absl::StatusOr<std::optional<Listing>> NextListing(int64_t) override { return None(); }
  absl::StatusOr<PageResult> CommitPage(const Lease&, const Listing&, const PageCommit&) override {
    return None();
  }
  absl::StatusOr<std::vector<ItemRecord>> ReadItems(int64_t, const ItemQuery&) override {
    return None();
  }
  absl::StatusOr<std::vector<AlbumRecord>> ReadAlbums(int64_t, int64_t, int) override {
    return None();
  }
  absl::Status CommitAlbum(const Lease&, const AlbumRecord&) override { return None(); }
  absl::StatusOr<std::vector<PlacementRecord>> ReadPlacements(int64_t,
                                                              const PlacementQuery&) override {
    return None();
  }
  absl::Status CommitPlacements(const Lease&, absl::Span<const PlacementMove>) override {
    return None();
  }

 private:
  static absl::Status None() {
    return Failure(v1::INTERNAL_FAULT, "These checkpoints take item moves only.");
  }

  mutable Mutex mutex_;
  const std::unique_ptr<Condition> changed_;
  bool held_ PF_GUARDED_BY(mutex_) = false;
  int waiting_ PF_GUARDED_BY(mutex_) = 0;
  absl::Status failure_ PF_GUARDED_BY(mutex_);
  std::vector<Transaction> transactions_ PF_GUARDED_BY(mutex_);
};

}  // namespace photoferry
