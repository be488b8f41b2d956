// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <string>

#include "common/http/http_client.h"
#include "gtest/gtest.h"

namespace photoferry {
namespace {

constexpr char kNow[] = "2024-02-29T12:00:00+00:00";

std::optional<absl::Duration> RetryAfter(absl::string_view value) {
  absl::Time now;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, kNow, &now, nullptr));
  HttpHeaders headers;
  headers.Add("retry-AFTER", value);
  return RetryAfterFrom(headers, now);
}

TEST(HttpHeaders, CompareWithoutCaseAndKeepTheirOrder) {
  HttpHeaders headers{{"A", "1"}};
  headers.Add("b", "2");
  headers.Add("a", "3");
  EXPECT_EQ(headers.Get("a"), "1");
  EXPECT_EQ(headers.Get("B"), "2");
  EXPECT_EQ(headers.Get("c"), std::nullopt);
  EXPECT_EQ(headers.all().size(), 3u);
}

TEST(RetryAfter, ReadsSeconds) {
  EXPECT_EQ(RetryAfter("0"), absl::ZeroDuration());
  EXPECT_EQ(RetryAfter("120"), absl::Seconds(120));
  EXPECT_EQ(RetryAfter(" 7 "), absl::Seconds(7));
}

TEST(RetryAfter, ReadsAllThreeDateForms) {
  EXPECT_EQ(RetryAfter("Thu, 29 Feb 2024 12:01:30 GMT"), absl::Seconds(90));
  EXPECT_EQ(RetryAfter("Thursday, 29-Feb-24 12:01:30 GMT"), absl::Seconds(90));
  EXPECT_EQ(RetryAfter("Thu Feb 29 12:01:30 2024"), absl::Seconds(90));
}

TEST(RetryAfter, StaysBetweenNowAndADay) {
  EXPECT_EQ(RetryAfter("Thu, 29 Feb 2024 11:00:00 GMT"), absl::ZeroDuration());
  EXPECT_EQ(RetryAfter("Fri, 01 Mar 2030 12:00:00 GMT"), absl::Hours(24));
  EXPECT_EQ(RetryAfter("9999999"), absl::Hours(24));
  EXPECT_EQ(RetryAfter("99999999999999999999999"), absl::Hours(24));
  EXPECT_EQ(RetryAfter(std::string(10000, '9')), absl::Hours(24));
  EXPECT_EQ(RetryAfter("Fri, 31 Dec 9999 23:59:59 GMT"), absl::Hours(24));
  EXPECT_EQ(RetryAfter("Mon, 01 Jan 0001 00:00:00 GMT"), absl::ZeroDuration());
}

TEST(RetryAfter, TakesNonsenseForNothing) {
  for (const char* text :
       {"", "soon", "-5", "1.5", "0x10", "+3", "Thu, 31 Feb 2024 25:00:00 GMT", "1e3", "5, 6",
        "infinite-future", "infinite-past", "2024-02-29T12:01:30Z", "Thu, 29 Feb 2024 12:01:30 CET",
        "Thu, 29 Feb 2024 12:01:30 GMT, later"}) {
    EXPECT_EQ(RetryAfter(text), std::nullopt) << text;
  }
  EXPECT_EQ(RetryAfterFrom(HttpHeaders(), absl::UnixEpoch()), std::nullopt);
}

}  // namespace
}  // namespace photoferry
