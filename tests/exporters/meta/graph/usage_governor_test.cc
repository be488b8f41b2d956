// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/graph/usage_governor.h"

#include "tests/exporters/meta/meta_fixture.h"

namespace photoferry::meta {
namespace {

class UsageGovernorTest : public MetaTest {
 protected:
  absl::Status Admit(UsageGovernor& governor) {
    ProviderContext context = Context();
    return governor.Admit(context);
  }
  void Observe(const HttpHeaders& headers) {
    ProviderContext context = Context();
    governor_.Observe(headers, context);
  }
  absl::Duration Throttle(const HttpHeaders& headers = {}) {
    ProviderContext context = Context();
    const absl::Status error = Failure(v1::RATE_LIMITED, "too many");
    return RetryAfterOf(governor_.Throttled(error, headers, context)).value();
  }

  UsageGovernor governor_;
};

TEST_F(UsageGovernorTest, LetsCallsThroughWhileThereIsRoom) {
  Observe({{"X-App-Usage", R"({"call_count":28,"total_time":74,"total_cputime":25})"}});
  EXPECT_TRUE(Admit(governor_).ok());
  EXPECT_EQ(Passed(), absl::ZeroDuration());
  EXPECT_TRUE(memory_.values().empty());
}

TEST_F(UsageGovernorTest, SpacesCallsOutFromThreeQuartersOn) {
  Observe({{"X-App-Usage", R"({"call_count":10,"total_cputime":80})"}});
  EXPECT_TRUE(Admit(governor_).ok());
  EXPECT_EQ(Passed(), absl::Seconds(3));
  // An old percentage says nothing any more.
  scheduler_.Advance(absl::Minutes(10));
  EXPECT_TRUE(Admit(governor_).ok());
  EXPECT_EQ(Passed(), absl::Seconds(3) + absl::Minutes(10));
}

TEST_F(UsageGovernorTest, ClosesNearTheLimitAndLooksAgainLater) {
  Observe({{"x-page-usage", R"({"call_count":96})"}});
  const absl::Status closed = Admit(governor_);
  EXPECT_EQ(ReasonOf(closed), v1::RATE_LIMITED);
  EXPECT_EQ(RetryAfterOf(closed), absl::Minutes(5));
  scheduler_.Advance(absl::Minutes(5));
  EXPECT_TRUE(Admit(governor_).ok());
}

TEST_F(UsageGovernorTest, ARestartDoesNotReopen) {
  Throttle({{"X-Business-Use-Case-Usage",
             R"({"1":[{"call_count":100,"estimated_time_to_regain_access":30}]})"}});
  UsageGovernor restarted;
  EXPECT_EQ(ReasonOf(Admit(restarted)), v1::RATE_LIMITED);
  scheduler_.Advance(absl::Minutes(30));
  EXPECT_TRUE(Admit(restarted).ok());
}

TEST_F(UsageGovernorTest, WaitsLongerEachTimeInARowAndForgetsAfterASuccess) {
  EXPECT_EQ(Throttle(), absl::Minutes(5));
  EXPECT_EQ(Throttle(), absl::Minutes(10));
  EXPECT_EQ(Throttle(), absl::Minutes(20));
  EXPECT_EQ(Throttle(), absl::Minutes(40));
  EXPECT_EQ(Throttle(), absl::Hours(1));
  EXPECT_EQ(Throttle(), absl::Hours(1));
  Observe({});
  EXPECT_EQ(Throttle(), absl::Minutes(5));
}

TEST_F(UsageGovernorTest, UnreadableHeadersAndMemoriesAreNothing) {
  ASSERT_TRUE(memory_.Remember("graph_calls_closed", "soon maybe").ok());
  Observe({{"X-App-Usage", "{broken"}});
  Observe({{"X-App-Usage", "[1]"}});
  Observe({{"X-Business-Use-Case-Usage", R"({"1":[7,{"call_count":"x"}],"2":null})"}});
  EXPECT_TRUE(Admit(governor_).ok());
}

TEST_F(UsageGovernorTest, AMemoryOfMoreRefusalsThanCanBeDoesNotOverflow) {
  ASSERT_TRUE(memory_.Remember("graph_calls_closed", "0 2147483647").ok());
  EXPECT_TRUE(Admit(governor_).ok());
  EXPECT_EQ(Throttle(), absl::Hours(1));
  ASSERT_TRUE(memory_.Remember("graph_calls_closed", "9223372036854775807 -5").ok());
  UsageGovernor other;
  EXPECT_TRUE(Admit(other).ok());
}

TEST_F(UsageGovernorTest, AClockThatWasSetBackDoesNotCloseForDays) {
  ASSERT_TRUE(memory_.Remember("graph_calls_closed", "99999999999 3").ok());
  EXPECT_TRUE(Admit(governor_).ok());
}

TEST_F(UsageGovernorTest, StopEndsThePauseBetweenCalls) {
  Observe({{"X-App-Usage", R"({"call_count":90})"}});
  stop_.request_stop();
  EXPECT_EQ(ReasonOf(Admit(governor_)), v1::STOPPED);
}

}  // namespace
}  // namespace photoferry::meta
