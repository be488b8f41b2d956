// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/graph/usage_governor.h"

#include "tests/exporters/meta/meta_fixture.h"

namespace photoferry::meta {
namespace {

constexpr char kHost[] = "https://graph.example";

class UsageGovernorTest : public MetaTest {
 protected:
  absl::Status Admit(UsageGovernor& governor) {
    ProviderContext context = Context();
    return governor.Admit(1, context).status();
  }
  // A whole call, with this answer.
  void Call(UsageGovernor& governor, const HttpHeaders& headers) {
    ProviderContext context = Context();
    absl::StatusOr<UsageGovernor::Permit> permit = governor.Admit(1, context);
    ASSERT_TRUE(permit.ok()) << permit.status();
    governor.Observe(headers, *permit, context);
  }
  absl::Duration Throttle(UsageGovernor& governor, const HttpHeaders& headers = {}, int code = 4) {
    ProviderContext context = Context();
    const absl::Status closed = Admit(governor);
    if (!closed.ok()) scheduler_.Advance(RetryAfterOf(closed).value());
    absl::StatusOr<UsageGovernor::Permit> permit = governor.Admit(1, context);
    EXPECT_TRUE(permit.ok()) << permit.status();
    v1::Problem problem = ProblemOf(Failure(v1::RATE_LIMITED, "too many"));
    (*problem.mutable_metadata())["graph_code"] = absl::StrCat(code);
    return RetryAfterOf(governor.Throttled(ToStatus(problem), headers, *permit, context)).value();
  }
  void LoginAs(const std::string& who, const std::string& app = "") {
    credential_ = {Secret(canary::Token(who)), app.empty() ? Secret() : Secret(canary::Token(app))};
  }
  static HttpHeaders OfAccount(const std::string& id, int percent, int minutes = 0) {
    const Json meter = {{"type", "instagram"},
                        {"call_count", percent},
                        {"estimated_time_to_regain_access", minutes}};
    return {{"X-Business-Use-Case-Usage", ToText(Json{{id, Json::array({meter})}})}};
  }

  UsageGovernor governor_{kHost};
  UsageGovernor other_{kHost};  // of another job, worker or life
};

TEST_F(UsageGovernorTest, LetsCallsThroughWhileThereIsRoom) {
  Call(governor_, {{"X-App-Usage", R"({"call_count":28,"total_time":74,"total_cputime":25})"}});
  EXPECT_TRUE(Admit(governor_).ok());
  EXPECT_EQ(Passed(), absl::ZeroDuration());
}

TEST_F(UsageGovernorTest, SpacesCallsOutFromThreeQuartersOn) {
  Call(governor_, {{"X-App-Usage", R"({"call_count":10,"total_cputime":80})"}});
  EXPECT_TRUE(Admit(governor_).ok());
  EXPECT_EQ(Passed(), absl::Seconds(3));
  // An old percentage says nothing any more.
  scheduler_.Advance(absl::Minutes(10));
  EXPECT_TRUE(Admit(governor_).ok());
  EXPECT_EQ(Passed(), absl::Seconds(3) + absl::Minutes(10));
}

TEST_F(UsageGovernorTest, ClosesNearTheLimitAndLooksAgainLater) {
  Call(governor_, {{"x-page-usage", R"({"call_count":96})"}});
  const absl::Status closed = Admit(governor_);
  EXPECT_EQ(ReasonOf(closed), v1::RATE_LIMITED);
  EXPECT_EQ(RetryAfterOf(closed), absl::Minutes(5));
  scheduler_.Advance(absl::Minutes(5));
  EXPECT_TRUE(Admit(governor_).ok());
}

TEST_F(UsageGovernorTest, ARestartDoesNotReopen) {
  Throttle(governor_, OfAccount("1", 100, 30), 80002);
  EXPECT_EQ(ReasonOf(Admit(other_)), v1::RATE_LIMITED);
  scheduler_.Advance(absl::Minutes(30));
  EXPECT_TRUE(Admit(other_).ok());
}

TEST_F(UsageGovernorTest, WhoLearnsThatCallsAreUnwelcomeStopsTheOthers) {
  Call(other_, {{"X-App-Usage", R"({"call_count":20})"}});
  Call(governor_, {{"X-App-Usage", R"({"call_count":97})"}});
  scheduler_.Advance(absl::Seconds(1));
  EXPECT_EQ(ReasonOf(Admit(other_)), v1::RATE_LIMITED);
}

TEST_F(UsageGovernorTest, WhereCallsAreFewEachIsKnownToAllAtOnce) {
  for (const int percent : {3, 5, 8, 10}) {
    Call(governor_, {{"X-App-Usage", ToText(Json{{"call_count", percent}})}});
  }
  ASSERT_TRUE(Admit(other_).ok());
  Call(governor_, {{"X-App-Usage", R"({"call_count":96})"}});
  EXPECT_EQ(ReasonOf(Admit(other_)), v1::RATE_LIMITED);
  EXPECT_EQ(Passed(), absl::ZeroDuration());
}

TEST_F(UsageGovernorTest, AnAppThatIsFullStopsAllItsAccounts) {
  LoginAs("anna", "app");
  Call(governor_, {{"X-App-Usage", R"({"call_count":97})"}});
  LoginAs("berta", "app");
  EXPECT_EQ(ReasonOf(Admit(other_)), v1::RATE_LIMITED);
  LoginAs("berta", "another app");
  EXPECT_TRUE(Admit(other_).ok());
}

TEST_F(UsageGovernorTest, AnAccountThatIsFullStopsNoOther) {
  LoginAs("anna", "app");
  Call(governor_, OfAccount("17", 97));
  EXPECT_EQ(ReasonOf(Admit(other_)), v1::RATE_LIMITED);
  LoginAs("berta", "app");
  EXPECT_TRUE(Admit(governor_).ok());
  // Her account is the same one: that is learnt from her first answer.
  scheduler_.Advance(absl::Minutes(5));
  Call(governor_, OfAccount("17", 98));
  EXPECT_EQ(ReasonOf(Admit(governor_)), v1::RATE_LIMITED);
  LoginAs("anna", "app");
  EXPECT_EQ(ReasonOf(Admit(governor_)), v1::RATE_LIMITED);
}

TEST_F(UsageGovernorTest, ARefusalThatNamesNoAccountClosesTheLoginThatItCameTo) {
  LoginAs("anna");
  EXPECT_EQ(Throttle(governor_, {}, 17), absl::Minutes(5));
  EXPECT_EQ(ReasonOf(Admit(other_)), v1::RATE_LIMITED);
  LoginAs("berta");
  EXPECT_TRUE(Admit(other_).ok());
}

TEST_F(UsageGovernorTest, WaitsLongerEachTimeInARowAndForgetsAfterASuccess) {
  EXPECT_EQ(Throttle(governor_), absl::Minutes(5));
  EXPECT_EQ(Throttle(governor_), absl::Minutes(10));
  EXPECT_EQ(Throttle(other_), absl::Minutes(20));  // whoever it is
  EXPECT_EQ(Throttle(governor_), absl::Minutes(40));
  EXPECT_EQ(Throttle(governor_), absl::Hours(1));
  EXPECT_EQ(Throttle(governor_), absl::Hours(1));
  scheduler_.Advance(absl::Hours(1));
  Call(governor_, {{"X-App-Usage", R"({"call_count":1})"}});
  EXPECT_EQ(Throttle(governor_), absl::Minutes(5));
}

TEST_F(UsageGovernorTest, WritesWhenSomethingChangedAndNotAtEachCall) {
  Call(governor_, {{"X-App-Usage", R"({"call_count":20})"}});
  const auto written = memory_.values();
  for (int i = 0; i < 10; ++i) Call(governor_, {{"X-App-Usage", R"({"call_count":21})"}});
  EXPECT_EQ(memory_.values(), written);
  Call(governor_, {{"X-App-Usage", R"({"call_count":22})"}});
  EXPECT_NE(memory_.values(), written);
}

TEST_F(UsageGovernorTest, NothingThatIsRememberedTellsATokenOrASecret) {
  LoginAs("anna", "app");
  Call(governor_, OfAccount("17", 50));
  ASSERT_FALSE(memory_.values().empty());
  for (const auto& [key, value] : memory_.values()) {
    EXPECT_FALSE(canary::IsIn(key)) << key;
    EXPECT_FALSE(canary::IsIn(value)) << value;
  }
}

TEST_F(UsageGovernorTest, UnreadableHeadersAndMemoriesAreNothing) {
  Call(other_, {{"X-App-Usage", R"({"call_count":40})"}});
  for (const auto& [key, value] : memory_.values()) {
    ASSERT_TRUE(memory_.Remember(key, "soon maybe").ok());
  }
  Call(governor_, {{"X-App-Usage", "{broken"}});
  Call(governor_, {{"X-App-Usage", "[1]"}});
  Call(governor_, {{"X-Business-Use-Case-Usage", R"({"1":[7,{"call_count":"x"}],"2":null})"}});
  EXPECT_TRUE(Admit(governor_).ok());
  EXPECT_EQ(Passed(), absl::ZeroDuration());
}

TEST_F(UsageGovernorTest, StopEndsThePauseBetweenCalls) {
  Call(governor_, {{"X-App-Usage", R"({"call_count":90})"}});
  stop_.request_stop();
  EXPECT_EQ(ReasonOf(Admit(governor_)), v1::STOPPED);
}

}  // namespace
}  // namespace photoferry::meta
