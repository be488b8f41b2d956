// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/login_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace photoferry {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr absl::Duration kDay = absl::Hours(24);

class LoginWarningTest : public ::testing::Test {
 protected:
  LoginWarningTest() {
    stored_.provider = "facebook";
    stored_.login = "facebook";
    stored_.tokens.access_token = Secret("a token");
  }
  std::string Warning() const {
    return LoginWarning(stored_, /*renews_itself=*/false, "Facebook", now_);
  }

  const absl::Time now_ = absl::FromUnixSeconds(1790000000);  // 2026-09-21
  StoredCredential stored_;
};

TEST_F(LoginWarningTest, NothingIsSaidWhileNoEndIsNear) {
  EXPECT_EQ(Warning(), "");
  stored_.tokens.expires_at = now_ + 8 * kDay;
  stored_.data_access_expires_at = now_ + 8 * kDay;
  EXPECT_EQ(Warning(), "");
}

TEST_F(LoginWarningTest, TheEndOfDataAccessIsAnnouncedAWeekAheadAndNamedOnceItHasCome) {
  stored_.tokens.expires_at = now_ + 60 * kDay;
  stored_.data_access_expires_at = now_ + 6 * kDay;
  EXPECT_THAT(Warning(), AllOf(HasSubstr("Facebook lets the app read until 2026-09-27 only"),
                               HasSubstr("photoferry login facebook --renew")));
  stored_.data_access_expires_at = now_ - kDay;
  EXPECT_THAT(Warning(), AllOf(HasSubstr("has not let the app read since 2026-09-20"),
                               HasSubstr("photoferry login facebook --renew")));
}

}  // namespace
}  // namespace photoferry
