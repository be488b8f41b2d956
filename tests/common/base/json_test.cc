// SPDX-License-Identifier: Apache-2.0
#include "common/base/json.h"

#include <cstdint>
#include <limits>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/testing/status_matchers.h"

namespace photoferry {
namespace {

std::string Nested(int depth) {
  return absl::StrCat(std::string(depth, '['), std::string(depth, ']'));
}

TEST(Json, ParsesWhatIsInOrder) {
  PF_ASSERT_OK_AND_ASSIGN(const Json json, ParseJson(R"({"a":[1,2.5,"x",null,true,{"b":{}}]})"));
  EXPECT_EQ(ToText(json), R"({"a":[1,2.5,"x",null,true,{"b":{}}]})");
  EXPECT_THAT(ParseJson(Nested(64)), IsOk());
  EXPECT_THAT(ParseJson("[[],[],[],[[]]]", {.max_depth = 3}), IsOk()) << "depth, not number";
}

TEST(Json, RefusesWhatIsNot) {
  for (const char* text :
       {"", " ", "{", "[1,]", "{\"a\":1,}", "{'a':1}", "nul", "1 2", "[1]x", "\"\x80\"",
        "\"\xed\xa0\x80\"", "\"\xc0\xaf\"", "\"\\ud800\"", "1e999", "\x01", "// c\n1", "NaN"}) {
    const absl::StatusOr<Json> json = ParseJson(text);
    EXPECT_THAT(json, ReasonIs(v1::MALFORMED_ANSWER)) << text;
  }
}

TEST(Json, RefusesATextThatWasCutAnywhere) {
  const std::string whole = R"({"a":[1,"é\u00e9",{"b":null}],"c":true})";
  EXPECT_THAT(ParseJson(whole), IsOk());
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_THAT(ParseJson(whole.substr(0, size)), ReasonIs(v1::MALFORMED_ANSWER)) << size;
  }
}

TEST(Json, RefusesZeroBytesWhereverTheyStand) {
  const std::string whole = R"({"a":[1,"x"]})";
  for (size_t at = 0; at <= whole.size(); ++at) {
    std::string text = whole;
    text.insert(at, 1, '\0');
    EXPECT_THAT(ParseJson(text), ReasonIs(v1::MALFORMED_ANSWER)) << at;
  }
  EXPECT_THAT(ParseJson(whole + std::string("\0<html>", 7)), ReasonIs(v1::MALFORMED_ANSWER));
  PF_ASSERT_OK_AND_ASSIGN(const Json escaped, ParseJson(R"({"a":"x\u0000y"})"));
  EXPECT_EQ(JsonString(escaped, "a"), std::string("x\0y", 3));
}

TEST(Json, OfDuplicateKeysTheLastCounts) {
  PF_ASSERT_OK_AND_ASSIGN(const Json json, ParseJson(R"({"a":{"b":1},"a":2,"a":{"c":3}})"));
  EXPECT_EQ(ToText(json), R"({"a":{"c":3}})");
}

TEST(Json, HasBounds) {
  EXPECT_THAT(ParseJson(Nested(65)), ReasonIs(v1::MALFORMED_ANSWER));
  EXPECT_THAT(ParseJson(std::string(1000000, '[')), ReasonIs(v1::MALFORMED_ANSWER));
  std::string objects;
  for (int i = 0; i < 100000; ++i) objects += "{\"a\":";
  EXPECT_THAT(ParseJson(objects), ReasonIs(v1::MALFORMED_ANSWER));
  EXPECT_THAT(ParseJson("[1,2,3]", {.max_bytes = 7}), IsOk());
  EXPECT_THAT(ParseJson("[1,2,3]", {.max_bytes = 6}), ReasonIs(v1::MALFORMED_ANSWER));
}

TEST(Json, ErrorsQuoteNothing) {
  const absl::StatusOr<Json> json = ParseJson("{\"token\": EAABsecret");
  EXPECT_FALSE(absl::StrContains(json.status().message(), "EAAB"));
}

TEST(Json, ReadersTakeAWrongTypeForAnAbsentValue) {
  PF_ASSERT_OK_AND_ASSIGN(const Json json,
                          ParseJson(R"({"s":"x","i":7,"f":2.5,"w":5.0,"b":true,"n":null,"a":[1],
                   "big":18446744073709551615,"min":-9223372036854775808})"));
  EXPECT_EQ(JsonString(json, "s"), "x");
  EXPECT_EQ(JsonString(json, "i"), "7");
  EXPECT_EQ(JsonString(json, "big"), "18446744073709551615");
  EXPECT_EQ(JsonString(json, "b"), "");
  EXPECT_EQ(JsonString(json, "none"), "");
  EXPECT_EQ(JsonInt(json, "i"), 7);
  EXPECT_EQ(JsonInt(json, "w"), 5);
  EXPECT_EQ(JsonInt(json, "f", -1), -1);
  EXPECT_EQ(JsonInt(json, "s", -1), -1);
  EXPECT_EQ(JsonInt(json, "big", -1), -1);
  EXPECT_EQ(JsonInt(json, "min"), std::numeric_limits<int64_t>::min());
  EXPECT_EQ(JsonDouble(json, "f"), 2.5);
  EXPECT_EQ(JsonDouble(json, "i"), 7.0);
  EXPECT_EQ(JsonDouble(json, "a", 3.0), 3.0);
  EXPECT_TRUE(JsonBool(json, "b"));
  EXPECT_TRUE(JsonBool(json, "i", true));
  EXPECT_TRUE(JsonMember(json, "none").is_null());
  EXPECT_TRUE(JsonMember(json["a"], "s").is_null());
  EXPECT_EQ(JsonInt(Json("text"), "i", 4), 4);
}

TEST(Json, TextWithBrokenBytesIsWrittenAllTheSame) {
  EXPECT_EQ(ToText(Json("a\xff")), "\"a\xef\xbf\xbd\"");
}

}  // namespace
}  // namespace photoferry
