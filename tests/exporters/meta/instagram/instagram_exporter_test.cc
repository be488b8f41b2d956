// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/instagram/instagram_exporter.h"

#include "absl/strings/str_cat.h"
#include "exporters/meta/instagram/instagram_wire.h"
#include "tests/exporters/meta/meta_fixture.h"

namespace photoferry::meta {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kGranted[] = R"({"data":[{"permission":"instagram_basic","status":"granted"},)"
                            R"({"permission":"pages_show_list","status":"granted"}]})";
constexpr char kOnePage[] =
    R"({"data":[{"id":"7","name":"P","tasks":["MANAGE"],"instagram_business_account":)"
    R"({"id":17841400000000001,"username":"zoe","media_count":2}}]})";
constexpr char kPosts[] = "1/posts?size=100";

class InstagramExporterTest : public MetaTest {
 protected:
  absl::StatusOr<SourceAccount> Connect(absl::string_view pages = kOnePage,
                                        InstagramOptions options = {}) {
    http_.Answer("/me/permissions", kGranted);
    http_.Answer("/me/accounts", pages);
    return ConnectAs(std::move(options));
  }
  absl::StatusOr<SourceAccount> ConnectByInstagram(absl::string_view me,
                                                   InstagramOptions options = {}) {
    http_.Answer("/me?", me);
    options.door = InstagramDoor::kInstagramLogin;
    return ConnectAs(std::move(options));
  }
  absl::StatusOr<SourceAccount> ConnectAs(InstagramOptions options) {
    exporter_ = std::make_unique<InstagramExporter>(std::move(options));
    ProviderContext context = Context();
    return exporter_->Connect(context);
  }
  absl::StatusOr<ListedPage> List(const std::string& cursor, const v1::Selection& selection = {}) {
    ProviderContext context = Context();
    return exporter_->ListPage(cursor, selection, context);
  }
  absl::StatusOr<MediaLocation> Locate(const std::string& id, v1::Photo photo = {}) {
    photo.mutable_media_key()->set_id(id);
    photo.mutable_media_key()->set_variant(kMediaVariant);
    ProviderContext context = Context();
    return exporter_->Locate(photo, Freshness::kFresh, context);
  }

  std::unique_ptr<InstagramExporter> exporter_;
};

TEST_F(InstagramExporterTest, ConnectsThroughThePage) {
  const absl::StatusOr<SourceAccount> account = Connect();
  ASSERT_TRUE(account.ok()) << account.status();
  EXPECT_EQ(account->account_key, "17841400000000001");  // a number in the answer
  EXPECT_EQ(account->display_name, "@zoe");
  EXPECT_THAT(http_.requests().front().url, HasSubstr("https://graph.facebook.com/v25.0/"));
  EXPECT_THAT(List("")->children, ElementsAre("1/stories?size=100", kPosts));
}

TEST_F(InstagramExporterTest, ConnectsThroughInstagramLoginByEitherShapeOfAnswer) {
  for (const char* me : {R"({"user_id":17841400000000001,"id":"99","username":"zoe"})",
                         R"({"data":[{"user_id":"17841400000000001","username":"zoe"}]})",
                         R"({"data":{"user_id":"17841400000000001","username":"zoe"}})"}) {
    const absl::StatusOr<SourceAccount> account = ConnectByInstagram(me);
    ASSERT_TRUE(account.ok()) << me;
    EXPECT_EQ(account->account_key, "17841400000000001") << me;
    EXPECT_THAT(http_.requests().back().url, HasSubstr("https://graph.instagram.com/v25.0/me?"));
  }
  EXPECT_EQ(ConnectByInstagram(R"({"id":"99","username":"zoe"})")->account_key, "99");
  EXPECT_EQ(ReasonOf(ConnectByInstagram(R"({"data":[]})").status()), v1::MALFORMED_ANSWER);
}

TEST_F(InstagramExporterTest, ATokenOfInstagramLoginIsKnownByItsBeginning) {
  credential_.access_token = Secret("IGQVJ-" + canary::Token());
  http_.Answer("graph.instagram.com", HttpResponse{.status = 500});
  http_.Answer("/me?", R"({"user_id":"5","username":"zoe"})", -1);
  EXPECT_EQ(ConnectAs({})->account_key, "5");
}

TEST_F(InstagramExporterTest, EachDoorAsksForItsOwnFields) {
  ASSERT_TRUE(Connect().ok());
  http_.Answer("/17841400000000001/media", R"({"data":[]})");
  ASSERT_TRUE(List(kPosts).ok());
  EXPECT_THAT(http_.paths().back(), HasSubstr("media_audio_type"));
  ASSERT_TRUE(ConnectByInstagram(R"({"user_id":"5","username":"zoe"})").ok());
  http_.Answer("/5/media", R"({"data":[]})");
  ASSERT_TRUE(List(kPosts).ok());
  EXPECT_THAT(http_.paths().back(),
              AllOf(HasSubstr("media_product_type"), Not(HasSubstr("media_audio_type"))));
}

TEST_F(InstagramExporterTest, TheLoginOfAPageNeedsNoListOfPages) {
  http_.Answer("/me/permissions", GraphErrorAnswer(100));
  http_.Answer(
      "/me/accounts",
      GraphErrorAnswer(100, 0,
                       "(#100) Tried accessing nonexisting field (accounts) on node type (Page)"));
  http_.Answer("/me?", R"({"id":"7","instagram_business_account":{"id":"5","username":"zoe"}})");
  const absl::StatusOr<SourceAccount> account = ConnectAs({});
  ASSERT_TRUE(account.ok()) << account.status();
  EXPECT_EQ(account->account_key, "5");
  EXPECT_THAT(account->notices, IsEmpty());
}

TEST_F(InstagramExporterTest, PagesAreReadToTheLastOne) {
  http_.Answer("/me/permissions", kGranted);
  http_.Answer("/me/accounts",
               R"({"data":[{"id":"6"}],"paging":{"next":"https://graph.facebook.com/x?after=A"}})");
  http_.Answer("after=A", kOnePage);
  EXPECT_EQ(ConnectAs({})->account_key, "17841400000000001");
}

TEST_F(InstagramExporterTest, APageThatIsToldTwiceIsOneAccount) {
  const std::string page =
      R"({"id":"7","name":"P","tasks":["MANAGE"],"instagram_business_account":{"id":"5"}})";
  EXPECT_EQ(Connect(absl::StrCat(R"({"data":[)", page, ",", page, "]}"))->account_key, "5");
}

TEST_F(InstagramExporterTest, InstagramLoginsCallsAreSignedUnlessTheyAreToldNotTo) {
  credential_.app_secret = Secret(canary::Token("app"));
  constexpr char kMe[] = R"({"user_id":"5","username":"zoe"})";
  ASSERT_TRUE(ConnectByInstagram(kMe).ok());
  EXPECT_THAT(http_.requests().back().url, HasSubstr("appsecret_proof="));
  ASSERT_TRUE(ConnectByInstagram(kMe, {.sign_instagram = false}).ok());
  EXPECT_THAT(http_.requests().back().url, Not(HasSubstr("appsecret_proof")));
  ASSERT_TRUE(Connect(kOnePage, {.sign_instagram = false}).ok());
  EXPECT_THAT(http_.requests().back().url, HasSubstr("appsecret_proof="));
}

TEST_F(InstagramExporterTest, ATaskThatIsNotKnownLetsNothingBeRead) {
  const absl::Status refused =
      Connect(R"({"data":[{"id":"7","name":"P","tasks":["PROFILE_PLUS_LIVE_CONTRIBUTOR",5],)"
              R"("instagram_business_account":{"id":"5"}}]})")
          .status();
  EXPECT_EQ(ReasonOf(refused), v1::PERMISSION_MISSING);
  EXPECT_THAT(ProblemOf(refused).message(), HasSubstr("\"P\""));
}

TEST_F(InstagramExporterTest, WithoutToldTasksItIsTried) {
  EXPECT_TRUE(Connect(R"({"data":[{"id":"7","instagram_business_account":{"id":"5"}}]})").ok());
}

TEST_F(InstagramExporterTest, EntriesWithoutAnIdAreCountedInANotice) {
  ASSERT_TRUE(Connect().ok());
  http_.Answer("/media", R"({"data":[{"media_type":"IMAGE"},{"id":"../x"},{"id":"4"},null]})");
  const absl::StatusOr<ListedPage> page = List(kPosts);
  ASSERT_TRUE(page.ok());
  EXPECT_THAT(page->photos, SizeIs(1));
  EXPECT_THAT(page->notices, ElementsAre(HasSubstr("3 entries without an id")));
}

TEST_F(InstagramExporterTest, ACarouselWhoseChildrenGoOnIsReadToItsEnd) {
  ASSERT_TRUE(Connect().ok());
  http_.Answer(
      "/media",
      R"({"data":[{"id":"9","media_type":"CAROUSEL_ALBUM","children":{"data":[{"id":"1"}],)"
      R"("paging":{"next":"https://graph.facebook.com/9/children?after=A"}}},{"id":"8"}]})");
  http_.Answer("/9/children", R"({"data":[{"id":"1"}],"paging":{"next":"https://x/?after=B"}})");
  http_.Answer("after=B", R"({"data":[{"id":"2"}]})");
  const absl::StatusOr<ListedPage> page = List(kPosts);
  ASSERT_TRUE(page.ok());
  EXPECT_THAT(page->photos, SizeIs(3));
  EXPECT_EQ(page->photos[1].placements(0).position(), 1);
}

TEST_F(InstagramExporterTest, ACarouselThatDoesNotShowItsChildrenIsNamed) {
  ASSERT_TRUE(Connect().ok());
  http_.Answer("/media",
               R"({"data":[{"id":"9","media_type":"CAROUSEL_ALBUM","media_url":"https://c/1"},)"
               R"({"id":"8"}]})");
  http_.Answer("/9/children", GraphErrorAnswer(10));
  const absl::StatusOr<ListedPage> page = List(kPosts);
  ASSERT_TRUE(page.ok());
  EXPECT_THAT(page->notices, ElementsAre(HasSubstr("the carousel 9")));
  EXPECT_EQ(page->photos.front().id(), "9");
}

TEST_F(InstagramExporterTest, BrokenUtf8AndForeignAnswersAreNoEmptyPage) {
  ASSERT_TRUE(Connect().ok());
  http_.Answer("/media", "{\"data\":[{\"id\":\"1\",\"caption\":\"a\xFF\xC3\"},{\"id\":\"2\"}]}");
  const absl::StatusOr<ListedPage> page = List(kPosts);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->photos.front().caption().front(), 'a');
  http_.Answer("/media", HttpResponse{.status = 200, .body = "<html>Log in</html>"}, -1);
  EXPECT_EQ(ReasonOf(List(kPosts).status()), v1::MALFORMED_ANSWER);
}

TEST_F(InstagramExporterTest, AnAccountThatIsNoLongerShownEndsTheListing) {
  ASSERT_TRUE(Connect().ok());
  http_.Answer("/media", GraphErrorAnswer(100, 33), -1);
  EXPECT_EQ(ReasonOf(List(kPosts).status()), v1::PERMISSION_MISSING);
}

TEST_F(InstagramExporterTest, AnItemThatIsGoneIsToldFromAnAccountThatIs) {
  ASSERT_TRUE(Connect().ok());
  http_.Answer("/4?", GraphErrorAnswer(100, 33), 2);
  http_.Answer("/17841400000000001?", R"({"id":"17841400000000001"})");
  EXPECT_EQ(ReasonOf(Locate("4").status()), v1::SOURCE_GONE);
  http_.Answer("/17841400000000001?", GraphErrorAnswer(100, 33));
  EXPECT_EQ(ReasonOf(Locate("4").status()), v1::PERMISSION_MISSING);
  http_.Answer("/4?", GraphErrorAnswer(10));
  http_.Answer("/17841400000000001?", R"({"id":"17841400000000001"})");
  EXPECT_EQ(ReasonOf(Locate("4").status()), v1::NO_MEDIA_URL);
  EXPECT_EQ(ReasonOf(Locate("../4").status()), v1::SOURCE_GONE);
}

TEST_F(InstagramExporterTest, LicensedMusicIsNamedAsTheReason) {
  ASSERT_TRUE(Connect().ok());
  http_.Answer("/4?", R"({"id":"4","media_type":"VIDEO"})", 2);
  v1::Photo video;
  video.set_kind(v1::VIDEO);
  const absl::Status unknown = Locate("4", video).status();
  EXPECT_EQ(ReasonOf(unknown), v1::NO_MEDIA_URL);
  EXPECT_THAT(ProblemOf(unknown).message(), HasSubstr("it is left out"));
  (*video.mutable_extras())["media_audio_type"] = "MUSIC";
  (*video.mutable_extras())["still_picture"] = "4_thumbnail";
  EXPECT_THAT(ProblemOf(Locate("4", video).status()).message(),
              AllOf(HasSubstr("licensed music"), HasSubstr("still picture is copied")));
}

}  // namespace
}  // namespace photoferry::meta
