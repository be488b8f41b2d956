// SPDX-License-Identifier: Apache-2.0
#include "common/base/text.h"

#include "gtest/gtest.h"

namespace photoferry {
namespace {

TEST(Beginning, KeepsWhatFits) {
  EXPECT_EQ(Beginning("", 0), "");
  EXPECT_EQ(Beginning("summer", 6), "summer");
  EXPECT_EQ(Beginning("summer", 3), "sum…");
}

TEST(Beginning, NeverCutsACharacterInTwo) {
  EXPECT_EQ(Beginning("aé", 2), "a…");
  EXPECT_EQ(Beginning("😀b", 3), "…");
  EXPECT_EQ(Beginning("😀b", 4), "😀…");
  EXPECT_EQ(Beginning("\x80\x80\x80", 2), "…") << "no character at all";
}

TEST(Utf8, IsKnownFromWhatOnlyLooksLikeIt) {
  for (const char* text : {"", "a", "\x7f", "é", "\xED\x9F\xBF", "\xEE\x80\x80", "😀",
                           "\xF4\x8F\xBF\xBF", "a\xEF\xBF\xBDz"}) {
    EXPECT_TRUE(IsUtf8(text)) << text;
  }
  for (const char* text :
       {"\x80", "\xC3", "\xC0\xAF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "a\xE2\x82", "\xE2\x82z"}) {
    EXPECT_FALSE(IsUtf8(text)) << text;
  }
  EXPECT_EQ(Utf8Length("éz"), 2u);
  EXPECT_EQ(Utf8Length(""), 0u);
}

}  // namespace
}  // namespace photoferry
