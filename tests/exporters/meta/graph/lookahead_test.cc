// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/graph/lookahead.h"

#include "tests/exporters/meta/meta_fixture.h"
#include "tests/testing/status_matchers.h"

namespace photoferry::meta {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::SizeIs;

class LookaheadTest : public MetaTest {
 protected:
  // A page of the listing: ids from `first`, and whether there are more.
  void Page(int first, int count, bool more) {
    Json body = {{"data", Json::array()}};
    for (int i = 0; i < count; ++i) body["data"].push_back({{"id", absl::StrCat(first + i)}});
    if (more) body["paging"] = {{"next", absl::StrCat("https://g/?after=c", first)}};
    http_.AnswerJson("/me/videos", body);
  }
  absl::StatusOr<std::map<std::string, Json>> Find(const std::vector<std::string>& ids,
                                                   const std::string& edge = "me/videos") {
    ProviderContext context = Context();
    return ahead_.Find({.edge = edge, .params = {}, .fields = fields_}, 100, ids, client_, context);
  }

  GraphClient client_{{.max_attempts = 1}};
  FieldList fields_{"id", {"id"}};
  Lookahead ahead_{/*capacity=*/6};
};

TEST_F(LookaheadTest, OnePageServesManyQuestions) {
  Page(1, 5, /*more=*/false);
  EXPECT_THAT(Find({"1", "2"}).value(), ElementsAre(Key("1"), Key("2")));
  EXPECT_THAT(Find({"5"}).value(), SizeIs(1));
  EXPECT_THAT(http_.paths(), SizeIs(1));
}

TEST_F(LookaheadTest, ReadsOnOnlyAsFarAsAskingOneByOneWouldCost) {
  Page(1, 2, /*more=*/true);
  EXPECT_THAT(Find({"9"}).value(), IsEmpty());
  EXPECT_THAT(http_.paths(), SizeIs(1));
  Page(3, 2, /*more=*/true);
  Page(9, 1, /*more=*/false);
  EXPECT_THAT(Find({"9", "1"}).value(), ElementsAre(Key("1"), Key("9")));
}

TEST_F(LookaheadTest, KeepsNoMoreThanItsCapacity) {
  Page(1, 9, /*more=*/false);
  EXPECT_THAT(Find({"1", "2", "8"}).value(), ElementsAre(Key("1"), Key("2")));
}

TEST_F(LookaheadTest, ARefusedListingHasNothingAndIsNotAskedAgain) {
  http_.Answer("/me/videos", GraphErrorAnswer(200));
  EXPECT_THAT(Find({"1"}).value(), IsEmpty());
  EXPECT_THAT(Find({"1"}).value(), IsEmpty());
  EXPECT_THAT(http_.paths(), SizeIs(1));
}

TEST_F(LookaheadTest, AFaultIsToldAndWhatWasFoundStays) {
  Page(1, 2, /*more=*/true);
  http_.Answer("/me/videos", GraphErrorAnswer(17));
  EXPECT_THAT(Find({"1", "3"}), ReasonIs(v1::RATE_LIMITED));
  scheduler_.Advance(absl::Hours(2));
  Page(3, 1, /*more=*/false);
  EXPECT_THAT(Find({"1", "3"}).value(), ElementsAre(Key("1"), Key("3")));
}

TEST_F(LookaheadTest, AnotherListingBeginsAnew) {
  Page(1, 2, /*more=*/false);
  EXPECT_THAT(Find({"1"}).value(), SizeIs(1));
  http_.Answer("/77/videos", R"({"data":[{"id":"2"}]})");
  EXPECT_THAT(Find({"2"}, "77/videos").value(), SizeIs(1));
}

}  // namespace
}  // namespace photoferry::meta
