// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/demo/call_meter.h"

#include "gtest/gtest.h"

namespace photoferry::demo {
namespace {

const absl::Time kMorning = absl::FromUnixSeconds(1767225600);
constexpr absl::Duration kDay = absl::Hours(24);

TEST(CallMeter, RisesWithEachCallAndRefusesWhatIsAboveTheBudget) {
  CallMeter meter({.calls = 4, .window = kDay});
  EXPECT_EQ(meter.Count(1, kMorning).percent, 25);
  EXPECT_EQ(meter.Count(2, kMorning).percent, 75);
  const CallUsage last = meter.Count(1, kMorning);
  EXPECT_EQ(last.percent, 100);
  EXPECT_FALSE(last.refused);
  EXPECT_TRUE(meter.Count(1, kMorning).refused);
  EXPECT_EQ(meter.refused(), 1);
  EXPECT_EQ(meter.counted(), 5);
}

TEST(CallMeter, TellsWhenTheOldestCallsFallOutOfItsWindow) {
  CallMeter meter({.calls = 2, .window = kDay});
  EXPECT_EQ(meter.Count(1, kMorning).wait, absl::ZeroDuration());
  EXPECT_EQ(meter.Count(1, kMorning + absl::Hours(5)).wait, kDay - absl::Hours(5));
  const CallUsage next = meter.Count(1, kMorning + kDay);
  EXPECT_FALSE(next.refused);
  EXPECT_EQ(next.wait, absl::Hours(5));
}

TEST(CallMeter, CallsWhileClosedKeepItClosed) {
  CallMeter meter({.calls = 1, .window = kDay});
  meter.Count(1, kMorning);
  EXPECT_EQ(meter.Count(1, kMorning + absl::Hours(20)).wait, kDay);
  EXPECT_TRUE(meter.Count(1, kMorning + kDay).refused);
}

TEST(CallMeter, WithoutABudgetItOnlyCounts) {
  CallMeter meter;
  for (int i = 0; i < 1000; ++i) EXPECT_FALSE(meter.Count(50, kMorning).refused);
  EXPECT_EQ(meter.counted(), 50000);
}

}  // namespace
}  // namespace photoferry::demo
