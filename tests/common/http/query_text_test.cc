// SPDX-License-Identifier: Apache-2.0
#include "common/http/query_text.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace photoferry {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

TEST(QueryText, IsTakenApartWithPercentSignsUndone) {
  EXPECT_THAT(ParseQuery("a=1&b=x%20y+z&&a=2&c&d=%zz&e=%4"),
              ElementsAre(Pair("a", "1"), Pair("b", "x y z"), Pair("c", ""), Pair("d", "%zz"),
                          Pair("e", "%4")));
  EXPECT_EQ(QueryOf("https://h/p?a=1#f?b"), "a=1");
  EXPECT_EQ(QueryOf("https://h/p"), "");
}

}  // namespace
}  // namespace photoferry
