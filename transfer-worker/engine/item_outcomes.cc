// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/item_outcomes.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/crash_point.h"
#include "common/base/log.h"
#include "common/base/proto_time.h"
#include "common/base/status.h"
#include "transfer-worker/engine/integrity.h"

namespace photoferry {
namespace {

// Longer pauses are the whole job's: it gives its threads and leases back.
constexpr absl::Duration kLongestPause = absl::Minutes(1);

constexpr int kMostUnanswered = 50;

// The call may have taken effect although its answer did not come.
bool MayHaveHappened(const absl::Status& status) {
  switch (ReasonOf(status)) {
    case v1::CONNECTION_LOST:
    case v1::TIMED_OUT:
    case v1::OUTCOME_UNKNOWN:
    case v1::SERVICE_DOWN:
    case v1::MALFORMED_ANSWER:
    case v1::TRUNCATED:
    case v1::STOPPED:
      return true;
    default:
      return false;
  }
}

void ForgetUpload(ItemRecord& record) {
  record.stage = v1::OPEN;
  record.progress.clear_session();
  record.progress.clear_hash();
  record.progress.clear_source();
  record.progress.clear_staged();
  record.progress.clear_remote();
  record.progress.clear_sha256();
}

}  // namespace

void ItemOutcomes::AskAbout(ItemPtr item) {
  if (!item->in_doubt_since) {
    item->in_doubt_since = run_.services.scheduler.clock().Monotonic();
  }
  run_.to_check.Add(std::move(item));
}

absl::Duration ItemOutcomes::HiddenUntil(const Item& item) const {
  if (!item.in_doubt_since) return -absl::InfiniteDuration();
  return *item.in_doubt_since + run_.found_after();
}

void ItemOutcomes::Arrived(ItemPtr item, const Stored& stored) {
  ItemRecord& record = item->record;
  *record.progress.mutable_remote() = stored.item;
  const absl::StatusOr<v1::Integrity> verdict = Compare(record, stored.item);
  if (!verdict.ok()) {
    record.intent = false;
    if (run_.keeps_intents())
      return Finish(std::move(item), v1::ITEM_FAILED, ProblemOf(verdict.status()));
    ForgetUpload(record);
    return TryAgain(std::move(item), verdict.status());
  }
  {
    MutexLock lock(mutex_);
    transients_in_a_row_ = 0;
  }
  if (*verdict == v1::INTEGRITY_UNSPECIFIED) {
    record.stage = v1::STORED;
    record.intent = false;
    run_.ledger.Record(item->lease, MoveOf(record), nullptr);
    return AskAbout(std::move(item));
  }
  record.progress.set_integrity(*verdict);
  Finish(std::move(item), v1::DONE, {}, stored.placed_in_album);
}

void ItemOutcomes::Checked(ItemPtr item, const RemoteState& state, absl::Duration asked) {
  ItemRecord& record = item->record;
  const bool was_stored = record.stage == v1::STORED;
  switch (state.presence) {
    case RemoteState::Presence::kPresent: {
      const absl::StatusOr<v1::Integrity> verdict = Compare(record, state.item);
      if (was_stored && verdict.ok() && *verdict == v1::INTEGRITY_UNSPECIFIED) break;
      return Arrived(std::move(item), {state.item, state.placed_in_album});
    }
    case RemoteState::Presence::kAbsent: {
      // The answer may be as old as the question.
      if (const absl::Duration hidden = HiddenUntil(*item) - asked; hidden > absl::ZeroDuration()) {
        return Later(std::move(item),
                     Failure(v1::CONNECTION_LOST,
                             "The destination does not find this item yet; it is asked again."),
                     hidden);
      }
      item->in_doubt_since.reset();
      record.intent = false;
      if (was_stored) ForgetUpload(record);
      return TryAgain(std::move(item),
                      Failure(v1::CONNECTION_LOST,
                              "The destination does not have this item yet; it is sent again."));
    }
    case RemoteState::Presence::kUnknown:
      break;
  }
  const absl::Status doubt =
      was_stored ? Failure(v1::NOT_CONFIRMED,
                           "The destination took this item, but tells neither its size nor its "
                           "hash, so its arrival could not be confirmed.",
                           "Look for it at the destination.")
                 : Failure(v1::OUTCOME_UNKNOWN,
                           "The answer to sending this item was lost, and the destination cannot "
                           "tell whether it has it.",
                           "Look for it at the destination; if it is missing, retry with uncertain "
                           "items included.");
  Finish(std::move(item), v1::UNCERTAIN, ProblemOf(doubt));
}

void ItemOutcomes::IsStaged(ItemPtr item, const Staged& staged) {
  ItemRecord& record = item->record;
  record.stage = v1::STAGED;
  record.intent = false;
  *record.progress.mutable_staged() = staged.handle;
  record.progress.clear_session();
  run_.ledger.Record(item->lease, MoveOf(record), nullptr);
  run_.to_publish.Add(std::move(item));
}

void ItemOutcomes::Failed(ItemPtr item, const absl::Status& status, bool source_failed) {
  ItemRecord& record = item->record;
  Log(LogLevel::kDebug, "item_call_failed",
      {{"item", record.photo.id()},
       {"reason", ReasonName(ReasonOf(status))},
       {"attempt", record.attempts},
       {"message", status.message()}});
  const NextStep next = NextStepFor(status);
  if (record.intent && !source_failed && (next.step == Step::kSettle || MayHaveHappened(status))) {
    if (next.step == Step::kStop) return run_.feed.Abandon(std::move(item));
    return AskAbout(std::move(item));
  }
  record.intent = false;
  switch (next.step) {
    case Step::kStop:
      run_.ledger.Record(item->lease, MoveOf(record), nullptr);
      return run_.feed.Abandon(std::move(item));
    case Step::kRetryAfter:
      Throttle(status, next.delay);
      record.attempts = std::max(0, record.attempts - 1);
      return Later(std::move(item), status, std::min(next.delay, kLongestPause));
    case Step::kRefreshLogin:
    case Step::kWait:
    case Step::kFailJob:
      record.attempts = std::max(0, record.attempts - 1);
      run_.RestBecause(status);
      return Later(std::move(item), status, absl::ZeroDuration());
    case Step::kSkipItem:
      return Finish(std::move(item), v1::SKIPPED, ProblemOf(status));
    case Step::kFailItem:
      return Finish(std::move(item), v1::ITEM_FAILED, ProblemOf(status));
    case Step::kRestart:
      ForgetUpload(record);
      return TryAgain(std::move(item), status);
    case Step::kRetry:
    case Step::kRelocate:
    case Step::kSettle:
      return TryAgain(std::move(item), status);
  }
}

void ItemOutcomes::CheckFailed(ItemPtr item, const absl::Status& status) {
  const NextStep next = NextStepFor(status);
  switch (next.step) {
    case Step::kStop:
      return run_.feed.Abandon(std::move(item));
    case Step::kRetryAfter:
      Throttle(status, next.delay);
      return Later(std::move(item), status, std::min(next.delay, kLongestPause));
    case Step::kRefreshLogin:
    case Step::kWait:
    case Step::kFailJob:
      run_.RestBecause(status);
      return run_.feed.Abandon(std::move(item));
    default:
      break;
  }
  // Too many calls and a bad line are not the item's fault: no attempt is lost. A destination that
  // can tell will, once it is reached; only a question that never is answered is given up.
  const bool counts = ReasonOf(status) != v1::RATE_LIMITED && !IsTransient(status);
  if ((counts && ++item->record.attempts > run_.options.item_attempts) ||
      ++item->unanswered > kMostUnanswered) {
    return Finish(std::move(item), v1::UNCERTAIN, ProblemOf(status));
  }
  CountTransient(status);
  const absl::Duration delay =
      run_.options.backoff.Delay(std::max(item->record.attempts, 1), run_.services.rng);
  Later(std::move(item), status, delay);
}

void ItemOutcomes::Finish(ItemPtr item, v1::ItemStage stage, v1::Problem problem,
                          bool placed_at_home) {
  ItemRecord& record = item->record;
  record.stage = stage;
  record.intent = false;
  *record.progress.mutable_problem() = std::move(problem);
  if (stage != v1::DONE && record.progress.has_session()) {
    // What cannot be taken back now lapses at the destination by itself.
    run_.importer.Discard(record.progress.session(), run_.destination).IgnoreError();
  }
  record.progress.clear_session();
  record.progress.clear_staged();
  record.progress.clear_hash();
  ItemMove move = MoveOf(record);
  move.placed_at_home = placed_at_home;
  const Lease lease = item->lease;
  auto held = std::make_shared<ItemPtr>(std::move(item));
  run_.ledger.Record(lease, std::move(move), [this, held] { run_.feed.Settled(std::move(*held)); });
}

void ItemOutcomes::Later(ItemPtr item, const absl::Status& status, absl::Duration delay) {
  *item->record.progress.mutable_problem() = ProblemOf(status);
  item->record.not_before = run_.services.scheduler.clock().Now() + delay;
  run_.ledger.Record(item->lease, MoveOf(item->record), nullptr);
  run_.feed.PutBack(std::move(item), delay);
}

void ItemOutcomes::TryAgain(ItemPtr item, const absl::Status& status) {
  CountTransient(status);
  const int attempts = item->record.attempts;
  if (attempts >= run_.options.item_attempts) {
    v1::Problem problem = ProblemOf(status);
    problem.set_message(absl::StrCat(problem.message(), " Tried ", attempts, " times."));
    return Finish(std::move(item), v1::ITEM_FAILED, std::move(problem));
  }
  Later(std::move(item), status,
        run_.options.backoff.Delay(std::max(attempts, 1), run_.services.rng));
}

void ItemOutcomes::CountTransient(const absl::Status& status) {
  if (!IsTransient(status)) return;
  {
    // So many in a row are not the items' fault: the job waits instead of burning their attempts.
    MutexLock lock(mutex_);
    if (++transients_in_a_row_ < std::max(24, 3 * run_.options.parallel_items)) return;
  }
  run_.RestBecause(status);
}

void ItemOutcomes::Throttle(const absl::Status& status, absl::Duration delay) {
  if (delay > kLongestPause) return run_.RestBecause(status);
  const Clock& clock = run_.services.scheduler.clock();
  MutexLock lock(mutex_);
  throttled_until_ = std::max(throttled_until_, clock.Monotonic() + delay);
  *throttle_.mutable_problem() = ProblemOf(status);
  *throttle_.mutable_wake_time() = ToProto(clock.Now() + delay);
}

bool ItemOutcomes::AwaitTurn() {
  while (!run_.rest.draining().stop_requested()) {
    absl::Duration left;
    {
      MutexLock lock(mutex_);
      left = throttled_until_ - run_.services.scheduler.clock().Monotonic();
    }
    if (left <= absl::ZeroDuration()) return true;
    run_.services.scheduler.SleepFor(left, run_.rest.draining());
  }
  return false;
}

std::optional<v1::Waiting> ItemOutcomes::waiting() const {
  MutexLock lock(mutex_);
  if (throttled_until_ <= run_.services.scheduler.clock().Monotonic()) return std::nullopt;
  return throttle_;
}

}  // namespace photoferry
