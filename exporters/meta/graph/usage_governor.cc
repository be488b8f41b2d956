// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/graph/usage_governor.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/log.h"
#include "common/base/status.h"
#include "exporters/meta/graph/usage.h"

namespace photoferry::meta {
namespace {

constexpr char kMemoryKey[] = "graph_calls_closed";  // "<unix seconds> <refusals in a row>"
constexpr int kSlowFrom = 75;
constexpr int kStopFrom = 95;
constexpr absl::Duration kShortestPause = absl::Minutes(5);
constexpr absl::Duration kLongestPause = absl::Hours(1);
constexpr int kMostRefusals = 10;  // more do not make the pause longer
// A percentage older than this says nothing any more: the budget's hour has rolled on.
constexpr absl::Duration kStale = absl::Minutes(5);

// Half a second at 75 percent, ten at 94.
absl::Duration Spacing(int percent) {
  return absl::Milliseconds(500) * (std::min(percent, kStopFrom) - kSlowFrom + 1);
}

absl::Duration PauseAfter(int refusals) {
  return std::min(kShortestPause * std::pow(2.0, refusals - 1), kLongestPause);
}

}  // namespace

absl::Status UsageGovernor::RecallOnce(ProviderContext& context) {
  {
    MutexLock lock(mutex_);
    if (recalled_) return absl::OkStatus();
  }
  PF_ASSIGN_OR_RETURN(const std::optional<std::string> text, context.memory.Recall(kMemoryKey));
  const std::vector<std::string> parts = absl::StrSplit(text.value_or(""), ' ');
  int64_t until = 0;
  int refusals = 0;
  const bool readable = parts.size() == 2 && absl::SimpleAtoi(parts[0], &until) &&
                        absl::SimpleAtoi(parts[1], &refusals) && refusals >= 0;
  MutexLock lock(mutex_);
  if (recalled_) return absl::OkStatus();
  recalled_ = true;
  if (readable) {
    closed_until_ = absl::FromUnixSeconds(until);
    refusals_ = std::min(refusals, kMostRefusals);
  }
  return absl::OkStatus();
}

absl::Status UsageGovernor::Admit(ProviderContext& context) {
  PF_RETURN_IF_ERROR(RecallOnce(context));
  const absl::Time now = context.scheduler.clock().Now();
  absl::Duration pause;
  {
    MutexLock lock(mutex_);
    // A clock that was set back must not close the account for longer than a day.
    const absl::Duration closed = closed_until_ - now;
    if (closed > absl::ZeroDuration() && closed <= absl::Hours(24)) {
      return FailureAfter(v1::RATE_LIMITED,
                          "The account's budget of calls is used up for now; listing goes on by "
                          "itself when there is room again.",
                          closed);
    }
    if (percent_ >= kSlowFrom && now - seen_ < kStale) pause = Spacing(percent_);
  }
  if (pause > absl::ZeroDuration() && !context.scheduler.SleepFor(pause, context.stop)) {
    return Failure(v1::STOPPED, "Stopped while it waited between two calls; nothing is lost.");
  }
  return absl::OkStatus();
}

void UsageGovernor::Observe(const HttpHeaders& headers, ProviderContext& context) {
  const Usage usage = UsageFrom(headers);
  bool reopened = false;
  {
    MutexLock lock(mutex_);
    if (usage.percent >= 0) {
      percent_ = usage.percent;
      seen_ = context.scheduler.clock().Now();
    }
    if (refusals_ > 0 && usage.percent < kSlowFrom) {
      refusals_ = 0;
      reopened = true;
    }
  }
  if (usage.percent >= kStopFrom || usage.wait > absl::ZeroDuration()) {
    CloseFor(std::max(usage.wait, kShortestPause), context);
  } else if (reopened) {
    Write(context);
  }
}

absl::Status UsageGovernor::Throttled(const absl::Status& error, const HttpHeaders& headers,
                                      ProviderContext& context) {
  absl::Duration wait = UsageFrom(headers).wait;
  {
    MutexLock lock(mutex_);
    refusals_ = std::min(refusals_ + 1, kMostRefusals);
    if (wait == absl::ZeroDuration()) wait = RetryAfterOf(error).value_or(PauseAfter(refusals_));
  }
  CloseFor(wait, context);
  v1::Problem problem = ProblemOf(error);
  problem.mutable_retry_after()->set_seconds(absl::ToInt64Seconds(wait));
  return ToStatus(problem);
}

void UsageGovernor::CloseFor(absl::Duration wait, ProviderContext& context) {
  const absl::Time until = context.scheduler.clock().Now() + wait;
  {
    MutexLock lock(mutex_);
    closed_until_ = std::max(closed_until_, until);
  }
  Log(LogLevel::kWarning, "graph_calls_closed", {{"seconds", absl::ToInt64Seconds(wait)}});
  Write(context);
}

// A memory that cannot be written costs one more refused call after a restart, no more.
void UsageGovernor::Write(ProviderContext& context) {
  std::string text;
  {
    MutexLock lock(mutex_);
    text = absl::StrCat(absl::ToUnixSeconds(closed_until_), " ", refusals_);
  }
  if (absl::Status status = context.memory.Remember(kMemoryKey, text); !status.ok()) {
    Log(LogLevel::kWarning, "graph_memory_unwritten", {{"reason", ReasonName(ReasonOf(status))}});
  }
}

}  // namespace photoferry::meta
