// SPDX-License-Identifier: Apache-2.0
//
// The walk: it ends, it finds everything, and it finds the same every time.
#include "absl/strings/str_cat.h"
#include "tests/suites/exporter_suite.h"

namespace photoferry {
namespace {

using ::testing::Gt;
using ::testing::IsSubsetOf;
using ::testing::Lt;
using ::testing::Not;
using ::testing::SizeIs;

std::string TextOf(const ListedPage& page) {
  std::string text;
  for (const v1::PhotoAlbum& album : page.albums) absl::StrAppend(&text, album.DebugString());
  for (const v1::Photo& photo : page.photos) absl::StrAppend(&text, photo.DebugString());
  for (const std::string& child : page.children) absl::StrAppend(&text, "child ", child, "\n");
  absl::StrAppend(&text, "next ", page.next.value_or("none"), "\n");
  for (const std::string& notice : page.notices) absl::StrAppend(&text, notice, "\n");
  return text;
}

template <typename Map>
std::set<std::string> KeysOf(const Map& map) {
  std::set<std::string> keys;
  for (const auto& [key, value] : map) keys.insert(key);
  return keys;
}

TEST_P(ExporterSuite, ConnectingNamesTheSameAccountAgain) {
  PF_ASSERT_OK_AND_ASSIGN(const SourceAccount again, exporter().Connect(context()));
  EXPECT_FALSE(again.account_key.empty());
  PF_ASSERT_OK_AND_ASSIGN(const SourceAccount fresh, NewExporter()->Connect(context()));
  EXPECT_EQ(fresh.account_key, again.account_key);
}

TEST_P(ExporterSuite, AWalkEndsAndFindsEveryItemUnderAnIdOfItsOwn) {
  PF_ASSERT_OK_AND_ASSIGN(const WalkFindings found, Walk(exporter()));
  EXPECT_THAT(found.photos, SizeIs(items()));
  EXPECT_THAT(found.albums, SizeIs(Gt(1u)));
  for (const auto& [id, photo] : found.photos) {
    EXPECT_FALSE(id.empty());
    EXPECT_NE(photo.kind(), v1::MEDIA_KIND_UNSPECIFIED) << id;
    EXPECT_FALSE(photo.media_key().id().empty()) << id;
  }
  EXPECT_THAT(KeysOf(found.photos_of), IsSubsetOf(KeysOf(found.albums)));
}

TEST_P(ExporterSuite, AnotherWalkFindsTheSameIdsAndPlacements) {
  PF_ASSERT_OK_AND_ASSIGN(const WalkFindings first, Walk(exporter()));
  const std::unique_ptr<Exporter> restarted = NewExporter();
  ASSERT_THAT(restarted->Connect(context()), IsOk());
  PF_ASSERT_OK_AND_ASSIGN(const WalkFindings second, Walk(*restarted));
  EXPECT_EQ(KeysOf(first.photos), KeysOf(second.photos));
  EXPECT_EQ(KeysOf(first.albums), KeysOf(second.albums));
  EXPECT_EQ(first.photos_of, second.photos_of);
  EXPECT_EQ(first.cursors, second.cursors);
}

// As after a crash between a page and its commit, in this process and in the next one.
TEST_P(ExporterSuite, TheSameCursorGivesTheSamePageAgain) {
  PF_ASSERT_OK_AND_ASSIGN(const WalkFindings found, Walk(exporter()));
  const std::unique_ptr<Exporter> restarted = NewExporter();
  ASSERT_THAT(restarted->Connect(context()), IsOk());
  for (const std::string& cursor : found.cursors) {
    PF_ASSERT_OK_AND_ASSIGN(const ListedPage first, exporter().ListPage(cursor, {}, context()));
    PF_ASSERT_OK_AND_ASSIGN(const ListedPage again, exporter().ListPage(cursor, {}, context()));
    PF_ASSERT_OK_AND_ASSIGN(const ListedPage later, restarted->ListPage(cursor, {}, context()));
    EXPECT_EQ(TextOf(first), TextOf(again)) << cursor;
    EXPECT_EQ(TextOf(first), TextOf(later)) << cursor;
  }
}

TEST_P(ExporterSuite, NoSecretIsInAnythingThatIsStored) {
  PF_ASSERT_OK_AND_ASSIGN(const WalkFindings found, Walk(exporter()));
  for (const std::string& cursor : found.cursors) {
    EXPECT_FALSE(canary::IsIn(cursor)) << "a cursor";
    EXPECT_THAT(cursor, Not(::testing::HasSubstr("://"))) << "a cursor is no URL";
    PF_ASSERT_OK_AND_ASSIGN(const ListedPage page, exporter().ListPage(cursor, {}, context()));
    EXPECT_FALSE(canary::IsIn(TextOf(page))) << "a page";
    for (const v1::Photo& photo : page.photos) {
      EXPECT_THAT(photo.media_key().id(), Not(::testing::HasSubstr("://")));
      EXPECT_THAT(photo.media_key().variant(), Not(::testing::HasSubstr("://")));
    }
  }
}

// Nothing selected is lost; how much else is listed is the exporter's choice, but not everything.
TEST_P(ExporterSuite, ASelectedAlbumIsListedWholeAndWithoutAllTheRest) {
  PF_ASSERT_OK_AND_ASSIGN(const WalkFindings all, Walk(exporter()));
  for (const auto& [album, photos] : all.photos_of) {
    v1::Selection selection;
    selection.add_albums(album);
    PF_ASSERT_OK_AND_ASSIGN(WalkFindings found, Walk(exporter(), selection));
    EXPECT_THAT(photos, IsSubsetOf(found.photos_of[album])) << album;
    EXPECT_THAT(found.photos, SizeIs(Lt(items()))) << album;
  }
}

TEST_P(ExporterSuite, ASelectedKindIsListedWhole) {
  PF_ASSERT_OK_AND_ASSIGN(const WalkFindings all, Walk(exporter()));
  for (const v1::MediaKind kind : {v1::PHOTO, v1::VIDEO}) {
    v1::Selection selection;
    selection.add_kinds(kind);
    PF_ASSERT_OK_AND_ASSIGN(const WalkFindings found, Walk(exporter(), selection));
    for (const auto& [id, photo] : all.photos) {
      EXPECT_TRUE(photo.kind() != kind || found.photos.contains(id)) << id;
    }
  }
}

TEST_P(ExporterSuite, AnExcludedAlbumTakesNoPhotoOfAnotherAway) {
  PF_ASSERT_OK_AND_ASSIGN(const WalkFindings all, Walk(exporter()));
  const auto& [excluded, unwanted] = *all.photos_of.begin();
  v1::Selection selection;
  selection.add_exclude(excluded);
  PF_ASSERT_OK_AND_ASSIGN(WalkFindings found, Walk(exporter(), selection));
  for (const auto& [album, photos] : all.photos_of) {
    if (album == excluded) continue;
    EXPECT_THAT(photos, IsSubsetOf(found.photos_of[album])) << album;
  }
}

TEST_P(ExporterSuite, ACursorThatItNeverMadeIsAnError) {
  for (const std::string& cursor :
       {std::string("no such cursor"), std::string("\0\xFF\xFE", 3), std::string(1 << 20, 'x'),
        std::string("{}"), std::string("https://graph.example/next?access_token=x")}) {
    const absl::StatusOr<ListedPage> page = exporter().ListPage(cursor, {}, context());
    EXPECT_FALSE(page.ok()) << cursor.substr(0, 40);
    EXPECT_THAT(page, Not(ReasonIs(v1::REASON_UNSPECIFIED)));
  }
}

// Cut or altered it may still be a place, or it is refused.
TEST_P(ExporterSuite, ASpoiledCursorIsAPageOrAnErrorWithAReason) {
  PF_ASSERT_OK_AND_ASSIGN(const WalkFindings found, Walk(exporter()));
  for (const std::string& cursor : found.cursors) {
    if (cursor.empty()) continue;
    std::string altered = cursor;
    altered[cursor.size() / 2] = static_cast<char>(altered[cursor.size() / 2] ^ 1);
    for (const std::string& spoiled : {cursor.substr(0, cursor.size() / 2), altered}) {
      const absl::StatusOr<ListedPage> page = exporter().ListPage(spoiled, {}, context());
      EXPECT_TRUE(page.ok() || ReasonOf(page.status()) != v1::REASON_UNSPECIFIED) << spoiled;
    }
  }
}

}  // namespace
}  // namespace photoferry
