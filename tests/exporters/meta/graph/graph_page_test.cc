// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/graph/graph_page.h"

#include "tests/exporters/meta/meta_fixture.h"

namespace photoferry::meta {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kNext[] =
    R"("next":"https:\/\/graph.facebook.com\/v25.0\/1\/photos?access_token=EAABsecret&limit=25&after=)";

std::string PageText(const std::string& entries, const std::string& after) {
  return absl::StrCat(R"({"data":[)", entries, R"(],"paging":{"cursors":{"before":"b","after":")",
                      after, R"("},)", kNext, after, R"("}})");
}

class GraphPageTest : public MetaTest {
 protected:
  absl::StatusOr<GraphPage> Read(const GraphPlace& place = {}) {
    ProviderContext context = Context();
    return ReadPage(client_,
                    {.edge = "me/photos", .params = {{"type", "uploaded"}}, .fields = fields_},
                    place, context);
  }

  GraphClient client_{{}};
  FieldList fields_{"id", {"id"}};
};

TEST_F(GraphPageTest, GoesOnWhereNextPointsAndForgetsTheToken) {
  http_.Answer("", PageText(R"({"id":"1"},{"id":"2"})", "QVFI"));
  http_.Answer("", R"({"data":[{"id":"3"}],"paging":{"cursors":{"after":"QVFJ"}}})");
  const absl::StatusOr<GraphPage> first = Read();
  ASSERT_TRUE(first.ok());
  EXPECT_THAT(first->entries, SizeIs(2));
  ASSERT_TRUE(first->next.has_value());
  EXPECT_EQ(first->next->at, "after=QVFI");
  EXPECT_EQ(first->next->position, 2);
  const absl::StatusOr<GraphPage> second = Read(*first->next);
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->position, 2);
  EXPECT_FALSE(second->next.has_value());  // cursors alone do not mean that there is more
  EXPECT_THAT(http_.paths(),
              ElementsAre("/v25.0/me/photos?fields=id&type=uploaded&limit=100",
                          "/v25.0/me/photos?fields=id&type=uploaded&limit=100&after=QVFI"));
}

TEST_F(GraphPageTest, EmptyAndShortPagesGoOn) {
  http_.Answer("", PageText("", "x1"));
  const absl::StatusOr<GraphPage> empty = Read();
  ASSERT_TRUE(empty.ok());
  EXPECT_TRUE(empty->entries.empty());
  EXPECT_TRUE(empty->next.has_value());
}

TEST_F(GraphPageTest, NoPagingIsTheEnd) {
  http_.Answer("", R"({"data":[]})");
  EXPECT_FALSE(Read()->next.has_value());
}

TEST_F(GraphPageTest, OtherStylesOfPagingKeepTheirParameters) {
  http_.Answer(
      "",
      R"({"data":[],"paging":{"next":"https://g/x?limit=25&offset=25&__after_id=9&access_token=t"}})");
  EXPECT_EQ(Read()->next->at, "offset=25&__after_id=9");
  http_.Answer("", R"({"data":[],"paging":{"next":"https://g/x?until=123&__paging_token=p%20q"}})");
  EXPECT_EQ(Read()->next->at, "until=123&__paging_token=p%20q");
  http_.Answer("", R"({"data":[],"paging":{"next":"https://g/x","cursors":{"after":"A="}}})");
  const GraphPlace place = *Read()->next;
  EXPECT_EQ(place.at, "after=A%3D");
  http_.Answer("", R"({"data":[]})");
  ASSERT_TRUE(Read(place).ok());
  EXPECT_THAT(http_.paths().back(), HasSubstr("&after=A="));
}

TEST_F(GraphPageTest, ANextThatLeadsNowhereIsMalformedNotTheEnd) {
  http_.Answer("", R"({"data":[],"paging":{"next":"https://g/x?limit=25"}})");
  EXPECT_EQ(ReasonOf(Read().status()), v1::MALFORMED_ANSWER);
  http_.Answer("", R"({"paging":{}})");
  EXPECT_EQ(ReasonOf(Read().status()), v1::MALFORMED_ANSWER);
}

TEST_F(GraphPageTest, HeavyPagesAreHalvedAndStaySo) {
  for (const char* limit : {"limit=100", "limit=50", "limit=25"}) {
    http_.Answer(limit, GraphErrorAnswer(1, 0, "Please reduce the amount of data", 500));
  }
  http_.Answer("limit=12", PageText(R"({"id":"1"})", "c1"));
  const absl::StatusOr<GraphPage> page = Read();
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(page->next->page_size, 12);
  EXPECT_EQ(Passed(), absl::ZeroDuration());
}

TEST_F(GraphPageTest, OneEntryThatIsTooHeavyIsAnError) {
  http_.Answer("", GraphErrorAnswer(1, 0, "Please reduce the amount of data", 500), -1);
  EXPECT_EQ(ReasonOf(Read().status()), v1::PAGE_TOO_HEAVY);
  EXPECT_EQ(http_.requests().size(), 7u);  // 100 50 25 12 6 3 1
}

TEST_F(GraphPageTest, ADeadCursorStartsTheListingAgain) {
  http_.Answer("after=old", GraphErrorAnswer(100, 0, "(#100) Invalid cursors values"));
  http_.Answer("", PageText(R"({"id":"1"})", "new"));
  const absl::StatusOr<GraphPage> page =
      Read({.at = "after=old", .page_size = 50, .position = 300, .page = 3, .mark = "abc"});
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(page->position, 0);
  EXPECT_EQ(page->next->position, 1);
  EXPECT_EQ(page->next->restarts, 1);
  EXPECT_EQ(page->next->page_size, 50);
}

TEST_F(GraphPageTest, AListingThatKeepsLosingItsPlaceGivesUp) {
  GraphPlace place;
  int pages = 0;
  absl::Status status;
  http_.Answer("after=bad", GraphErrorAnswer(100, 0, "(#100) Invalid cursors values"), -1);
  http_.Answer("", PageText(R"({"id":"1"})", "bad"), -1);
  while (status.ok() && ++pages < 100) {
    const absl::StatusOr<GraphPage> page = Read(place);
    status = page.status();
    if (status.ok()) place = *page->next;
  }
  EXPECT_EQ(ReasonOf(status), v1::RETRIES_EXHAUSTED);
  EXPECT_LT(pages, 10);
}

TEST_F(GraphPageTest, CirclesOfAnyLengthEnd) {
  for (const int length : {1, 2, 3, 7, 50}) {
    GraphPlace place;
    std::optional<GraphPlace> next = place;
    int pages = 0;
    std::vector<std::string> notices;
    while (next.has_value() && pages < 1000) {
      http_.Answer("", PageText(R"({"id":"1"})", absl::StrCat("c", pages % length)));
      const absl::StatusOr<GraphPage> page = Read(*next);
      ASSERT_TRUE(page.ok());
      next = page->next;
      notices = page->notices;
      ++pages;
    }
    EXPECT_LE(pages, 3 * length + 3);
    EXPECT_THAT(notices, ElementsAre(HasSubstr("circle")));
  }
}

TEST_F(GraphPageTest, LongListingsAreNoCircles) {
  GraphPlace place;
  for (int page = 0; page < 500; ++page) {
    const std::string next = absl::StrCat("after=", page);
    ASSERT_FALSE(place.IsCircle(next));
    place = place.After(next, 100);
  }
  EXPECT_EQ(place.position, 50000);
}

TEST(GraphPlace, SurvivesItsText) {
  const GraphPlace place = {.at = "after=QVFI%3D",
                            .page_size = 12,
                            .position = 1200,
                            .page = 100,
                            .mark = "0123456789ab",
                            .restarts = 2,
                            .died_on = 99};
  const GraphParams params = place.ToParams();
  EXPECT_EQ(GraphPlace::From({params.begin(), params.end()}).value(), place);
  EXPECT_EQ(GraphPlace::From({}).value(), GraphPlace{});
  EXPECT_FALSE(GraphPlace::From({{"size", "0"}}).ok());
  EXPECT_FALSE(GraphPlace::From({{"position", "-1"}}).ok());
  EXPECT_FALSE(GraphPlace::From({{"page", "x"}}).ok());
}

}  // namespace
}  // namespace photoferry::meta
