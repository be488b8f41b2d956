// SPDX-License-Identifier: Apache-2.0
// Answers that nobody has seen yet, kind by kind, to each of the sources: a person's Facebook
// account, a Page, an Instagram account.
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "exporters/meta/facebook/facebook_exporter.h"
#include "exporters/meta/instagram/instagram_exporter.h"
#include "tests/exporters/meta/meta_fixture.h"
#include "tests/testing/status_matchers.h"

namespace photoferry::meta {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr size_t kLargestAnswer = 32 << 20;

struct Source {
  const char* name;
  const char* photos;   // the cursor of a listing
  const char* albums;   // ... of albums; null: there is none
  const char* caption;  // the field of a caption
};

void PrintTo(const Source& source, std::ostream* out) {
  *out << source.name;
}

class StrangeAnswers : public MetaTest, public ::testing::WithParamInterface<Source> {
 protected:
  // `body` answers every call after those of connecting.
  absl::StatusOr<ListedPage> List(absl::string_view body) {
    return ListAt(GetParam().photos, body);
  }
  absl::StatusOr<ListedPage> ListAt(const char* cursor, absl::string_view body) {
    ProviderContext context = Context();
    const bool instagram = std::string(GetParam().name) == "Instagram";
    if (instagram) {
      http_.Answer("/me?", R"({"user_id":"178414","username":"zoe"})");
      exporter_ = std::make_unique<InstagramExporter>(
          InstagramOptions{.door = InstagramDoor::kInstagramLogin});
    } else {
      http_.Answer("/me?", R"({"id":"42"})");
      http_.Answer("/me/permissions", R"({"data":[]})");
      FacebookOptions options;
      options.pages.all = std::string(GetParam().name) == "Page";
      if (options.pages.all) http_.AnswerJson("/me/accounts", OnePage());
      exporter_ = std::make_unique<FacebookExporter>(std::move(options));
    }
    EXPECT_THAT(exporter_->Connect(context), IsOk());
    http_.Answer("", body, -1);
    return exporter_->ListPage(cursor, {}, context);
  }
  static Json OnePage() {
    const Json page = {{"id", "77"}, {"name", "Harbour"}, {"access_token", canary::Token("page")}};
    return {{"data", Json::array({page})}};
  }
  static std::string Of(const Json& entry) { return ToText({{"data", Json::array({entry})}}); }

  std::unique_ptr<Exporter> exporter_;
};

TEST_P(StrangeAnswers, UnknownFieldsAreLeftAlone) {
  PF_ASSERT_OK_AND_ASSIGN(
      const ListedPage page,
      List(R"({"data":[{"id":"5","brand_new":{"deep":[1,{"x":null}]},"another":7,"images":[)"
           R"({"source":"https://h/a","width":1,"height":1,"codec":"jxl"}],"media_type":"IMAGE"}],)"
           R"("paging":{"weird":true},"summary":{"total":9}})"));
  ASSERT_THAT(page.photos, SizeIs(1));
  EXPECT_EQ(page.photos[0].id(), "5");
  EXPECT_EQ(page.next, std::nullopt);
}

TEST_P(StrangeAnswers, MissingFieldsLeaveAnItemWithItsId) {
  PF_ASSERT_OK_AND_ASSIGN(const ListedPage page, List(R"({"data":[{"id":"5"}]})"));
  ASSERT_THAT(page.photos, SizeIs(1));
  EXPECT_EQ(page.photos[0].id(), "5");
  EXPECT_EQ(page.photos[0].caption(), "");
  EXPECT_FALSE(page.photos[0].has_uploaded_time());
  EXPECT_FALSE(page.photos[0].has_taken_time());
}

TEST_P(StrangeAnswers, IdsMayBeNumbers) {
  PF_ASSERT_OK_AND_ASSIGN(const ListedPage page,
                          List(R"({"data":[{"id":12345678901234567},{"id":9007199254740993}]})"));
  ASSERT_THAT(page.photos, SizeIs(2));
  EXPECT_EQ(page.photos[0].id(), "12345678901234567");
  EXPECT_EQ(page.photos[1].id(), "9007199254740993");
  EXPECT_EQ(page.photos[1].media_key().id(), "9007199254740993");
}

TEST_P(StrangeAnswers, NullsAreAbsentValues) {
  Json entry = {{"id", "5"}};
  for (const char* field : {"name", "caption", "created_time", "timestamp", "images", "media_url",
                            "children", "album", "place", "tags", "from", "permalink"}) {
    entry[field] = nullptr;
  }
  PF_ASSERT_OK_AND_ASSIGN(const ListedPage page, List(Of(entry)));
  ASSERT_THAT(page.photos, SizeIs(1));
  EXPECT_EQ(page.photos[0].caption(), "");
}

TEST_P(StrangeAnswers, NamesOfAnyScriptStayAsTheyAre) {
  const std::vector<std::string> names = {"Mobiloverførsler",       "写真",    "Фото", "תמונות",
                                          "🌊👨‍👩‍👧", "a/b\\c:d"};
  Json entries = Json::array();
  for (const std::string& name : names) {
    entries.push_back({{"id", absl::StrCat(entries.size() + 1)}, {GetParam().caption, name}});
  }
  PF_ASSERT_OK_AND_ASSIGN(const ListedPage page, List(ToText({{"data", entries}})));
  ASSERT_THAT(page.photos, SizeIs(names.size()));
  for (size_t i = 0; i < names.size(); ++i) EXPECT_EQ(page.photos[i].caption(), names[i]);
}

TEST_P(StrangeAnswers, HtmlIsNeverTakenForAnEmptyListing) {
  EXPECT_THAT(List("<!DOCTYPE html><html><body>Log in</body></html>"),
              ReasonIs(v1::MALFORMED_ANSWER));
}

TEST_P(StrangeAnswers, OneOf32MebibytesIsRead) {
  std::string body = R"({"data":[{"id":"5"}]})";
  body.insert(body.size() - 1, std::string(kLargestAnswer - body.size(), ' '));
  ASSERT_EQ(body.size(), kLargestAnswer);
  PF_ASSERT_OK_AND_ASSIGN(const ListedPage page, List(body));
  EXPECT_THAT(page.photos, SizeIs(1));
}

TEST_P(StrangeAnswers, OneOfMoreThan32MebibytesIsRefused) {
  std::string body = R"({"data":[{"id":"5"}]})";
  body.insert(body.size() - 1, std::string(kLargestAnswer, ' '));
  EXPECT_THAT(List(body), ReasonIs(v1::MALFORMED_ANSWER));
}

TEST_P(StrangeAnswers, OneOfDepth10000IsRefused) {
  EXPECT_THAT(List(absl::StrCat(R"({"data":[{"id":"5","x":)", std::string(10000, '['),
                                std::string(10000, ']'), "}]}")),
              ReasonIs(v1::MALFORMED_ANSWER));
}

TEST_P(StrangeAnswers, BrokenUtf8CostsACharacterAndNotThePage) {
  PF_ASSERT_OK_AND_ASSIGN(const ListedPage page,
                          List(absl::StrCat("{\"data\":[{\"id\":\"5\",\"", GetParam().caption,
                                            "\":\"caf\xE9 \\ud83d\"},{\"id\":\"6\"}]}")));
  ASSERT_THAT(page.photos, SizeIs(2));
  EXPECT_EQ(page.photos[0].caption(), "caf\xEF\xBF\xBD \xEF\xBF\xBD");
}

TEST_P(StrangeAnswers, EntriesInAWrapperOfTheirOwnAreToldOfAndNotGuessedAt) {
  PF_ASSERT_OK_AND_ASSIGN(const ListedPage page,
                          List(R"({"data":[{"data":{"id":"5"}},{"id":"6"}]})"));
  EXPECT_THAT(page.photos, SizeIs(1));
  EXPECT_THAT(page.notices, ElementsAre(HasSubstr("1 entries without an id")));
}

TEST_P(StrangeAnswers, AListingThatIsAnObjectIsAnError) {
  EXPECT_THAT(List(R"({"data":{"data":[{"id":"5"}]}})"), ReasonIs(v1::MALFORMED_ANSWER));
}

TEST_P(StrangeAnswers, TheLargestOfUnsortedAndDoubledRenditionsIsTaken) {
  if (std::string(GetParam().name) == "Instagram") GTEST_SKIP() << "Instagram gives one file.";
  PF_ASSERT_OK_AND_ASSIGN(
      const ListedPage page,
      List(
          R"({"data":[{"id":"5","images":[{"source":"https://h/s","width":130,"height":130},)"
          R"({"source":"https://h/l","width":960,"height":720},)"
          R"({"source":"https://h/l2","width":960,"height":720},)"
          R"({"width":4000,"height":4000},{"source":"https://h/m","width":720,"height":540}]}]})"));
  ProviderContext context = Context();
  PF_ASSERT_OK_AND_ASSIGN(const MediaLocation location,
                          exporter_->Locate(page.photos[0], Freshness::kCached, context));
  EXPECT_EQ(std::get<HttpFetch>(location).url.Reveal(), "https://h/l");
  EXPECT_EQ(page.photos[0].width(), 960);
}

TEST_P(StrangeAnswers, ACoverIsAnObjectOrABareId) {
  if (GetParam().albums == nullptr) GTEST_SKIP() << "Instagram lists no albums.";
  PF_ASSERT_OK_AND_ASSIGN(
      const ListedPage page,
      ListAt(GetParam().albums,
             R"({"data":[{"id":"1","name":"A","cover_photo":"9"},{"id":"2","cover_photo":9},)"
             R"({"id":"3","cover_photo":{"id":9}},{"id":"4","cover_photo":[]},{"id":"5"}]})"));
  ASSERT_THAT(page.albums, SizeIs(5));
  for (const int with : {0, 1, 2}) EXPECT_EQ(page.albums[with].cover_photo_id(), "9") << with;
  for (const int without : {3, 4}) EXPECT_EQ(page.albums[without].cover_photo_id(), "");
}

TEST_P(StrangeAnswers, AnAlbumWithoutANameIsStillAnAlbum) {
  if (GetParam().albums == nullptr) GTEST_SKIP() << "Instagram lists no albums.";
  PF_ASSERT_OK_AND_ASSIGN(const ListedPage page,
                          ListAt(GetParam().albums, R"({"data":[{"id":1},{"id":"2","name":""}]})"));
  EXPECT_THAT(page.albums, SizeIs(2));
  EXPECT_THAT(page.notices, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Sources, StrangeAnswers,
    ::testing::Values(Source{"Facebook", "1/uploads?size=100", "1/albums?size=100", "name"},
                      Source{"Page", "1/uploads?of=77&size=100", "1/albums?of=77&size=100", "name"},
                      Source{"Instagram", "1/posts?size=100", nullptr, "caption"}),
    [](const auto& source) { return std::string(source.param.name); });

// What only one of them is asked.

class StrangeOwners : public MetaTest {};

TEST_F(StrangeOwners, APersonMayComeInAWrapper) {
  for (const char* body : {R"({"data":[{"id":42,"name":"Zoë"}]})", R"({"data":{"id":"42"}})"}) {
    http_.Answer("/me?", body);
    http_.Answer("/me/permissions", R"({"data":[]})");
    ProviderContext context = Context();
    EXPECT_EQ(FacebookExporter(FacebookOptions{}).Connect(context)->account_key, "42") << body;
  }
}

TEST_F(StrangeOwners, PagesOfStrangeTypesAreLeftOutOrNamed) {
  http_.Answer("/me?", R"({"id":"42"})");
  http_.Answer("/me/permissions", R"({"data":[]})");
  http_.Answer("/me/accounts",
               R"({"data":[null,7,{"name":"no id"},{"id":"../me","access_token":"T"},)"
               R"({"id":1,"access_token":5,"tasks":"ALL"},{"id":"2","name":"Mute"},)"
               R"({"id":3,"access_token":"T","tasks":[null,7,"MODERATE",{}]}]})");
  FacebookOptions options;
  options.pages.all = true;
  FacebookExporter exporter(std::move(options));
  ProviderContext context = Context();
  PF_ASSERT_OK_AND_ASSIGN(const SourceAccount account, exporter.Connect(context));
  EXPECT_THAT(account.notices, ElementsAre(HasSubstr("\"Mute\" is left out")));
  PF_ASSERT_OK_AND_ASSIGN(const ListedPage root, exporter.ListPage("", {}, context));
  EXPECT_THAT(root.children,
              ElementsAre("1/albums?size=100", "1/albums?of=1&size=100", "1/albums?of=3&size=100"));
}

TEST_F(StrangeOwners, StoriesOfStrangeTypesAreCountedOrCopied) {
  http_.Answer("/me?", R"({"id":"42"})");
  http_.Answer("/me/permissions", R"({"data":[]})");
  http_.Answer("/me/accounts", R"({"data":[{"id":"77","name":"Harbour","access_token":"T"}]})");
  FacebookOptions options;
  options.pages.all = true;
  FacebookExporter exporter(std::move(options));
  ProviderContext context = Context();
  ASSERT_THAT(exporter.Connect(context), IsOk());
  http_.Answer(
      "/77/stories",
      R"({"data":[null,{"post_id":"1"},{"media_id":[5]},{"media_id":6,"media_type":"VIDEO",)"
      R"("creation_time":"1700000000"},{"media_id":"7"}]})");
  http_.Answer("?ids=7&", GraphErrorAnswer(100, 33));
  http_.Answer("?ids=6&", R"({"6":{"id":"6","title":"T","source":"https://h/6"}})");
  PF_ASSERT_OK_AND_ASSIGN(const ListedPage page,
                          exporter.ListPage("1/stories?of=77&size=100", {}, context));
  ASSERT_THAT(page.photos, SizeIs(2));
  EXPECT_EQ(page.photos[0].title(), "T");
  EXPECT_EQ(page.photos[0].uploaded_time().seconds(), 1700000000);
  EXPECT_EQ(page.photos[1].id(), "7");
  EXPECT_EQ(page.photos[1].kind(), v1::PHOTO);
  EXPECT_THAT(page.notices, ElementsAre(HasSubstr("3 entries without an id")));
}

}  // namespace
}  // namespace photoferry::meta
