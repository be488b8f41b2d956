// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/graph/call_budget.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"

namespace photoferry::meta {
namespace {

constexpr double kSlowFrom = 75;
constexpr double kStopFrom = 95;
constexpr double kFull = 100;
constexpr double kWorthTelling = 2;
constexpr double kUnseen = 5;    // that one request may take while the percentage is not known
constexpr int kMostInARow = 10;  // more do not make a wait longer
constexpr absl::Duration kShortestWait = absl::Minutes(5);
constexpr absl::Duration kLongestWait = absl::Hours(1);
// A little more than the windows that there are.
constexpr absl::Duration kAnHour = absl::Minutes(65);
constexpr absl::Duration kADay = absl::Minutes(24 * 60 + 5);
// A percentage older than this says nothing any more, unless calls are few.
constexpr absl::Duration kStale = absl::Minutes(5);
// What is further away was written by a clock that stood wrong.
constexpr absl::Duration kFurthest = absl::Hours(48);
constexpr absl::Duration kClockSlack = absl::Minutes(1);
// Of the latest step in what a call takes. A step of nothing may be the window moving on.
constexpr double kWeight = 0.25;
constexpr double kWeightOfNone = 0.05;

// Half a second at 75 percent, ten at 94.
absl::Duration Spacing(double percent) {
  return absl::Milliseconds(500) * (std::floor(std::min(percent, kStopFrom)) - kSlowFrom + 1);
}

absl::Duration Doubled(absl::Duration first, int times, absl::Duration longest) {
  return std::min(first * std::pow(2.0, times), longest);
}

int64_t MicrosOf(absl::Time time) {
  return time == absl::InfinitePast() ? 0 : absl::ToUnixMicros(time);
}

absl::Time TimeFrom(int64_t micros) {
  return micros <= 0 ? absl::InfinitePast() : absl::FromUnixMicros(micros);
}

}  // namespace

bool CallBudget::Holds(absl::Time now) const {
  return percent_ >= 0 && now - seen_ < (is_tiny() ? kADay : kStale);
}

CallBudget::Advice CallBudget::Judge(absl::Time now, int under_way, int calls) const {
  const absl::Duration closed = closed_until_ - now;
  if (closed > absl::ZeroDuration() && closed <= kFurthest) return {Verdict::kClosed, closed};
  if (!Holds(now)) return {};
  const double expected = percent_ + cost_ * under_way;
  if (under_way > 0 && cost_ > 0 && expected + cost_ * calls > kStopFrom) {
    return {Verdict::kAfterAnswers};
  }
  if (expected < kSlowFrom) return {};
  return {Verdict::kAfterPause, Spacing(expected)};
}

int CallBudget::Room(absl::Time now, int under_way, int wanted) const {
  if (cost_ <= 0) return wanted;
  const double left =
      Holds(now) ? (kStopFrom - percent_ - cost_ * under_way) / 2 : kUnseen - cost_ * under_way;
  const double room = left / cost_;
  return room >= wanted ? wanted : std::max(static_cast<int>(room), 1);
}

void CallBudget::Observe(const Usage& usage, absl::Time now, int calls) {
  if (std::exchange(refusals_, 0) > 0) seen_ = now;
  if (usage.percent >= 0) {
    const double rise = (usage.percent - percent_) / calls;
    // Where it fell, the window moved on: that says nothing of what a call takes.
    if (percent_ >= 0 && rise >= 0) {
      cost_ = cost_ == 0 ? rise : cost_ + (rise > 0 ? kWeight : kWeightOfNone) * (rise - cost_);
    }
    percent_ = usage.percent;
    seen_ = now;
    if (percent_ < kStopFrom) looks_ = 0;
  }
  if (usage.wait > absl::ZeroDuration()) {
    Close(std::max(usage.wait, kShortestWait), now);
  } else if (usage.percent >= kStopFrom) {
    Close(UntilNextLook(), now);
  }
}

absl::Duration CallBudget::Refuse(absl::Duration wait, absl::Time now) {
  refusals_ = std::min(refusals_ + 1, kMostInARow);
  seen_ = now;
  if (wait <= absl::ZeroDuration()) wait = Doubled(kShortestWait, refusals_ - 1, kLongestWait);
  Close(wait, now);
  return wait;
}

void CallBudget::Spend(int calls) {
  if (percent_ >= 0) percent_ = std::min(percent_ + cost_ * calls, 1000.0);
}

bool CallBudget::IsNews(const CallBudget& told) const {
  const bool other_side = (percent_ >= kSlowFrom) != (told.percent_ >= kSlowFrom) ||
                          (percent_ >= kStopFrom) != (told.percent_ >= kStopFrom);
  return other_side || std::abs(percent_ - told.percent_) >= kWorthTelling ||
         closed_until_ > told.closed_until_ || refusals_ != told.refusals_;
}

void CallBudget::Learn(const CallBudget& other, absl::Time now) {
  closed_until_ = std::max(closed_until_, other.closed_until_);
  const absl::Time latest = now + kClockSlack;  // what was seen later was seen by a wrong clock
  if (other.seen_ > latest || (seen_ <= latest && other.seen_ <= seen_)) return;
  const absl::Time closed = closed_until_;
  *this = other;
  closed_until_ = closed;
}

void CallBudget::Close(absl::Duration wait, absl::Time now) {
  closed_until_ = std::max(closed_until_ <= now + kFurthest ? closed_until_ : now, now + wait);
}

absl::Duration CallBudget::UntilNextLook() {
  const int looks = looks_;
  looks_ = std::min(looks_ + 1, kMostInARow);
  if (percent_ + std::max(cost_, 0.01) > kFull) return is_tiny() ? kADay : kAnHour;
  return is_tiny() ? kAnHour : Doubled(kShortestWait, looks, kAnHour);
}

std::string CallBudget::ToText() const {
  return absl::StrFormat("%.2f %.2f %d %d %d %d", percent_, cost_, MicrosOf(seen_),
                         MicrosOf(closed_until_), refusals_, looks_);
}

CallBudget CallBudget::From(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, ' ');
  CallBudget budget;
  int64_t seen = 0;
  int64_t closed_until = 0;
  const bool readable =
      parts.size() == 6 && absl::SimpleAtod(parts[0], &budget.percent_) &&
      absl::SimpleAtod(parts[1], &budget.cost_) && absl::SimpleAtoi(parts[2], &seen) &&
      absl::SimpleAtoi(parts[3], &closed_until) && absl::SimpleAtoi(parts[4], &budget.refusals_) &&
      absl::SimpleAtoi(parts[5], &budget.looks_) && budget.percent_ >= -1 &&
      budget.percent_ <= 1000 && budget.cost_ >= 0 && budget.cost_ <= 1000;
  if (!readable) return CallBudget();
  budget.seen_ = TimeFrom(seen);
  budget.closed_until_ = TimeFrom(closed_until);
  budget.refusals_ = std::clamp(budget.refusals_, 0, kMostInARow);
  budget.looks_ = std::clamp(budget.looks_, 0, kMostInARow);
  return budget;
}

}  // namespace photoferry::meta
