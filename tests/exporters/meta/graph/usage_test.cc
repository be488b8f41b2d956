// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/graph/usage.h"

#include <map>
#include <string>

#include "gtest/gtest.h"

namespace photoferry::meta {
namespace {

Usage AppUsage(absl::string_view value) {
  HttpHeaders headers;
  headers.Add("x-app-usage", value);
  return UsageFrom(headers).app;
}

std::map<std::string, Usage> AccountUsage(absl::string_view value) {
  HttpHeaders headers;
  headers.Add("X-Business-Use-Case-Usage", value);
  return UsageFrom(headers).accounts;
}

TEST(Usage, IsThatOfTheFullestMeter) {
  EXPECT_EQ(AppUsage(R"({"call_count":28,"total_time":74,"total_cputime":25})").percent, 74);
  EXPECT_EQ(AppUsage(R"({"call_volume":5,"cpu_time":81})").percent, 81);
  EXPECT_EQ(AppUsage(R"({"call_count":2.5})").percent, 2.5);
  EXPECT_EQ(UsageFrom({}).app.percent, -1);
}

TEST(Usage, OfTheAppAndOfItsAccountsAreToldApart) {
  const UsageReport report =
      UsageFrom({{"X-App-Usage", R"({"call_count":10})"},
                 {"X-Page-Usage", R"({"call_count":30})"},
                 {"X-Business-Use-Case-Usage",
                  R"({"17":[{"total_time":20},{"call_count":25}],"18":[{"call_count":70}]})"}});
  EXPECT_EQ(report.app.percent, 30);
  ASSERT_EQ(report.accounts.size(), 2u);
  EXPECT_EQ(report.accounts.at("17").percent, 25);
  EXPECT_EQ(report.accounts.at("18").percent, 70);
}

TEST(Usage, AccountsThatCannotBeAreLeftOut) {
  std::string many = "{\"not an id\":[{\"call_count\":1}],\"\":[{\"call_count\":1}]";
  for (int i = 0; i < 40; ++i) many += ",\"" + std::to_string(i) + "\":[{\"call_count\":1}]";
  EXPECT_EQ(AccountUsage(many + "}").size(), 32u);
  EXPECT_TRUE(AccountUsage("{\"" + std::string(41, '1') + "\":[{\"call_count\":1}]}").empty());
}

TEST(Usage, TellsTheMinutesUntilCallsAreWelcomeAgain) {
  const std::map<std::string, Usage> usage = AccountUsage(
      R"({"17":[{"type":"instagram","call_count":100,"estimated_time_to_regain_access":19},)"
      R"({"type":"pages","call_count":3,"estimated_time_to_regain_access":0}],)"
      R"("18":[{"type":"pages","call_count":100,"estimated_time_to_regain_access":7}]})");
  EXPECT_EQ(usage.at("17").percent, 100);
  EXPECT_EQ(usage.at("17").wait, absl::Minutes(19));
  EXPECT_EQ(usage.at("18").wait, absl::Minutes(7));
}

TEST(Usage, HugeAndNegativeNumbersAreCutToWhatCanBe) {
  EXPECT_EQ(AppUsage(R"({"call_count":1e308})").percent, 1000);
  EXPECT_EQ(AppUsage(R"({"call_count":18446744073709551615})").percent, 1000);
  EXPECT_EQ(AppUsage(R"({"call_count":-1,"total_time":-1e308})").percent, -1);
  EXPECT_EQ(AccountUsage(R"({"1":[{"estimated_time_to_regain_access":1e300}]})").at("1").wait,
            absl::Hours(24));
  EXPECT_TRUE(AccountUsage(R"({"1":[{"estimated_time_to_regain_access":-5}]})").empty());
}

TEST(Usage, WrongTypesCountAsNotThere) {
  const std::map<std::string, Usage> usage = AccountUsage(
      R"({"1":[7,null,[{"call_count":90}],{"call_count":"x"}],"2":null,"3":{"call_count":90},)"
      R"("4":[{"call_count":12,"total_time":[99],"estimated_time_to_regain_access":"9"}]})");
  ASSERT_EQ(usage.size(), 1u);
  EXPECT_EQ(usage.at("4").percent, 12);
  EXPECT_EQ(usage.at("4").wait, absl::ZeroDuration());
}

TEST(Usage, WhatIsNoJsonObjectCountsAsNotThere) {
  for (const std::string& text :
       {std::string(""), std::string("{\"call_count\":9"), std::string("[1]"), std::string("96"),
        std::string("<html>"), std::string("{\"call_count\":96}\0", 18),
        std::string("{\"call_count\":96,\"a\":\"\xff\"}"), std::string(10000, '['),
        "{\"call_count\":96,\"a\":\"" + std::string(70000, 'x') + "\"}"}) {
    EXPECT_EQ(AppUsage(text).percent, -1) << text.substr(0, 40);
  }
}

}  // namespace
}  // namespace photoferry::meta
