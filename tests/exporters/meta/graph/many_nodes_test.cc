// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/graph/many_nodes.h"

#include "tests/exporters/meta/meta_fixture.h"
#include "tests/testing/status_matchers.h"

namespace photoferry::meta {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::SizeIs;

class ManyNodes : public MetaTest {
 protected:
  absl::StatusOr<std::map<std::string, Json>> Read(const std::vector<std::string>& ids) {
    ProviderContext context = Context();
    return ReadManyNodes(client_, ids, {fields_, /*other_type=*/"Photo"}, context);
  }

  GraphClient client_{{.max_attempts = 1}};
  FieldList fields_{"id,title", {"id"}};
};

TEST_F(ManyNodes, NobodyAskedForIsNoCall) {
  EXPECT_THAT(Read({}).value(), IsEmpty());
}

TEST_F(ManyNodes, AreReadFiftyInACall) {
  std::vector<std::string> ids;
  for (int i = 0; i < 120; ++i) ids.push_back(absl::StrCat(1000 + i));
  for (int call = 0; call < 3; ++call) {
    Json body = Json::object();
    for (int i = call * 50; i < std::min(120, call * 50 + 50); ++i) body[ids[i]] = {{"id", ids[i]}};
    http_.AnswerJson("?ids=", body);
  }
  PF_ASSERT_OK_AND_ASSIGN(const auto nodes, Read(ids));
  EXPECT_THAT(nodes, SizeIs(120));
  EXPECT_THAT(http_.paths(), SizeIs(3));
}

TEST_F(ManyNodes, AreNoMoreThanTheBudgetHasRoomFor) {
  const auto answer = [](int percent) {
    return HttpResponse{
        .status = 200,
        .headers = {{"X-App-Usage", absl::StrCat("{\"call_count\":", percent, "}")}},
        .body = "{}"};
  };
  ProviderContext context = Context();
  http_.Answer("/me?", answer(40));
  http_.Answer("/me?", answer(45));
  for (int call = 0; call < 2; ++call) EXPECT_THAT(client_.Get("me", {}, context), IsOk());
  http_.Answer("?ids=1,2,3,4,5&", answer(70));
  http_.Answer("?ids=6,7&", answer(80));
  http_.Answer("?ids=8&", answer(95));
  EXPECT_THAT(Read({"1", "2", "3", "4", "5", "6", "7", "8", "9"}), ReasonIs(v1::RATE_LIMITED));
  EXPECT_EQ(http_.left(), 0);
}

TEST_F(ManyNodes, OneBadIdIsFoundByHalvesAndLeavesTheOthers) {
  http_.Answer("?ids=1,2,3,4&", GraphErrorAnswer(100, 33));
  http_.Answer("?ids=1,2&", R"({"1":{"id":"1"},"2":{"id":"2"}})");
  http_.Answer("?ids=3,4&", GraphErrorAnswer(803));
  http_.Answer("?ids=3&", GraphErrorAnswer(803));
  http_.Answer("?ids=4&", R"({"4":{"id":"4"}})");
  PF_ASSERT_OK_AND_ASSIGN(const auto nodes, Read({"1", "2", "3", "4"}));
  EXPECT_THAT(nodes, ElementsAre(Key("1"), Key("2"), Key("4")));
}

TEST_F(ManyNodes, AreHalvedWhereTheyAreTooHeavyTogether) {
  const HttpResponse heavy = GraphErrorAnswer(1, 0, "Please reduce the amount of data");
  http_.Answer("?ids=1,2&", heavy);
  http_.Answer("?ids=1&", R"({"1":{"id":"1"}})");
  http_.Answer("?ids=2&", R"({"2":{"id":"2"}})");
  EXPECT_THAT(Read({"1", "2"}).value(), SizeIs(2));
  http_.Answer("?ids=3&", heavy);
  EXPECT_THAT(Read({"3"}), ReasonIs(v1::PAGE_TOO_HEAVY));
}

TEST_F(ManyNodes, ANodeOfAnotherTypeIsLeftOutAndTheFieldsStay) {
  http_.Answer(
      "?ids=1&",
      GraphErrorAnswer(100, 0,
                       "(#100) Tried accessing nonexisting field (title) on node type (Photo)"));
  EXPECT_THAT(Read({"1"}).value(), IsEmpty());
  EXPECT_EQ(fields_.Text(), "id,title");
}

TEST_F(ManyNodes, AFieldThatTheirOwnTypeLacksIsDropped) {
  http_.Answer(
      "title",
      GraphErrorAnswer(100, 0,
                       "(#100) Tried accessing nonexisting field (title) on node type (Video)"));
  http_.Answer("?ids=1&fields=id", R"({"1":{"id":"1"}})");
  EXPECT_THAT(Read({"1"}).value(), SizeIs(1));
  EXPECT_EQ(fields_.Text(), "id");
}

TEST_F(ManyNodes, WhatIsWrongWithTheCallIsTold) {
  http_.Answer("?ids=", GraphErrorAnswer(190, 463));
  EXPECT_THAT(Read({"1", "2"}), ReasonIs(v1::LOGIN_NEEDED));
  http_.Answer("?ids=", GraphErrorAnswer(17));
  EXPECT_THAT(Read({"1", "2"}), ReasonIs(v1::RATE_LIMITED));
}

TEST_F(ManyNodes, AnAnswerThatKnowsNothingOfAnIdLeavesItOut) {
  http_.Answer("?ids=", R"({"1":{"id":"1"},"2":null,"3":[],"7":{"id":"7"}})");
  EXPECT_THAT(Read({"1", "2", "3"}).value(), ElementsAre(Key("1")));
}

}  // namespace
}  // namespace photoferry::meta
