// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/nextcloud/photo_albums.h"

#include "tests/fakes/nextcloud/nextcloud_fixture.h"

namespace photoferry::fakes {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::StrEq;

class PhotoAlbumsTest : public NextcloudFixture {
 protected:
  PhotoAlbumsTest() {
    EXPECT_EQ(Status("PUT", File("a.jpg"), "aa"), 201);
    EXPECT_EQ(Status("PUT", File("b.jpg"), "bbb"), 201);
    EXPECT_EQ(Status("MKCOL", Album("Summer")), 201);
  }
  int Join(const std::string& file, const std::string& album) {
    return Status("COPY", File(file), "", {{"destination", Album(album + "/" + file)}});
  }
  // "2-a.jpg", as listings tell it.
  std::string MemberOf(const std::string& file) {
    for (const NextcloudFile& known : service_.Files()) {
      if (known.path == file) return absl::StrCat(known.id, "-", file);
    }
    return "";
  }
};

TEST_F(PhotoAlbumsTest, AFileJoinsAnAlbumOnceAndIsNotCopied) {
  EXPECT_EQ(Join("b.jpg", "Summer"), 201);
  EXPECT_EQ(Join("a.jpg", "Summer"), 201);
  EXPECT_EQ(Join("a.jpg", "Summer"), 409);
  EXPECT_THAT(service_.Albums(), ElementsAre(Pair("Summer", ElementsAre("b.jpg", "a.jpg"))));
  EXPECT_EQ(service_.Files().size(), 2U);
}

TEST_F(PhotoAlbumsTest, AFileMayBeInSeveralAlbums) {
  ASSERT_EQ(Status("MKCOL", Album("Winter%20%26%20ice")), 201);
  EXPECT_EQ(Join("a.jpg", "Summer"), 201);
  EXPECT_EQ(Join("a.jpg", "Winter%20%26%20ice"), 201);
  EXPECT_THAT(service_.Albums(), ElementsAre(Pair("Summer", ElementsAre("a.jpg")),
                                             Pair("Winter & ice", ElementsAre("a.jpg"))));
}

TEST_F(PhotoAlbumsTest, ItIsListedWithTheFilesIdInItsName) {
  ASSERT_EQ(Join("b.jpg", "Summer"), 201);
  const std::string listing = Properties(Album("Summer"), "<d:getcontentlength/><oc:fileid/>", "1");
  EXPECT_THAT(listing, HasSubstr("/albums/Summer/" + MemberOf("b.jpg") + "</d:href>"));
  EXPECT_THAT(listing, HasSubstr("<d:getcontentlength>3<"));
  EXPECT_THAT(Properties(Album(""), "<nc:nbItems/>", "1"),
              HasSubstr("/albums/Summer/</d:href><d:propstat><d:prop><nc:nbItems>1<"));
}

TEST_F(PhotoAlbumsTest, ALeavingFileAndADeletedAlbumTakeNoPhotoAlong) {
  ASSERT_EQ(Join("a.jpg", "Summer"), 201);
  EXPECT_EQ(Status("DELETE", Album("Summer/" + MemberOf("a.jpg"))), 204);
  EXPECT_THAT(service_.Albums(), ElementsAre(Pair("Summer", IsEmpty())));
  EXPECT_EQ(Status("DELETE", Album("Summer")), 204);
  EXPECT_THAT(service_.Albums(), IsEmpty());
  EXPECT_EQ(service_.Files().size(), 2U);
}

TEST_F(PhotoAlbumsTest, ADeletedFileIsInNoAlbumAndAMovedOneStays) {
  ASSERT_EQ(Join("a.jpg", "Summer"), 201);
  ASSERT_EQ(Join("b.jpg", "Summer"), 201);
  ASSERT_EQ(Status("DELETE", File("a.jpg")), 204);
  ASSERT_EQ(Status("MOVE", File("b.jpg"), "", {{"destination", File("c.jpg")}}), 201);
  EXPECT_THAT(service_.Albums(), ElementsAre(Pair("Summer", ElementsAre("c.jpg"))));
}

TEST_F(PhotoAlbumsTest, AnAlbumIsMadeOnceAndRenamed) {
  EXPECT_EQ(Status("MKCOL", Album("Summer")), 405);
  ASSERT_EQ(Join("a.jpg", "Summer"), 201);
  EXPECT_EQ(Status("MOVE", Album("Summer"), "", {{"destination", Album("Autumn")}}), 201);
  EXPECT_THAT(service_.Albums(), ElementsAre(Pair("Autumn", ElementsAre("a.jpg"))));
}

TEST_F(PhotoAlbumsTest, OnlyFilesThatAreThereJoinAlbumsThatAreThere) {
  ASSERT_EQ(Status("MKCOL", File("folder")), 201);
  EXPECT_EQ(Join("folder", "Summer"), 403);
  EXPECT_EQ(Join("none.jpg", "Summer"), 404);
  EXPECT_EQ(Join("a.jpg", "Winter"), 409);
  EXPECT_EQ(Status("MKCOL", Album("Summer/inside")), 403);
}

}  // namespace
}  // namespace photoferry::fakes
