// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/demo/fault_script.h"

#include "gtest/gtest.h"

namespace photoferry::demo {
namespace {

constexpr FaultedRequest kAlbums = {.server = "graph", .path = "/v25.0/me/albums"};

TEST(DemoFaultScript, SkipsThenStrikesEverySoOften) {
  FaultScript script;
  script.Add({.path = "/me/albums", .skip = 1, .every = 2, .times = 2, .fault = {.status = 503}});
  std::string struck;
  for (int i = 0; i < 8; ++i) struck += script.Next(kAlbums) ? 'x' : '.';
  EXPECT_EQ(struck, ".x.x....");
}

TEST(DemoFaultScript, MatchesServerPathQueryAndItem) {
  FaultScript script;
  script.Add({.query = "type=uploaded", .item = "7", .server = "graph", .times = -1});
  EXPECT_FALSE(script.Next(kAlbums));
  EXPECT_TRUE(script.Next({.server = "graph", .query = "type=uploaded&limit=2", .item = "7"}));
  EXPECT_FALSE(script.Next({.server = "cdn", .query = "type=uploaded", .item = "7"}));
}

TEST(DemoFaultScript, ReadsRulesFromJson) {
  FaultScript script;
  const Json rules = {
      {"faults",
       {{{"path", "/me"},
         {"times", 1},
         {"fault", {{"kind", "graph_error"}, {"code", 190}, {"delay_seconds", 0.5}}}}}}};
  ASSERT_TRUE(script.Load(rules).ok());
  const std::optional<Fault> fault = script.Next(kAlbums);
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->kind, FaultKind::kGraphError);
  EXPECT_EQ(fault->code, 190);
  EXPECT_EQ(fault->delay, absl::Milliseconds(500));
}

TEST(DemoFaultScript, RefusesNamesThatDoNotExist) {
  FaultScript script;
  EXPECT_FALSE(script.Load({{"rules", Json::array()}}).ok());
  EXPECT_FALSE(script.Load({{"faults", {{{"pathh", "/me"}}}}}).ok());
  EXPECT_FALSE(script.Load({{"faults", {{{"fault", {{"kind", "explode"}}}}}}}).ok());
  EXPECT_FALSE(script.Next(kAlbums));
}

}  // namespace
}  // namespace photoferry::demo
