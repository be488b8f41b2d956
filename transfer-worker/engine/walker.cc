// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/walker.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/crash_point.h"
#include "common/base/log.h"
#include "common/base/proto_time.h"
#include "common/base/status.h"

namespace photoferry {
namespace {

constexpr int kListAttempts = 6;

v1::Problem OutOfSelection(absl::string_view why) {
  return ProblemOf(Failure(v1::NOT_SELECTED, absl::StrCat("Left out as you asked: ", why, ".")));
}

// Where a file lies was often said with its page: the time can be used.
bool WantsNoCalls(const absl::Status& status) {
  const v1::Reason reason = ReasonOf(status);
  return reason == v1::RATE_LIMITED || reason == v1::DAILY_QUOTA;
}

}  // namespace

std::optional<v1::Problem> NotSelected(const v1::Photo& photo, const v1::Selection& selection) {
  const auto& kinds = selection.kinds();
  if (!kinds.empty() && std::find(kinds.begin(), kinds.end(), photo.kind()) == kinds.end()) {
    return OutOfSelection(photo.kind() == v1::VIDEO ? "videos" : "photos");
  }
  const bool dated = photo.has_taken_time() || photo.has_uploaded_time();
  if (!dated) return std::nullopt;
  const absl::Time time =
      FromProto(photo.has_taken_time() ? photo.taken_time().time() : photo.uploaded_time());
  if (selection.has_since() && time < FromProto(selection.since())) {
    return OutOfSelection("older than the date given");
  }
  if (selection.has_until() && time >= FromProto(selection.until())) {
    return OutOfSelection("newer than the date given");
  }
  return std::nullopt;
}

void Walker::Run() {
  while (!run_.rest.draining().stop_requested()) {
    const absl::StatusOr<Progress> progress = OnePage();
    if (!progress.ok()) {
      if (NextStepFor(progress.status()).step == Step::kStop &&
          ReasonOf(progress.status()) == v1::STOPPED) {
        return;
      }
      if (!WantsNoCalls(progress.status())) return run_.RestBecause(progress.status());
      postponed_ = RestFor(progress.status(), run_.services.scheduler.clock().Now());
      return run_.feed.WalkGrew(/*ended=*/true);
    }
    if (progress->reopened) run_.feed.LookBack();
    run_.feed.WalkGrew(/*ended=*/!progress->more);
    if (!progress->more) return;
  }
}

absl::StatusOr<Walker::Progress> Walker::OnePage() {
  PF_ASSIGN_OR_RETURN(const std::optional<Listing> listing,
                      run_.checkpoints().NextListing(run_.job()));
  if (!listing.has_value()) return Progress{.more = false};
  PF_ASSIGN_OR_RETURN(ListedPage page, ListPatiently(listing->cursor));
  PHOTOFERRY_CRASH_POINT("engine.page.listed");
  const v1::Selection& selection = run_.claim.job.selection();
  PageCommit commit;
  commit.albums = std::move(page.albums);
  commit.children = std::move(page.children);
  commit.next = std::move(page.next);
  commit.notices = std::move(page.notices);
  commit.limit = selection.limit();
  commit.photos.reserve(page.photos.size());
  for (v1::Photo& photo : page.photos) {
    std::optional<v1::Problem> skip = NotSelected(photo, selection);
    commit.photos.push_back({std::move(photo), std::move(skip)});
  }
  PF_ASSIGN_OR_RETURN(const PageResult result,
                      run_.checkpoints().CommitPage(run_.claim.walk, *listing, commit));
  Log(LogLevel::kDebug, "page_committed",
      {{"job", run_.claim.uuid}, {"new_items", result.new_items}});
  return Progress{.more = !result.limit_reached, .reopened = result.reopened > 0};
}

absl::StatusOr<ListedPage> Walker::ListPatiently(const std::string& cursor) {
  for (int attempt = 1;; ++attempt) {
    absl::StatusOr<ListedPage> page =
        run_.exporter.ListPage(cursor, run_.claim.job.selection(), run_.source);
    if (page.ok()) return page;
    const NextStep next = NextStepFor(page.status());
    if (next.step == Step::kSkipItem) {
      // This listing is gone; the others go on.
      ListedPage empty;
      empty.notices.push_back(std::string(page.status().message()));
      return empty;
    }
    const bool again = next.step == Step::kRetry ||
                       (next.step == Step::kRetryAfter && next.delay <= absl::Minutes(1));
    if (!again || attempt >= kListAttempts) return page.status();
    const absl::Duration delay =
        std::max(next.delay, run_.options.backoff.Delay(attempt, run_.services.rng));
    if (!run_.services.scheduler.SleepFor(delay, run_.rest.draining())) {
      return Failure(v1::STOPPED, "The worker stops while it waits to list on.");
    }
  }
}

}  // namespace photoferry
