// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/same_account.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/status.h"
#include "tests/testing/status_matchers.h"

namespace photoferry {
namespace {

using ::testing::HasSubstr;

v1::ProviderSpec WithLogin() {
  v1::ProviderSpec spec;
  spec.set_display_name("Facebook");
  spec.set_needs_credential(true);
  return spec;
}

TEST(SameAccountTest, TheFirstConnectionAndTheSameAccountUnderANewNameAreFine) {
  EXPECT_THAT(CheckSameAccount(WithLogin(), {}, {"42", "Zoe"}), IsOk());
  EXPECT_THAT(CheckSameAccount(WithLogin(), {"42", "Zoe"}, {"42", "Zoe Miller"}), IsOk());
}

TEST(SameAccountTest, AnotherAccountIsRefusedByNameAndTwoOfOneNameAreToldApart) {
  const absl::Status other = CheckSameAccount(WithLogin(), {"42", "Zoe"}, {"43", "Eve"});
  EXPECT_EQ(ReasonOf(other), v1::LOGIN_NEEDED);
  EXPECT_THAT(ProblemOf(other).message(), HasSubstr("of Eve now, but this job began with Zoe;"));
  EXPECT_THAT(ProblemOf(CheckSameAccount(WithLogin(), {"42", "Zoe"}, {"43", "Zoe"})).message(),
              HasSubstr("of Zoe (43) now, but this job began with Zoe (42);"));
  EXPECT_THAT(ProblemOf(CheckSameAccount(WithLogin(), {"42", ""}, {"43", ""})).message(),
              HasSubstr("of 43 now, but this job began with 42;"));
}

TEST(SameAccountTest, WhoNeedsNoLoginIsNotAsked) {
  EXPECT_THAT(CheckSameAccount({}, {"/disk", ""}, {"/moved/disk", ""}), IsOk());
}

}  // namespace
}  // namespace photoferry
