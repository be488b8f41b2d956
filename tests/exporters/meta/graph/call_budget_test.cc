// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/graph/call_budget.h"

#include <cmath>
#include <cstdio>
#include <deque>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace photoferry::meta {
namespace {

using Verdict = CallBudget::Verdict;

const absl::Time kNoon = absl::FromUnixSeconds(1700000000);

class CallBudgetTest : public ::testing::Test {
 protected:
  void See(double percent, absl::Duration wait = absl::ZeroDuration()) {
    budget_.Observe({percent, wait}, now_);
  }
  CallBudget::Advice Judge(int under_way = 0) const { return budget_.Judge(now_, under_way); }
  void ExpectClosedFor(absl::Duration wait) const {
    EXPECT_EQ(Judge().verdict, Verdict::kClosed);
    EXPECT_EQ(Judge().wait, wait);
  }
  // As much of its window as is used up makes the percentage fall by nothing.
  void LookInVain(absl::Duration after, double percent) {
    now_ += after;
    EXPECT_NE(Judge().verdict, Verdict::kClosed);
    See(percent);
  }

  absl::Time now_ = kNoon;
  CallBudget budget_;
};

TEST_F(CallBudgetTest, OfWhichNothingIsKnownIsFree) {
  EXPECT_EQ(Judge().verdict, Verdict::kGo);
  EXPECT_EQ(Judge(100).verdict, Verdict::kGo);
}

TEST_F(CallBudgetTest, SpacesOutFromThreeQuartersAndForgetsAPercentageSoon) {
  See(74.5);
  EXPECT_EQ(Judge().verdict, Verdict::kGo);
  See(75);
  EXPECT_EQ(Judge().verdict, Verdict::kAfterPause);
  EXPECT_EQ(Judge().wait, absl::Milliseconds(500));
  now_ += absl::Minutes(5);
  EXPECT_EQ(Judge().verdict, Verdict::kGo);
}

TEST_F(CallBudgetTest, LooksMoreAndMoreSeldomWhileItDoesNotDecay) {
  See(96);
  ExpectClosedFor(absl::Minutes(5));
  LookInVain(absl::Minutes(5), 96);
  ExpectClosedFor(absl::Minutes(10));
  LookInVain(absl::Minutes(10), 96);
  ExpectClosedFor(absl::Minutes(20));
  LookInVain(absl::Minutes(20), 94);
  EXPECT_EQ(Judge().verdict, Verdict::kAfterPause);
  See(94.5);
  See(95);
  ExpectClosedFor(absl::Minutes(5));
}

TEST_F(CallBudgetTest, WaitsAsLongAsIsNamed) {
  See(40, absl::Minutes(19));
  ExpectClosedFor(absl::Minutes(19));
  now_ += absl::Minutes(19);
  EXPECT_EQ(Judge().verdict, Verdict::kGo);
}

TEST_F(CallBudgetTest, LooksAtATinyOneAfterAnHourAndWhenNoCallIsLeftAfterADay) {
  for (int call = 1; call <= 38; ++call) See(call * 2.5);
  EXPECT_TRUE(budget_.is_tiny());
  ExpectClosedFor(absl::Minutes(65));
  LookInVain(absl::Minutes(65), 97.5);
  ExpectClosedFor(absl::Minutes(65));
  LookInVain(absl::Minutes(65), 100);  // the last one that there is
  ExpectClosedFor(absl::Hours(24) + absl::Minutes(5));
}

TEST_F(CallBudgetTest, CallsUnderWayCountWhereTheyCouldFillIt) {
  for (int call = 1; call <= 37; ++call) See(call * 2.5);
  EXPECT_EQ(Judge(0).verdict, Verdict::kAfterPause);
  EXPECT_EQ(Judge(1).verdict, Verdict::kAfterAnswers);
}

TEST_F(CallBudgetTest, ACallWithoutAnAnswerIsTakenToHaveCounted) {
  for (int call = 1; call <= 36; ++call) See(call * 2.5);
  EXPECT_EQ(Judge(1).verdict, Verdict::kAfterPause);
  budget_.Spend(1);
  EXPECT_EQ(Judge(1).verdict, Verdict::kAfterAnswers);
}

TEST_F(CallBudgetTest, HasRoomForHalfOfWhatIsLeftInOneRequest) {
  EXPECT_EQ(budget_.Room(now_, 0, 50), 50);
  See(2.5);
  See(5);
  EXPECT_EQ(budget_.Room(now_, 0, 50), 18);  // of 36
  EXPECT_EQ(budget_.Room(now_, 6, 50), 15);
  EXPECT_EQ(budget_.Room(now_, 0, 3), 3);
  EXPECT_EQ(budget_.Room(now_, 36, 50), 1);
  EXPECT_EQ(budget_.Judge(now_, 1, 18).verdict, Verdict::kGo);
  EXPECT_EQ(budget_.Judge(now_, 20, 18).verdict, Verdict::kAfterAnswers);
}

TEST_F(CallBudgetTest, LearnsWhatACallTakesFromSeveralAtOnce) {
  See(0);
  budget_.Observe({50}, now_, 20);
  EXPECT_EQ(budget_.Room(now_, 0, 50), 9);  // of 18, at 2.5 percent each
}

TEST_F(CallBudgetTest, IsTextAndBackAgain) {
  See(40);
  See(42.5);
  budget_.Refuse(absl::Minutes(7), now_);
  const CallBudget read = CallBudget::From(budget_.ToText());
  EXPECT_EQ(read.ToText(), budget_.ToText());
  EXPECT_TRUE(read.is_tiny());
  EXPECT_EQ(read.Judge(now_, 0).wait, absl::Minutes(7));
}

TEST_F(CallBudgetTest, TextThatIsNoneKnowsNothing) {
  for (const char* text : {"", "soon maybe", "1 2 3", "nan 0 0 0 0 0", "1e300 0 0 0 0 0",
                           "0 inf 0 0 0 0", "50 -1 0 0 0 0", "50 1 x 0 0 0", "50 1 0 0 0 0 0"}) {
    EXPECT_EQ(CallBudget::From(text).ToText(), CallBudget().ToText()) << text;
  }
}

TEST_F(CallBudgetTest, ARowOfRefusalsBeyondReasonDoesNotOverflow) {
  budget_ = CallBudget::From("50 1 0 0 2147483647 -5");
  EXPECT_EQ(budget_.Refuse(absl::ZeroDuration(), now_), absl::Hours(1));
}

TEST_F(CallBudgetTest, AClockThatWasSetBackDoesNotCloseItForDays) {
  budget_.Refuse(absl::Hours(1), now_ + absl::Hours(24 * 365));
  EXPECT_EQ(Judge().verdict, Verdict::kGo);
  // And what is learnt from now on counts.
  See(96);
  ExpectClosedFor(absl::Minutes(5));
}

TEST_F(CallBudgetTest, LearnsWhatIsNewerAndNeverShortensAWait) {
  CallBudget other;
  other.Observe({60}, now_ + absl::Seconds(1));
  budget_.Refuse(absl::Minutes(30), now_);
  now_ += absl::Seconds(2);
  budget_.Learn(other, now_);
  ExpectClosedFor(absl::Minutes(30) - absl::Seconds(2));
  CallBudget older;
  older.Observe({10}, kNoon - absl::Hours(1));
  EXPECT_TRUE(budget_.IsNews(older));
  const std::string before = budget_.ToText();
  budget_.Learn(older, now_);
  EXPECT_EQ(budget_.ToText(), before);
}

TEST_F(CallBudgetTest, WhatComesFromTheFutureIsNotLearnt) {
  CallBudget other;
  other.Observe({60}, now_ + absl::Hours(1));
  budget_.Learn(other, now_);
  EXPECT_EQ(budget_.ToText(), CallBudget().ToText());
}

// A window that slides, of so many calls. Whoever asks it too often is refused.
class Meter {
 public:
  Meter(int64_t calls, absl::Duration window) : most_(calls), window_(window) {}

  // The percentage after the calls; above 100: they were refused.
  double Call(absl::Time now, int calls) {
    while (!calls_.empty() && now - calls_.front() >= window_) calls_.pop_front();
    calls_.insert(calls_.end(), calls, now);
    return 100.0 * static_cast<double>(calls_.size()) / static_cast<double>(most_);
  }

 private:
  const int64_t most_;
  const absl::Duration window_;
  std::deque<absl::Time> calls_;
};

struct MeterCase {
  const char* name;
  int64_t calls;
  absl::Duration window;
  bool whole_percents;
  absl::Duration between_calls;
  int64_t at_least;  // in ten days
};

class MeteredBudget : public ::testing::TestWithParam<MeterCase> {
 protected:
  // Calls for ten days, with requests that would take so many calls; how many were made.
  void CallForDays(int wanted, int64_t& calls);
};

void MeteredBudget::CallForDays(int wanted, int64_t& calls) {
  Meter meter(GetParam().calls, GetParam().window);
  CallBudget budget;
  absl::Time now = kNoon;
  while (now < kNoon + absl::Hours(24 * 10)) {
    const int taken = calls < 4 ? 1 : budget.Room(now, 0, wanted);  // who asks that is known
    const CallBudget::Advice advice = budget.Judge(now, 0, taken);
    now += advice.wait;
    if (advice.verdict == Verdict::kClosed) continue;
    const double percent = meter.Call(now, taken);
    ASSERT_LE(percent, 100) << "call " << calls << " at " << now;
    calls += taken;
    budget.Observe({GetParam().whole_percents ? std::floor(percent) : percent}, now, taken);
    now += GetParam().between_calls;
  }
}

TEST_P(MeteredBudget, IsUsedForDaysWithoutOneRefusal) {
  int64_t calls = 0;
  ASSERT_NO_FATAL_FAILURE(CallForDays(1, calls));
  std::printf("%s: %ld calls in 10 days\n", GetParam().name, static_cast<long>(calls));
  EXPECT_GE(calls, GetParam().at_least);
}

TEST_P(MeteredBudget, IsNotRefusedToRequestsOfManyCallsEither) {
  int64_t calls = 0;
  ASSERT_NO_FATAL_FAILURE(CallForDays(50, calls));
  EXPECT_GE(calls, GetParam().at_least / 2);
}

INSTANTIATE_TEST_SUITE_P(
    Meters, MeteredBudget,
    ::testing::Values(
        MeterCase{"forty_a_day", 40, absl::Hours(24), false, absl::Milliseconds(100), 320},
        MeterCase{"forty_a_day_in_whole_percents", 40, absl::Hours(24), true, absl::Seconds(2),
                  320},
        MeterCase{"forty_a_day_slowly", 40, absl::Hours(24), true, absl::Minutes(3), 280},
        MeterCase{"ten_a_day", 10, absl::Hours(24), true, absl::Seconds(1), 80},
        MeterCase{"ninety_a_day", 90, absl::Hours(24), true, absl::Seconds(1), 600},
        MeterCase{"forty_an_hour", 40, absl::Hours(1), true, absl::Seconds(1), 7000},
        MeterCase{"two_thousand_an_hour", 2000, absl::Hours(1), true, absl::Seconds(1), 200000}),
    [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace photoferry::meta
