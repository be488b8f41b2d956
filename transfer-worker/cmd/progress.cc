// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/cmd/progress.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "transfer-worker/cmd/terminal_text.h"
#include "transfer-worker/engine/report_text.h"

namespace photoferry {
namespace {

constexpr absl::Duration kWindow = absl::Seconds(30);
// Before this much is done, or this much time has gone by, nobody can tell how long it takes.
constexpr double kEnoughDone = 0.05;
constexpr absl::Duration kEnoughTime = absl::Seconds(30);
constexpr int kWidestBar = 40;
constexpr int kNarrowestBar = 8;

int64_t SettledItems(const v1::TransferJob& job) {
  return job.counters().items().found() - job.counters().items().open();
}

double PartDone(const v1::TransferJob& job) {
  const v1::Tally& items = job.counters().items();
  if (items.found() == 0) return 0;
  return static_cast<double>(SettledItems(job)) / static_cast<double>(items.found());
}

const char* ColorOf(v1::JobState state) {
  if (state == v1::WAITING || state == v1::PAUSED) return "\x1b[33m";
  return state == v1::FAILED ? "\x1b[31m" : "\x1b[32m";
}

std::string Bar(double part, int width) {
  const int full = std::clamp(static_cast<int>(part * width), 0, width);
  return absl::StrCat("[", std::string(static_cast<size_t>(full), '#'),
                      std::string(static_cast<size_t>(width - full), '-'), "]");
}

std::string ItemsText(const v1::TransferJob& job) {
  const v1::Tally& items = job.counters().items();
  // While albums are still being read, the whole is not known.
  return absl::StrCat(WithCommas(SettledItems(job)), "/", WithCommas(items.found()),
                      job.listing_complete() ? "" : "+");
}

std::string BytesText(const v1::TransferJob& job) {
  const v1::Tally& bytes = job.counters().bytes();
  // Facebook tells sizes only at the download: a sum of the known ones is no whole.
  if (job.counters().items_of_unknown_size() > 0) return HumanBytes(bytes.done());
  return absl::StrCat(HumanBytes(bytes.done()), " of ", HumanBytes(bytes.found()));
}

std::string EtaText(const Pace& pace) {
  return pace.left.has_value() ? absl::StrCat("ETA ", HumanDuration(*pace.left)) : "ETA estimating";
}

std::string WakeText(const v1::TransferJob& job, const absl::TimeZone& zone) {
  if (!job.waiting().has_wake_time()) return "until somebody acts";
  return absl::StrCat("goes on at ", absl::FormatTime("%Y-%m-%d %H:%M:%S",
                                                      TimeOf(job.waiting().wake_time()), zone));
}

// A running job may wait for a moment too, and tells for what.
bool ShowsWaiting(const v1::TransferJob& job) {
  return job.state() == v1::WAITING ||
         (job.state() == v1::RUNNING && !job.waiting().problem().message().empty());
}

std::string Trouble(const v1::TransferJob& job) {
  const v1::Tally& items = job.counters().items();
  const int64_t lost = items.failed() + items.uncertain();
  return lost == 0 ? "" : absl::StrCat(WithCommas(lost), " failed");
}

std::string Colored(std::string line, const std::string& label, const v1::TransferJob& job,
                    bool color) {
  if (!color || line.size() < label.size()) return line;
  return absl::StrCat(ColorOf(job.state()), label, "\x1b[0m", line.substr(label.size()));
}

std::string WaitingLine(const v1::TransferJob& job, const ProgressStyle& style,
                        const std::string& head) {
  const std::string wake = WakeText(job, style.zone);
  const std::string why = CleanText(job.waiting().problem().message());
  const int room = style.width - DisplayWidth(head) - DisplayWidth(wake) - 4;
  if (room < 10) return ClipToWidth(absl::StrCat(head, "  ", wake), style.width);
  return absl::StrCat(head, "  ", ClipToWidth(why, room), "  ", wake);
}

// The parts that fit behind `head`, the most important first.
std::string Fitted(std::string line, const std::vector<std::string>& parts, int width) {
  for (const std::string& part : parts) {
    if (part.empty() || DisplayWidth(line) + 2 + DisplayWidth(part) > width) continue;
    absl::StrAppend(&line, "  ", part);
  }
  return line;
}

std::string WithBar(const v1::TransferJob& job, const std::string& head, const std::string& tail,
                    int width) {
  const int spare = width - DisplayWidth(head) - DisplayWidth(tail) - 4;
  if (spare < kNarrowestBar) return absl::StrCat(head, tail);
  return absl::StrCat(head, "  ", Bar(PartDone(job), std::min(spare, kWidestBar)), tail);
}

}  // namespace

std::string StateLabel(const v1::TransferJob& job) {
  switch (job.state()) {
    case v1::RUNNING:
      if (job.desired_state() == v1::PAUSE) return "Pausing";
      if (job.desired_state() == v1::CANCEL) return "Cancelling";
      if (job.mode() == v1::PLAN) return "Planning";
      return "Moving";
    case v1::WAITING:
      return "Waiting";
    case v1::PAUSED:
      return "Paused";
    case v1::SUCCEEDED:
      return "Done";
    case v1::FAILED:
      return "Failed";
    case v1::CANCELLED:
      return "Cancelled";
    default:
      return "Queued";
  }
}

Pace PaceMeter::Look(const v1::TransferJob& job, absl::Duration now) {
  const Sample sample = {now, job.counters().bytes().done(), SettledItems(job)};
  if (!first_.has_value()) first_ = sample;
  samples_.push_back(sample);
  while (samples_.size() > 2 && now - samples_[1].at >= kWindow) samples_.pop_front();
  Pace pace = {.elapsed = now - first_->at};
  const Sample& oldest = samples_.front();
  const double seconds = absl::ToDoubleSeconds(now - oldest.at);
  if (seconds >= 1 && sample.bytes >= oldest.bytes) {
    pace.bytes_per_second = static_cast<double>(sample.bytes - oldest.bytes) / seconds;
  }
  pace.left = LeftOf(job, now);
  return pace;
}

std::optional<absl::Duration> PaceMeter::LeftOf(const v1::TransferJob& job,
                                                absl::Duration now) const {
  const absl::Duration elapsed = now - first_->at;
  if (!job.listing_complete() || (PartDone(job) < kEnoughDone && elapsed < kEnoughTime)) {
    return std::nullopt;
  }
  // Bytes tell better than items, unless many sizes are unknown.
  const v1::Counters& counters = job.counters();
  const bool by_bytes = counters.items_of_unknown_size() * 20 < counters.items().found();
  const Sample& oldest = samples_.front();
  const double seconds = absl::ToDoubleSeconds(now - oldest.at);
  const int64_t moved =
      by_bytes ? counters.bytes().done() - oldest.bytes : SettledItems(job) - oldest.items;
  if (seconds < 1 || moved <= 0) return std::nullopt;
  const int64_t open = by_bytes ? counters.bytes().open() : counters.items().open();
  return absl::Seconds(static_cast<double>(open) / (static_cast<double>(moved) / seconds));
}

std::string RenderProgress(const v1::TransferJob& job, const Pace& pace,
                           const ProgressStyle& style) {
  const std::string label = StateLabel(job);
  const std::string head = absl::StrCat(label, "  ", ItemsText(job));
  if (ShowsWaiting(job)) {
    return Colored(WaitingLine(job, style, head), label, job, style.color);
  }
  const bool running = job.state() == v1::RUNNING;
  const std::string percent =
      job.listing_complete() ? absl::StrCat(static_cast<int>(PartDone(job) * 100), "%") : "";
  const std::string speed =
      running && job.mode() != v1::PLAN && pace.bytes_per_second.has_value()
          ? absl::StrCat(HumanBytes(static_cast<int64_t>(*pace.bytes_per_second)), "/s")
          : "";
  const int room = style.width - (kNarrowestBar + 4);
  std::string facts =
      Fitted(head, {percent, running ? EtaText(pace) : "", Trouble(job), speed, BytesText(job)},
             std::max(room, DisplayWidth(head)));
  std::string tail = facts.substr(head.size());
  const int left = style.width - DisplayWidth(facts) - (kWidestBar / 2 + 4) - 2;
  if (running && !job.current_album().empty() && left >= 8) {
    absl::StrAppend(&tail, "  ", ClipToWidth(CleanText(job.current_album()), left));
  }
  return Colored(ClipToWidth(WithBar(job, head, tail, style.width), style.width), label, job,
                 style.color);
}

std::string ProgressSentence(const v1::TransferJob& job, const Pace& pace,
                             const absl::TimeZone& zone) {
  std::vector<std::string> parts = {absl::StrCat(StateLabel(job), ": ", ItemsText(job), " items"),
                                    BytesText(job)};
  if (!Trouble(job).empty()) parts.push_back(Trouble(job));
  if (job.state() == v1::RUNNING) {
    if (pace.bytes_per_second.has_value()) {
      parts.push_back(absl::StrCat(HumanBytes(static_cast<int64_t>(*pace.bytes_per_second)), "/s"));
    }
    parts.push_back(EtaText(pace));
    if (!job.current_album().empty()) {
      parts.push_back(absl::StrCat("album \"", CleanText(job.current_album()), "\""));
    }
  }
  if (ShowsWaiting(job)) {
    const std::string why = CleanText(job.waiting().problem().message());
    parts.push_back(std::string(absl::StripSuffix(why, ".")));
    parts.push_back(WakeText(job, zone));
  }
  return absl::StrJoin(parts, ", ");
}

}  // namespace photoferry
