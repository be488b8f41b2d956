// SPDX-License-Identifier: Apache-2.0
// The small readers of the Graph folder: query texts, times, field lists, broken text, CDN URLs.
#include <string>

#include "common/base/json.h"
#include "exporters/meta/graph/field_list.h"
#include "exporters/meta/graph/graph_entry.h"
#include "exporters/meta/graph/graph_time.h"
#include "exporters/meta/graph/json_repair.h"
#include "exporters/meta/graph/location_cache.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace photoferry::meta {
namespace {

TEST(GraphTime, TakesEveryFormInUse) {
  const absl::Time expected = absl::FromUnixSeconds(1621538261);
  for (const Json& value : {Json("2021-05-20T19:17:41+0000"), Json("2021-05-20T19:17:41+00:00"),
                            Json("2021-05-20T19:17:41Z"), Json("2021-05-20T20:17:41+0100"),
                            Json(1621538261), Json("1621538261")}) {
    EXPECT_EQ(ReadGraphTime({{"t", value}}, "t"), expected) << value;
  }
}

TEST(GraphTime, RefusesWhatIsNoTime) {
  for (const Json& value : {Json("yesterday"), Json(""), Json(true), Json(nullptr), Json::object(),
                            Json("2021-13-45T00:00:00+0000"), Json(1e300), Json(999999999999999)}) {
    EXPECT_EQ(ReadGraphTime({{"t", value}}, "t"), std::nullopt) << value;
  }
  EXPECT_EQ(ReadGraphTime(Json::array(), "t"), std::nullopt);
}

TEST(FieldList, DropsAFieldWithItsBracesAtAnyDepth) {
  EXPECT_EQ(WithoutField("id,name,place{id,name}", "place"), "id,name");
  EXPECT_EQ(WithoutField("id,place{id,location{lat,zip}}", "zip"), "id,place{id,location{lat}}");
  EXPECT_EQ(WithoutField("id,photos.limit(5){id,x},y", "photos"), "id,y");
  EXPECT_EQ(WithoutField("id,cover{id}", "nothing"), std::nullopt);
  EXPECT_EQ(WithoutField("id", "id"), std::nullopt);
}

TEST(FieldList, ALateRefusalOfWhatIsGoneAlreadyJustAsksAgain) {
  FieldList fields("id,a,b", {"id"});
  EXPECT_TRUE(fields.Drop("a", "id,a,b"));
  EXPECT_TRUE(fields.Drop("a", "id,a,b"));
  EXPECT_FALSE(fields.Drop("a", "id,b"));
  EXPECT_FALSE(fields.Drop("id", "id,b"));
  EXPECT_FALSE(fields.Drop("", "id,b"));
  EXPECT_EQ(fields.Text(), "id,b");
}

TEST(JsonRepair, LeavesGoodTextAlone) {
  const std::string good = "{\"a\":\"\\ud83d\\ude00 \xF0\x9F\x98\x80 caf\xC3\xA9 \\\\ud83d \\\"\"}";
  EXPECT_EQ(RepairedJsonText(good), good);
}

TEST(JsonRepair, ReplacesWhatIsNoCharacter) {
  const std::string mark = "\xEF\xBF\xBD";
  EXPECT_EQ(RepairedJsonText("a\xFFz"), "a" + mark + "z");
  EXPECT_EQ(RepairedJsonText("\xC3"), mark);
  EXPECT_EQ(RepairedJsonText("\xC0\xAF"), mark + mark);             // overlong
  EXPECT_EQ(RepairedJsonText("\xED\xA0\x80"), mark + mark + mark);  // a surrogate
  EXPECT_EQ(RepairedJsonText("\\ud83d"), mark);
  EXPECT_EQ(RepairedJsonText("\\ude00x"), mark + "x");
  EXPECT_EQ(RepairedJsonText("\\ud83d\\u0041"), mark + "\\u0041");
  EXPECT_EQ(RepairedJsonText("\\"), "\\");
  EXPECT_EQ(RepairedJsonText("\\u12"), "\\u12");
}

TEST(LocationCache, KnowsWhenAUrlDies) {
  EXPECT_EQ(ExpiryOf("https://scontent.fbcdn.net/v/a.jpg?oh=1&oe=61227755"),
            absl::FromUnixSeconds(0x61227755));
  EXPECT_EQ(ExpiryOf("https://scontent.fbcdn.net/v/a.jpg"), std::nullopt);
  EXPECT_EQ(ExpiryOf("https://h/?oe=soon"), std::nullopt);
}

TEST(LocationCache, GivesOnlyWhatWorksLongEnough) {
  LocationCache cache;
  cache.Put("1", "https://h/?oe=61227755");
  cache.Put("2", "https://h/plain");
  const absl::Time expiry = absl::FromUnixSeconds(0x61227755);
  EXPECT_TRUE(cache.Get("1", expiry - absl::Minutes(11)).has_value());
  EXPECT_FALSE(cache.Get("1", expiry - absl::Minutes(9)).has_value());
  EXPECT_TRUE(cache.Get("2", expiry).has_value());
  EXPECT_FALSE(cache.Get("3", expiry).has_value());
}

TEST(LocationCache, ForgetsTheOldestFirst) {
  LocationCache cache(2);
  cache.Put("1", "https://h/1");
  cache.Put("2", "https://h/2");
  cache.Put("1", "https://h/1b");
  cache.Put("3", "https://h/3");
  cache.Put("4", "");
  const absl::Time now = absl::UnixEpoch();
  EXPECT_FALSE(cache.Get("2", now).has_value());
  EXPECT_EQ(cache.Get("1", now)->Reveal(), "https://h/1b");
  EXPECT_TRUE(cache.Get("3", now).has_value());
}

TEST(GraphEntry, IdsThatAreNumbersBecomeText) {
  EXPECT_EQ(IdOf({{"id", 10150146071791729}}), "10150146071791729");
  EXPECT_EQ(IdOf({{"id", "7"}}), "7");
  EXPECT_EQ(IdOf({{"id", 1.5}}), "");
  EXPECT_EQ(IdOf({{"id", nullptr}}), "");
  EXPECT_EQ(IdOf(Json::array()), "");
}

}  // namespace
}  // namespace photoferry::meta
