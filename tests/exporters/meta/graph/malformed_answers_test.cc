// SPDX-License-Identifier: Apache-2.0
// Answers that are not as the reference has them, kind by kind: what a listing makes of each.
#include <ostream>
#include <string>

#include "exporters/meta/facebook/facebook_exporter.h"
#include "exporters/meta/graph/graph_page.h"
#include "tests/exporters/meta/meta_fixture.h"
#include "tests/testing/status_matchers.h"

namespace photoferry::meta {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kWhole[] = R"({"data":[{"id":"1","name":"é","images":[{"source":"https://h/1"}]}],)"
                          R"("paging":{"next":"https://g/?after=QVFI"}})";

std::string Deep(int depth) {
  return absl::StrCat(R"({"data":)", std::string(depth, '['), std::string(depth, ']'), "}");
}

class MalformedAnswers : public MetaTest {
 protected:
  absl::StatusOr<ListedPage> List(absl::string_view body, const std::string& listing = "uploads") {
    http_.Answer("", body, -1);
    ProviderContext context = Context();
    return FacebookExporter(FacebookOptions{})
        .ListPage(absl::StrCat("1/", listing, "?size=100"), {}, context);
  }
};

struct Unreadable {
  const char* name;
  std::string body;
};

void PrintTo(const Unreadable& kind, std::ostream* out) {
  *out << kind.name;
}

class UnreadableAnswers : public MalformedAnswers,
                          public ::testing::WithParamInterface<Unreadable> {};

TEST_P(UnreadableAnswers, AreAnErrorThatTimeMayCureAndNeverAnEmptyListing) {
  const absl::Status status = List(GetParam().body).status();
  ASSERT_THAT(status, ReasonIs(v1::MALFORMED_ANSWER));
  EXPECT_TRUE(IsTransient(status));
  EXPECT_LT(ProblemOf(status).ByteSizeLong(), 1000u);
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, UnreadableAnswers,
    ::testing::Values(
        Unreadable{"Nothing", ""}, Unreadable{"HtmlInPlaceOfJson", "<!DOCTYPE html><html></html>"},
        Unreadable{"TextInPlaceOfJson", "Service busy"}, Unreadable{"Depth10000", Deep(10000)},
        Unreadable{"OpenDepth10000", std::string(10000, '[')},
        Unreadable{"NumberTooHuge", R"({"data":[{"id":"1","width":1e999}]})"},
        Unreadable{"NulByte", std::string("{\"data\":[\0]}", 12)},
        Unreadable{"NulByteInText", std::string("{\"data\":[{\"id\":\"1\0\"}]}", 22)},
        Unreadable{"TextBehindTheEnd", R"({"data":[]} x)"}, Unreadable{"List", "[]"},
        Unreadable{"Number", "7"}, Unreadable{"NoData", "{}"},
        Unreadable{"DataIsAnObject", R"({"data":{"id":"1"}})"},
        Unreadable{"DataIsNull", R"({"data":null})"},
        Unreadable{"NextLeadsNowhere", R"({"data":[],"paging":{"next":"https://g/"}})"},
        Unreadable{"NextIsEndless",
                   absl::StrCat(R"({"data":[],"paging":{"next":"https://g/?after=)",
                                std::string(100000, 'x'), R"("}})")}),
    [](const auto& info) { return std::string(info.param.name); });

TEST_F(MalformedAnswers, OneThatWasCutAnywhereIsNeverTakenForAPage) {
  const absl::string_view whole = kWhole;
  for (size_t size = 1; size < whole.size(); ++size) {
    ScriptedHttpClient http;
    http.Answer("", whole.substr(0, size), -1);
    ProviderContext context = {http, scheduler_, *rng_, memory_, credential_, {}};
    EXPECT_THAT(FacebookExporter(FacebookOptions{}).ListPage("1/uploads?size=100", {}, context),
                ReasonIs(v1::MALFORMED_ANSWER))
        << size;
  }
}

TEST_F(MalformedAnswers, EntriesOfWrongTypesAreToldOfAndTheOthersCopied) {
  PF_ASSERT_OK_AND_ASSIGN(
      const ListedPage page,
      List(R"({"data":[null,7,"x",[],{},{"id":["1"]},{"id":true},{"id":"../me"},{"id":"2"}]})"));
  ASSERT_THAT(page.photos, SizeIs(1));
  EXPECT_EQ(page.photos[0].id(), "2");
  EXPECT_THAT(page.notices, ElementsAre(::testing::HasSubstr("8 entries without an id")));
}

TEST_F(MalformedAnswers, HugeNumbersBecomeNoNonsense) {
  PF_ASSERT_OK_AND_ASSIGN(
      const ListedPage page,
      List(R"({"data":[{"id":18446744073709551615,"width":1e308,"height":-1e308,"length":1e300,)"
           R"("created_time":9223372036854775807,"updated_time":-1e18,)"
           R"("place":{"location":{"latitude":1e300,"longitude":-181}}}]})",
           "videos"));
  ASSERT_THAT(page.photos, SizeIs(1));
  EXPECT_EQ(page.photos[0].id(), "18446744073709551615");
  EXPECT_EQ(page.photos[0].width(), 0);
  EXPECT_FALSE(page.photos[0].has_duration());
  EXPECT_FALSE(page.photos[0].has_uploaded_time());
  EXPECT_FALSE(page.photos[0].has_updated_time());
  EXPECT_FALSE(page.photos[0].has_location());
}

TEST_F(MalformedAnswers, OfDuplicateKeysTheLastCounts) {
  PF_ASSERT_OK_AND_ASSIGN(const ListedPage page,
                          List(R"({"data":[{"id":"9"}],"data":[{"id":"1","id":"2"}],)"
                               R"("paging":{"next":"https://g/?after=a"},"paging":{}})"));
  ASSERT_THAT(page.photos, SizeIs(1));
  EXPECT_EQ(page.photos[0].id(), "2");
  EXPECT_EQ(page.next, std::nullopt);
}

TEST_F(MalformedAnswers, BrokenUtf8CostsACharacterAndNotThePage) {
  PF_ASSERT_OK_AND_ASSIGN(const ListedPage page,
                          List("{\"data\":[{\"id\":\"1\",\"name\":\"caf\xE9 \xC3 \\ud83d\"}]}"));
  ASSERT_THAT(page.photos, SizeIs(1));
  EXPECT_EQ(page.photos[0].caption(), "caf\xEF\xBF\xBD \xEF\xBF\xBD \xEF\xBF\xBD");
}

TEST_F(MalformedAnswers, AnEscapedNulByteStaysInATextAndIsNoId) {
  PF_ASSERT_OK_AND_ASSIGN(const ListedPage page,
                          List(R"({"data":[{"id":"1\u0000"},{"id":"2","name":"a\u0000b"}]})"));
  ASSERT_THAT(page.photos, SizeIs(1));
  EXPECT_EQ(page.photos[0].caption(), std::string("a\0b", 3));
}

TEST_F(MalformedAnswers, OnlyPagingParametersAreTakenFromNext) {
  PF_ASSERT_OK_AND_ASSIGN(
      const ListedPage page,
      List(R"({"data":[],"paging":{"next":"https://evil.example/x?fields=id&limit=9999&)"
           R"(access_token=T&after=A%26limit%3D1&offset=5#after=B"}})"));
  ASSERT_TRUE(page.next.has_value());
  EXPECT_EQ(page.next, "1/uploads?at=after%3DA%2526limit%253D1&size=100&page=1&mark=" +
                           page.next->substr(page.next->size() - 12));
  EXPECT_THAT(page.photos, IsEmpty());
}

}  // namespace
}  // namespace photoferry::meta
