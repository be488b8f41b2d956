// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/cmd/terminal_text.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace photoferry {
namespace {

TEST(CleanText, KeepsCharactersAndDropsWhatMovesTheCursor) {
  EXPECT_EQ(CleanText("Café 夏 🎉"), "Café 夏 🎉");
  EXPECT_EQ(CleanText("a\x1b[2Jb\nc\rd\x7f"), "a [2Jb c d ");
  EXPECT_EQ(CleanText("a\u202Eb\u009Bc"), "a b c");
  EXPECT_EQ(CleanText("\xff\xc3"), "\uFFFD\uFFFD");
}

TEST(DisplayWidth, CountsCells) {
  EXPECT_EQ(DisplayWidth("abc"), 3);
  EXPECT_EQ(DisplayWidth("é"), 1);
  EXPECT_EQ(DisplayWidth("e\u0301"), 1);
  EXPECT_EQ(DisplayWidth("夏休み"), 6);
  EXPECT_EQ(DisplayWidth("🎉"), 2);
  EXPECT_EQ(DisplayWidth("\xff"), 1);
}

TEST(ClipToWidth, CutsBetweenCharacters) {
  EXPECT_EQ(ClipToWidth("Summer", 6), "Summer");
  EXPECT_EQ(ClipToWidth("Summer", 5), "Summ…");
  EXPECT_EQ(ClipToWidth("夏休み", 4), "夏…");
  EXPECT_EQ(ClipToWidth("abc", 1), "…");
  EXPECT_EQ(ClipToWidth("abc", 0), "");
  EXPECT_EQ(PadToWidth("夏", 4), "夏  ");
  EXPECT_EQ(PadToWidth("long", 2), "long");
}

TEST(WrapToWidth, BreaksBetweenWords) {
  EXPECT_THAT(WrapToWidth("one two three", 7), testing::ElementsAre("one two", "three"));
  EXPECT_THAT(WrapToWidth("夏休み 夏", 8), testing::ElementsAre("夏休み", "夏"));
  EXPECT_THAT(WrapToWidth("unbreakable is long", 4),
              testing::ElementsAre("unbreakable", "is", "long"));
  EXPECT_THAT(WrapToWidth("", 10), testing::ElementsAre(""));
}

}  // namespace
}  // namespace photoferry
