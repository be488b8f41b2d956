// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/facebook/facebook_exporter.h"

#include "exporters/meta/facebook/facebook_wire.h"
#include "tests/exporters/meta/meta_fixture.h"

namespace photoferry::meta {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kGranted[] = R"({"data":[{"permission":"user_photos","status":"granted"},)"
                            R"({"permission":"user_videos","status":"granted"}]})";

class FacebookExporterTest : public MetaTest {
 protected:
  absl::StatusOr<SourceAccount> Connect(absl::string_view permissions = kGranted) {
    http_.Answer("/me?", R"({"id":"42","name":"Zoë"})");
    http_.Answer("/me/permissions", permissions);
    ProviderContext context = Context();
    return exporter_.Connect(context);
  }
  absl::StatusOr<ListedPage> List(const std::string& cursor, const v1::Selection& selection = {}) {
    ProviderContext context = Context();
    return exporter_.ListPage(cursor, selection, context);
  }
  absl::StatusOr<std::string> UrlOf(const std::string& id, const char* variant,
                                    Freshness freshness = Freshness::kCached) {
    v1::Photo photo;
    photo.mutable_media_key()->set_id(id);
    photo.mutable_media_key()->set_variant(variant);
    ProviderContext context = Context();
    PF_ASSIGN_OR_RETURN(const MediaLocation location, exporter_.Locate(photo, freshness, context));
    const HttpFetch& fetch = std::get<HttpFetch>(location);
    EXPECT_EQ(fetch.origin, UrlOrigin::kData);
    EXPECT_TRUE(fetch.headers.all().empty());
    return std::string(fetch.url.Reveal());
  }

  FacebookExporter exporter_{{}};
};

TEST_F(FacebookExporterTest, ConnectsToTheAccount) {
  const absl::StatusOr<SourceAccount> account = Connect();
  ASSERT_TRUE(account.ok());
  EXPECT_EQ(account->account_key, "42");
  EXPECT_EQ(account->display_name, "Zoë");
  EXPECT_THAT(account->notices, IsEmpty());
  EXPECT_THAT(List("")->children, ElementsAre("1/albums?size=100"));
}

TEST_F(FacebookExporterTest, DeclinedVideosAreLeftOutWithANotice) {
  const absl::StatusOr<SourceAccount> account =
      Connect(R"({"data":[{"permission":"user_photos","status":"granted"},)"
              R"({"permission":"user_videos","status":"declined"}]})");
  ASSERT_TRUE(account.ok());
  EXPECT_THAT(account->notices, ElementsAre(HasSubstr("user_videos")));
  http_.Answer("/me/albums", R"({"data":[]})");
  EXPECT_THAT(List("1/albums?size=100")->children, ElementsAre("1/uploads?size=100"));
}

TEST_F(FacebookExporterTest, DeclinedPhotosLeaveTheVideos) {
  const absl::StatusOr<SourceAccount> account =
      Connect(R"({"data":[{"permission":"user_videos","status":"granted"}]})");
  ASSERT_TRUE(account.ok());
  EXPECT_THAT(account->notices, ElementsAre(HasSubstr("user_photos")));
  EXPECT_THAT(List("")->children, ElementsAre("1/videos?size=100"));
}

TEST_F(FacebookExporterTest, NothingGrantedIsAnError) {
  EXPECT_EQ(ReasonOf(Connect(R"({"data":[{"permission":"email","status":"granted"}]})").status()),
            v1::PERMISSION_MISSING);
}

TEST_F(FacebookExporterTest, WithoutAListOfPermissionsEverythingIsTried) {
  http_.Answer("/me?", R"({"id":42})");
  http_.Answer("/me/permissions", GraphErrorAnswer(100, 0, "(#100) unsupported"));
  ProviderContext context = Context();
  const absl::StatusOr<SourceAccount> account = exporter_.Connect(context);
  ASSERT_TRUE(account.ok());
  EXPECT_EQ(account->account_key, "42");
  EXPECT_THAT(List("")->children, SizeIs(1));
}

TEST_F(FacebookExporterTest, ALostLoginIsNotMistakenForAMissingPermission) {
  http_.Answer("/me?", R"({"id":"42"})");
  http_.Answer("/me/permissions", GraphErrorAnswer(190, 463));
  ProviderContext context = Context();
  EXPECT_EQ(ReasonOf(exporter_.Connect(context).status()), v1::LOGIN_NEEDED);
}

TEST_F(FacebookExporterTest, AlbumsLeadToTheirPhotosAndAtTheEndToTheRest) {
  http_.Answer("/me/albums", R"({"data":[{"id":"1","name":"A"},{"name":"no id"},{"id":"../me"},)"
                             R"({"id":2,"name":"B"}],"paging":{"next":"https://g/?after=c1"}})");
  const absl::StatusOr<ListedPage> page = List("1/albums?size=100");
  ASSERT_TRUE(page.ok());
  ASSERT_THAT(page->albums, SizeIs(2));
  EXPECT_EQ(page->albums[1].id(), "2");
  EXPECT_EQ(page->albums[1].position(), 3);
  EXPECT_THAT(page->children,
              ElementsAre("1/album_photos?album=1&size=100", "1/album_photos?album=2&size=100"));
  EXPECT_THAT(page->notices, ElementsAre(HasSubstr("2 entries without an id")));
  ASSERT_TRUE(page->next.has_value());
  http_.Answer("after=c1", R"({"data":[]})");
  const absl::StatusOr<ListedPage> last = List(*page->next);
  ASSERT_TRUE(last.ok());
  EXPECT_THAT(last->children, ElementsAre("1/uploads?size=100", "1/videos?size=100"));
  EXPECT_FALSE(last->next.has_value());
}

TEST_F(FacebookExporterTest, PhotosOfAnAlbumKeepTheirOrderOverPages) {
  http_.Answer("/7/photos",
               R"({"data":[{"id":"1","images":[{"source":"https://h/1","width":1,"height":1}]},)"
               R"({"id":"2","images":[{"source":"https://h/2","width":1,"height":1}]}],)"
               R"("paging":{"next":"https://g/?access_token=EAAB&after=c1"}})");
  const absl::StatusOr<ListedPage> first = List("1/album_photos?album=7&size=100");
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(first->photos[1].placements(0).album_id(), "7");
  EXPECT_EQ(first->photos[1].placements(0).position(), 1);
  EXPECT_THAT(*first->next, ::testing::Not(HasSubstr("EAAB")));
  http_.Answer("/7/photos",
               R"({"data":[{"id":"3","images":[{"source":"https://h/3","width":1,"height":1}]}]})");
  const absl::StatusOr<ListedPage> second = List(*first->next);
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->photos[0].placements(0).position(), 2);
  // The locations were seen: no further call.
  EXPECT_EQ(UrlOf("3", kPhotoVariant).value(), "https://h/3");
}

constexpr char kNoVideo[] = "(#100) Tried accessing nonexisting field (title) on node type (Photo)";

TEST_F(FacebookExporterTest, AVideoInAnAlbumIsLookedUpAmongTheVideos) {
  http_.Answer("/7/photos", R"({"data":[{"id":"1"},{"id":"2"}]})");
  http_.Answer("/me/videos", R"({"data":[{"id":"1","title":"T","length":2.0},{"id":"9"}]})");
  http_.Answer("?ids=2&", GraphErrorAnswer(100, 0, kNoVideo));
  const absl::StatusOr<ListedPage> page = List("1/album_photos?album=7&size=100");
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_THAT(page->photos, SizeIs(2));
  EXPECT_EQ(page->photos[0].kind(), v1::VIDEO);
  EXPECT_EQ(page->photos[0].title(), "T");
  EXPECT_EQ(page->photos[0].placements(0).position(), 0);
  EXPECT_EQ(page->photos[1].kind(), v1::PHOTO);
  // Another album's video was read along: no further call.
  http_.Answer("/8/photos", R"({"data":[{"id":"9"}]})");
  EXPECT_EQ(List("1/album_photos?album=8&size=100")->photos[0].kind(), v1::VIDEO);
  EXPECT_EQ(http_.left(), 0);
}

TEST_F(FacebookExporterTest, VideosThatNoListingHasAreReadByIdInOneCall) {
  http_.Answer("/7/photos", R"({"data":[{"id":"1"},{"id":"2"}]})");
  http_.Answer("/me/videos", GraphErrorAnswer(10));
  http_.Answer("?ids=1,2&", R"({"1":{"id":"1","source":"https://h/1"},"2":{"id":"2","length":1}})");
  const absl::StatusOr<ListedPage> page = List("1/album_photos?album=7&size=100");
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->photos[0].kind(), v1::VIDEO);
  EXPECT_EQ(page->photos[1].kind(), v1::VIDEO);
  EXPECT_EQ(UrlOf("1", kVideoVariant).value(), "https://h/1");
}

TEST_F(FacebookExporterTest, PhotosOfOthersAreTheirsAndLieInAnAlbumOfTheirOwn) {
  FacebookExporter exporter(FacebookOptions{.graph = {}, .rules = {.tagged = true}, .pages = {}});
  ProviderContext context = Context();
  http_.Answer("/me/albums", R"({"data":[]})");
  EXPECT_THAT(exporter.ListPage("1/albums?size=100", {}, context)->children,
              ElementsAre("1/uploads?size=100", "1/videos?size=100", "1/tagged?size=100"));
  http_.Answer("/me/photos?fields=",
               R"({"data":[{"id":"5","from":{"id":"77","name":"Kim"},)"
               R"("tags":{"data":[{"id":"42","name":"Zoë","x":50,"y":10}]}}]})");
  const absl::StatusOr<ListedPage> page = exporter.ListPage("1/tagged?size=100", {}, context);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_THAT(http_.paths().back(), HasSubstr("type=tagged"));
  ASSERT_THAT(page->albums, SizeIs(1));
  EXPECT_EQ(page->albums[0].title(), "Photos of me");
  EXPECT_EQ(page->photos[0].placements(0).album_id(), page->albums[0].id());
  EXPECT_EQ(page->photos[0].extras().at("from.name"), "Kim");
  EXPECT_EQ(page->photos[0].people(0).name(), "Zoë");
}

TEST_F(FacebookExporterTest, PhotosOfOthersAreLeftAloneUnlessAskedFor) {
  http_.Answer("/me/albums", R"({"data":[]})");
  EXPECT_THAT(List("1/albums?size=100")->children,
              ElementsAre("1/uploads?size=100", "1/videos?size=100"));
}

TEST_F(FacebookExporterTest, AnAlbumThatVanishedIsAnEmptyPageWithANotice) {
  http_.Answer("/7/photos", GraphErrorAnswer(100, 33, "Unsupported get request."));
  const absl::StatusOr<ListedPage> page = List("1/album_photos?album=7&size=100");
  ASSERT_TRUE(page.ok());
  EXPECT_THAT(page->photos, IsEmpty());
  EXPECT_FALSE(page->next.has_value());
  EXPECT_THAT(page->notices, ElementsAre(HasSubstr("vanished")));
}

TEST_F(FacebookExporterTest, RefusedAlbumsAreRebuiltFromTheUploads) {
  for (const int code : {100, 10, 200}) {
    http_.Answer("/me/albums", GraphErrorAnswer(code, 0, "(#n) no"));
    const absl::StatusOr<ListedPage> page = List("1/albums?size=100");
    ASSERT_TRUE(page.ok());
    EXPECT_THAT(page->children, ElementsAre("1/rebuilt_albums?size=100", "1/videos?size=100"));
    EXPECT_THAT(page->notices, SizeIs(1));
  }
  http_.Answer("/me/photos?",
               R"({"data":[{"id":"1","album":{"id":"8","name":"Summer","type":"normal"}},)"
               R"({"id":"2","album":{"id":"8","name":"Summer","type":"normal"}},{"id":"3"}]})");
  const absl::StatusOr<ListedPage> page = List("1/rebuilt_albums?size=100");
  ASSERT_TRUE(page.ok());
  ASSERT_THAT(page->albums, SizeIs(1));
  EXPECT_EQ(page->albums[0].title(), "Summer");
  ASSERT_THAT(page->photos, SizeIs(3));
  EXPECT_EQ(page->photos[1].placements(0).album_id(), "8");
  EXPECT_EQ(page->photos[1].placements(0).position(), 1);
  EXPECT_THAT(page->photos[2].placements(), IsEmpty());
}

TEST_F(FacebookExporterTest, RefusedAlbumPhotosAreFoundAmongTheUploads) {
  http_.Answer("/7/photos", GraphErrorAnswer(10));
  const absl::StatusOr<ListedPage> page = List("1/album_photos?album=7&size=100");
  ASSERT_TRUE(page.ok());
  EXPECT_THAT(page->children, ElementsAre("1/placements?size=100"));
  http_.Answer("/me/photos?", R"({"data":[{"id":"1","album":{"id":"7","name":"S"}}]})");
  const absl::StatusOr<ListedPage> placements = List("1/placements?size=100");
  ASSERT_TRUE(placements.ok());
  EXPECT_THAT(placements->albums, IsEmpty());
  EXPECT_EQ(placements->photos[0].placements(0).album_id(), "7");
}

TEST_F(FacebookExporterTest, RefusedVideosAreLeftOutWithANotice) {
  http_.Answer("/me/videos", GraphErrorAnswer(200));
  http_.Answer("/me/permissions", kGranted);
  const absl::StatusOr<ListedPage> page = List("1/videos?size=100");
  ASSERT_TRUE(page.ok());
  EXPECT_THAT(page->notices, ElementsAre(HasSubstr("Videos are left out")));
}

TEST_F(FacebookExporterTest, RefusedUploadsAreAnErrorNotAnEmptyAccount) {
  http_.Answer("/me/photos", GraphErrorAnswer(200));
  http_.Answer("/me/permissions", kGranted);
  EXPECT_EQ(ReasonOf(List("1/uploads?size=100").status()), v1::PERMISSION_MISSING);
}

TEST_F(FacebookExporterTest, OnlySelectedAlbumsAreWalked) {
  http_.Answer("/me/albums",
               R"({"data":[{"id":"1","name":"A"},{"id":"2","name":"B"},{"id":"3","name":"C"}]})",
               2);
  v1::Selection selection;
  selection.add_albums("1");
  selection.add_albums("C");
  selection.add_exclude("3");
  EXPECT_THAT(List("1/albums?size=100", selection)->children,
              ElementsAre("1/album_photos?album=1&size=100"));
  v1::Selection excluding;
  excluding.add_exclude("B");
  EXPECT_THAT(List("1/albums?size=100", excluding)->children,
              ElementsAre("1/album_photos?album=1&size=100", "1/album_photos?album=3&size=100",
                          "1/uploads?size=100", "1/videos?size=100"));
}

TEST_F(FacebookExporterTest, UploadsOfAnExcludedAlbumAreLeftOut) {
  http_.Answer("/me/photos?",
               R"({"data":[{"id":"1","album":{"id":"8","name":"Secret"}},{"id":"2"}]})");
  v1::Selection selection;
  selection.add_exclude("Secret");
  const absl::StatusOr<ListedPage> page = List("1/uploads?size=100", selection);
  ASSERT_TRUE(page.ok());
  ASSERT_THAT(page->photos, SizeIs(1));
  EXPECT_EQ(page->photos[0].id(), "2");
}

TEST_F(FacebookExporterTest, KindsThatAreNotWantedAreNotListed) {
  http_.Answer("/me/albums", R"({"data":[]})", 2);
  v1::Selection selection;
  selection.add_kinds(v1::VIDEO);
  EXPECT_THAT(List("1/albums?size=100", selection)->children, ElementsAre("1/videos?size=100"));
  selection.set_kinds(0, v1::PHOTO);
  EXPECT_THAT(List("1/albums?size=100", selection)->children, ElementsAre("1/uploads?size=100"));
}

TEST_F(FacebookExporterTest, LocatesAfreshWhenAskedTo) {
  http_.Answer("/v25.0/1?fields=id,images",
               R"({"id":"1","images":[{"source":"https://h/a","width":1,"height":1}]})");
  http_.Answer("/v25.0/1?fields=id,images",
               R"({"id":"1","images":[{"source":"https://h/b","width":1,"height":1}]})");
  EXPECT_EQ(UrlOf("1", kPhotoVariant).value(), "https://h/a");
  EXPECT_EQ(UrlOf("1", kPhotoVariant).value(), "https://h/a");
  EXPECT_EQ(UrlOf("1", kPhotoVariant, Freshness::kFresh).value(), "https://h/b");
  EXPECT_EQ(UrlOf("1", kPhotoVariant).value(), "https://h/b");
}

TEST_F(FacebookExporterTest, AUrlThatIsAboutToExpireIsReadAgain) {
  const absl::Time soon = scheduler_.clock().Now() + absl::Minutes(9);
  const std::string url = absl::StrCat("https://h/?oe=", absl::Hex(absl::ToUnixSeconds(soon)));
  http_.Answer("/v25.0/5?", Json{{"id", "5"}, {"source", url}}.dump(), 2);
  EXPECT_TRUE(UrlOf("5", kVideoVariant).ok());
  EXPECT_TRUE(UrlOf("5", kVideoVariant).ok());
  EXPECT_EQ(http_.left(), 0);
}

TEST_F(FacebookExporterTest, AVideoWithoutASourceSaysWhy) {
  http_.Answer("/v25.0/5?", R"({"id":"5","status":{"video_status":"processing"}})");
  const absl::Status status = UrlOf("5", kVideoVariant).status();
  EXPECT_EQ(ReasonOf(status), v1::NO_MEDIA_URL);
  EXPECT_THAT(ProblemOf(status).message(), HasSubstr("processing"));
  http_.Answer("/v25.0/5?", R"({"id":"5"})");
  EXPECT_EQ(ReasonOf(UrlOf("5", kVideoVariant).status()), v1::NO_MEDIA_URL);
  http_.Answer("/v25.0/6?", R"({"id":"6","source":"https://h/middling"})");
  EXPECT_EQ(ReasonOf(UrlOf("6", kPhotoVariant).status()), v1::NO_MEDIA_URL);
}

TEST_F(FacebookExporterTest, ADeletedPhotoIsGone) {
  http_.Answer("/v25.0/1?", GraphErrorAnswer(100, 33, "Unsupported get request."));
  http_.Answer("/me/permissions", kGranted);
  EXPECT_EQ(ReasonOf(UrlOf("1", kPhotoVariant).status()), v1::SOURCE_GONE);
  EXPECT_EQ(ReasonOf(UrlOf("../me", kPhotoVariant).status()), v1::SOURCE_GONE);
}

TEST_F(FacebookExporterTest, OneRefusedItemDoesNotEndTheJobButALostPermissionDoes) {
  http_.Answer("/v25.0/1?", GraphErrorAnswer(10), 2);
  http_.Answer("/me/permissions", kGranted);
  EXPECT_EQ(ReasonOf(UrlOf("1", kPhotoVariant).status()), v1::NO_MEDIA_URL);
  http_.Answer("/me/permissions", R"({"data":[{"permission":"user_photos","status":"declined"}]})");
  EXPECT_EQ(ReasonOf(UrlOf("1", kPhotoVariant).status()), v1::PERMISSION_MISSING);
}

}  // namespace
}  // namespace photoferry::meta
