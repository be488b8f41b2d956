// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/cmd/summary.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "transfer-worker/cmd/error_text.h"
#include "transfer-worker/cmd/progress.h"
#include "transfer-worker/cmd/terminal_text.h"
#include "transfer-worker/engine/report_text.h"

namespace photoferry {
namespace {

constexpr size_t kShortId = 8;

std::string Route(const v1::TransferJob& job) {
  return absl::StrCat(
      CleanText(job.source().provider()), " → ", CleanText(job.destination().provider()),
      job.destination_account().empty() ? "" : ":", CleanText(job.destination_account()));
}

int64_t Settled(const v1::TransferJob& job) {
  return job.counters().items().found() - job.counters().items().open();
}

// `unchanged` items were not to arrive.
std::string ArrivedText(const v1::TransferJob& job, int64_t unchanged) {
  const v1::Tally& items = job.counters().items();
  if (unchanged > 0 && items.found() == unchanged) return "nothing is new or changed";
  const absl::string_view what = unchanged > 0 ? "new or changed item" : "item";
  return absl::StrCat(WithCommas(items.done()), " of ",
                      Counted(items.found() - unchanged, what, absl::StrCat(what, "s")), " ",
                      StageWord(v1::DONE, job.mode()), " (",
                      HumanBytes(job.counters().bytes().done()), ")");
}

std::string FirstLine(const v1::TransferJob& job, int64_t unchanged) {
  const std::string arrived = ArrivedText(job, unchanged);
  std::string took;
  if (HasEnded(job.state()) && job.has_start_time() && job.has_end_time()) {
    // Waits and pauses are in it: it is no measure of speed.
    took = absl::StrCat(", ", HumanDuration(TimeOf(job.end_time()) - TimeOf(job.start_time())),
                        " after it was begun");
  }
  switch (job.state()) {
    case v1::SUCCEEDED:
      return absl::StrCat("Done: ", arrived, took, ".");
    case v1::FAILED:
      return absl::StrCat("Stopped by an error: ", arrived, took, ".");
    case v1::CANCELLED:
      return absl::StrCat("Cancelled: ", arrived, took, "; what arrived stays there.");
    case v1::PAUSED:
      return absl::StrCat("Paused: ", arrived, "; nothing is lost.");
    case v1::WAITING:
      return absl::StrCat("Waiting: ", arrived, "; nothing is lost.");
    default:
      return absl::StrCat("Not finished: ", arrived, ".");
  }
}

std::string HowToGoOn(const v1::TransferJob& job, bool in_worker) {
  if (HasEnded(job.state()) && job.state() != v1::FAILED) return "";
  if (job.failure().reason() == v1::BAD_CONFIGURATION) return "";  // it would fail again
  const std::string resume = absl::StrCat("photoferry resume ", ShortId(job.name()));
  if (!in_worker) {
    return absl::StrCat("\nTo go on, give the same command again, or: ", resume);
  }
  if (job.state() == v1::PAUSED || job.state() == v1::FAILED) {
    return absl::StrCat("\nTo go on: ", resume);
  }
  const bool wakes = job.state() != v1::WAITING || job.waiting().has_wake_time();
  return absl::StrCat("\nThe worker goes on with it by itself", wakes ? "" : " once that is done",
                      "; at once with: ", resume);
}

std::string Failures(const v1::TransferJob& job) {
  const v1::Counters& counters = job.counters();
  const int64_t lost = counters.items().failed() + counters.items().uncertain();
  if (lost + counters.placements_failed() == 0) return "";
  std::string text;
  if (lost > 0) {
    absl::StrAppend(&text, "\n", WithCommas(counters.items().failed()), " failed and ",
                    WithCommas(counters.items().uncertain()), " may or may not have arrived.");
  }
  if (counters.placements_failed() > 0) {
    absl::StrAppend(&text, "\n", WithCommas(counters.placements_failed()),
                    " arrived but could not be put into an album.");
  }
  const std::string id = ShortId(job.name());
  return absl::StrCat(text, "\nphotoferry errors ", id, " names them, photoferry retry ", id,
                      " tries again.");
}

// Of the items of a plan; they are where they belong.
int64_t UnchangedIn(const v1::PlanResult& plan) {
  for (const v1::ReasonCount& count : plan.left_out()) {
    if (count.reason() == v1::UNCHANGED) return count.items();
  }
  return 0;
}

std::string LeftOut(const v1::ReasonCount& count) {
  std::string text =
      absl::StrCat("\n  ", WithCommas(count.items()), "  ", ReasonWords(count.reason()));
  if (!count.message().empty()) absl::StrAppend(&text, " - ", CleanText(count.message()));
  if (!count.what_to_do().empty()) absl::StrAppend(&text, " - ", CleanText(count.what_to_do()));
  return text;
}

}  // namespace

std::string ShortId(const std::string& job_name) {
  return IdOf(job_name).substr(0, kShortId);
}

std::string ContinuingText(const v1::TransferJob& job) {
  return absl::StrCat("continuing job ", ShortId(job.name()), ": ", WithCommas(Settled(job)),
                      " of ", WithCommas(job.counters().items().found()), " done");
}

std::string RepeatingText(const v1::TransferJob& job, const absl::TimeZone& zone) {
  return absl::StrCat(
      "job ", ShortId(job.name()), " moved the same on ",
      absl::FormatTime("%Y-%m-%d", TimeOf(job.end_time()), zone),
      "; this is a new job and copies everything again, onto the same files. Only what is new: "
      "add --since-last");
}

std::string JobSummary(const v1::TransferJob& job, const SummaryFacts& facts) {
  const int64_t unchanged = facts.counts.unchanged;
  std::string text = FirstLine(job, unchanged);
  if (unchanged > 0) {
    absl::StrAppend(&text, "\n", Counted(unchanged, "item is", "items are"),
                    " as an earlier job brought them.");
  }
  if (facts.counts.already_there > 0) {
    absl::StrAppend(&text, "\n", WithCommas(facts.counts.already_there),
                    " of them had been there before and were not copied again.");
  }
  const v1::Tally& items = job.counters().items();
  if (items.found() != items.done() + unchanged) {
    absl::StrAppend(&text, "\n", ConservationLine(items, job.mode(), unchanged));
  }
  absl::StrAppend(&text, Failures(job), HowToGoOn(job, facts.in_worker));
  for (const std::string& notice : job.notices()) {
    absl::StrAppend(&text, "\nNote: ", CleanText(notice));
  }
  if (!facts.report.empty()) absl::StrAppend(&text, "\nReport: ", facts.report);
  return text;
}

std::string PlanSummary(const v1::PlanResult& plan) {
  const v1::TransferJob& job = plan.transfer_job();
  const v1::Counters& counters = job.counters();
  std::string text = absl::StrCat(
      "Plan, nothing was sent: ", Route(job), "\n", Counted(counters.albums(), "album", "albums"),
      ", ", Counted(counters.photos(), "photo", "photos"), ", ",
      Counted(counters.videos(), "video", "videos"), ", ", HumanBytes(counters.bytes().found()));
  if (counters.items_of_unknown_size() > 0) {
    absl::StrAppend(&text, " and ", WithCommas(counters.items_of_unknown_size()),
                    " of unknown size");
  }
  absl::StrAppend(&text, "\n", Counted(counters.items().done(), "item", "items"), " of ",
                  WithCommas(counters.items().found()), " would arrive.");
  const int64_t unchanged = UnchangedIn(plan);
  if (unchanged > 0) {
    absl::StrAppend(&text, "\n", Counted(unchanged, "item is", "items are"),
                    " as an earlier job brought them.");
  }
  if (plan.left_out_size() > (unchanged > 0 ? 1 : 0)) absl::StrAppend(&text, "\nLeft out:");
  for (const v1::ReasonCount& count : plan.left_out()) {
    if (count.reason() != v1::UNCHANGED) absl::StrAppend(&text, LeftOut(count));
  }
  for (const std::string& notice : job.notices()) {
    absl::StrAppend(&text, "\nNote: ", CleanText(notice));
  }
  return text;
}

std::string JobLine(const v1::TransferJob& job, const absl::TimeZone& zone) {
  const v1::Tally& items = job.counters().items();
  std::string line = absl::StrCat(ShortId(job.name()), "  ",
                                  PadToWidth(absl::AsciiStrToLower(StateLabel(job)), 10), "  ",
                                  PadToWidth(Route(job), 24), "  ", WithCommas(Settled(job)),
                                  " of ", WithCommas(items.found()), " settled");
  if (items.failed() + items.uncertain() > 0) {
    absl::StrAppend(&line, ", ", WithCommas(items.failed() + items.uncertain()), " failed");
  }
  absl::StrAppend(&line, "  ", absl::FormatTime("%Y-%m-%d %H:%M", TimeOf(job.create_time()), zone));
  if (job.mode() == v1::PLAN) absl::StrAppend(&line, "  (plan)");
  const v1::Problem& why = job.state() == v1::FAILED ? job.failure() : job.waiting().problem();
  if (!why.message().empty() && (job.state() == v1::FAILED || job.state() == v1::WAITING)) {
    absl::StrAppend(&line, "\n          ", ErrorText(why));
  }
  return line;
}

std::string ItemEntry(const v1::TransferItem& item, v1::JobMode mode) {
  std::string text =
      absl::StrCat(CleanText(ItemTitle(item.photo())), " (", CleanText(item.photo().id()), "): ");
  if (item.stage() != v1::DONE) {
    return absl::StrCat(text, StageWord(item.stage(), mode), ", ",
                        ReasonWords(item.problem().reason()), "\n    ", ErrorText(item.problem()));
  }
  absl::StrAppend(&text, "arrived");
  for (const v1::PlacementOutcome& placement : item.placements()) {
    if (placement.stage() != v1::ITEM_FAILED) continue;
    absl::StrAppend(&text, ", but not in \"", CleanText(placement.album_title()), "\"\n    ",
                    ErrorText(placement.problem()));
  }
  return text;
}

}  // namespace photoferry
