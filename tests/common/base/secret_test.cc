// SPDX-License-Identifier: Apache-2.0
#include "common/base/secret.h"

#include <utility>

#include "gtest/gtest.h"

namespace photoferry {
namespace {

TEST(Secret, ShowsItselfOnlyWhenAsked) {
  const Secret secret("abc");
  EXPECT_EQ(secret.Reveal(), "abc");
  EXPECT_FALSE(secret.empty());
  EXPECT_TRUE(Secret().empty());
}

TEST(Secret, MovesAwayWholly) {
  Secret from("a secret long enough to live on the heap");
  const Secret to = std::move(from);
  EXPECT_TRUE(from.empty());
  EXPECT_EQ(to.Reveal(), "a secret long enough to live on the heap");
}

}  // namespace
}  // namespace photoferry
