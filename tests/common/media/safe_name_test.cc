// SPDX-License-Identifier: Apache-2.0
#include "common/media/safe_name.h"

#include <string>

#include "gtest/gtest.h"

namespace photoferry {
namespace {

using std::string_literals::operator""s;

struct Case {
  std::string given;
  std::string safe;
};

class SafeNameTable : public ::testing::TestWithParam<Case> {};

TEST_P(SafeNameTable, IsAsExpected) {
  EXPECT_EQ(SafeName(GetParam().given), GetParam().safe);
}

TEST_P(SafeNameTable, StaysAsItIsTheSecondTime) {
  EXPECT_EQ(SafeName(SafeName(GetParam().given)), GetParam().safe);
}

INSTANTIATE_TEST_SUITE_P(
    ManyScripts, SafeNameTable,
    ::testing::Values(
        Case{"Sommer 2016", "Sommer 2016"}, Case{"Über den Wölkchen", "Über den Wölkchen"},
        Case{"Лето на даче", "Лето на даче"}, Case{"夏休み・京都", "夏休み・京都"},
        Case{"여름 방학", "여름 방학"}, Case{"صيف ٢٠١٦", "صيف ٢٠١٦"}, Case{"קיץ בחוף", "קיץ בחוף"},
        Case{"गर्मी की छुट्टी", "गर्मी की छुट्टी"}, Case{"Καλοκαίρι", "Καλοκαίρι"},
        Case{"👨‍👩‍👧 family 🏖️", "👨‍👩‍👧 family 🏖️"},
        Case{"e\xcc\x81te\xcc\x81", "e\xcc\x81te\xcc\x81"}));  // decomposed: stays so

INSTANTIATE_TEST_SUITE_P(
    Hostile, SafeNameTable,
    ::testing::Values(Case{"..", "Untitled"}, Case{".", "Untitled"}, Case{"", "Untitled"},
                      Case{"   ", "Untitled"}, Case{"../../etc/passwd", "_.._etc_passwd"},
                      Case{"/absolute", "_absolute"}, Case{"a/b\\c", "a_b_c"},
                      Case{"what? <why>: \"so\" | *", "what_ _why__ _so_ _ _"},
                      Case{".hidden", "hidden"}, Case{"ends with dots...", "ends with dots"},
                      Case{"ends with spaces  ", "ends with spaces"}, Case{" . . a . . ", "a"},
                      Case{"tab\there\nline", "tab here line"},
                      Case{"bell\x07 zero\0 end"s, "bell zero end"}, Case{"\x1b[31mred", "[31mred"},
                      Case{"bad \xff\xfe utf8 \xc3", "bad  utf8"},
                      Case{"overlong \xc0\xaf slash", "overlong  slash"},
                      Case{"surrogate \xed\xa0\x80 half", "surrogate  half"},
                      Case{"turned\xe2\x80\xaegpj.exe", "turnedgpj.exe"}));

INSTANTIATE_TEST_SUITE_P(ReservedOnWindows, SafeNameTable,
                         ::testing::Values(Case{"CON", "_CON"}, Case{"con", "_con"},
                                           Case{"nul.txt", "_nul.txt"}, Case{"COM1", "_COM1"},
                                           Case{"lpt9.x", "_lpt9.x"},
                                           Case{"COM\xc2\xb9", "_COM\xc2\xb9"},
                                           Case{"aux .photo", "_aux .photo"},
                                           Case{"console", "console"}, Case{"COM", "COM"},
                                           Case{"COM10", "COM10"}, Case{"Auxerre", "Auxerre"}));

TEST(SafeName, ALongNameIsCutBetweenTwoCharacters) {
  const std::string name = SafeName(std::string(300, 'a'));
  EXPECT_EQ(name, std::string(200, 'a'));
  std::string snow;
  for (int i = 0; i < 300; ++i) snow += "雪";  // three bytes each
  EXPECT_EQ(SafeName(snow).size(), 198u);
  EXPECT_EQ(SafeName(std::string(199, 'a') + "é"), std::string(199, 'a'));
  EXPECT_EQ(SafeName(std::string(199, 'a') + ". more"), std::string(199, 'a'));
}

TEST(FoldedName, IsOneForNamesThatDifferInCaseOnly) {
  EXPECT_EQ(FoldedName("Paris"), FoldedName("PARIS"));
  EXPECT_EQ(FoldedName("ÉTÉ"), FoldedName("été"));
  EXPECT_EQ(FoldedName("ЛЕТО"), FoldedName("лето"));
  EXPECT_EQ(FoldedName("ΚΑΛΟΚΑΊΡΙ"), FoldedName("καλοκαίρι"));
  EXPECT_EQ(FoldedName("ΟΔΟΣ"), FoldedName("οδος"));
  EXPECT_EQ(FoldedName("οδος"), FoldedName("οδοσ"));
  EXPECT_NE(FoldedName("Paris"), FoldedName("Pari"));
  EXPECT_NE(FoldedName("ete"), FoldedName("été"));
}

}  // namespace
}  // namespace photoferry
