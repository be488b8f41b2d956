// SPDX-License-Identifier: Apache-2.0
//
// Albums: made once, empty or full, several with one name, one photo in several.
#include "absl/strings/str_cat.h"
#include "common/base/hash.h"
#include "tests/suites/importer_suite.h"

namespace photoferry {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kNoAlbums[] = "This destination has no albums.";

ClosedItem ClosedOf(const Parcel& parcel, const v1::RemoteItem& item) {
  return {.key = parcel.key,
          .photo = parcel.photo,
          .item = item,
          .sha256 = Sha256Of(parcel.bytes),
          .position = 0};
}

TEST_P(ImporterSuite, AnAlbumThatIsAskedForTwiceIsOne) {
  PF_ASSERT_OK_AND_ASSIGN(const AlbumEntry first, EnsureAlbum("a"));
  ASSERT_THAT(Restart(), IsOk());
  PF_ASSERT_OK_AND_ASSIGN(const AlbumEntry again, EnsureAlbum(first.album));
  ASSERT_EQ(again.ref.has_value(), first.ref.has_value());
  if (again.ref) {
    EXPECT_EQ(again.ref->id(), first.ref->id());
  }
  const bool at_once = HasAlbums() && capabilities().container_model() != v1::LAZY_ALBUMS;
  EXPECT_EQ(first.ref.has_value(), at_once);
}

TEST_P(ImporterSuite, AnItemTakesItsPlaceInAnAlbumAndDoesSoAgain) {
  PF_ASSERT_OK_AND_ASSIGN(AlbumEntry album, EnsureAlbum("a"));
  const AlbumEntry* target = HasAlbums() ? &album : nullptr;
  const Parcel parcel = ParcelOf("1", "bytes");
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Deliver(parcel, target));
  EXPECT_TRUE(HasAlbums() || !stored.placed_in_album);
  if (!HasAlbums()) GTEST_SKIP() << kNoAlbums;
  for (int time = 0; time < 2 && !stored.placed_in_album; ++time) {
    PF_ASSERT_OK_AND_ASSIGN(album.ref, Place(album, parcel, stored.item));
    EXPECT_FALSE(album.ref->id().empty());
  }
  PF_NEEDS_HAND(items_in);
  EXPECT_THAT(hand().items_in(album.ref->id()), SizeIs(1));
}

TEST_P(ImporterSuite, AnAlbumCanBeClosedTwice) {
  PF_ASSERT_OK_AND_ASSIGN(AlbumEntry album, EnsureAlbum("a"));
  if (!HasAlbums()) GTEST_SKIP() << kNoAlbums;
  const Parcel parcel = ParcelOf("1", "bytes");
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Deliver(parcel, &album));
  if (!stored.placed_in_album) {
    PF_ASSERT_OK_AND_ASSIGN(album.ref, Place(album, parcel, stored.item));
  }
  for (int time = 0; time < 2; ++time) {
    EXPECT_THAT(Close(album, {ClosedOf(parcel, stored.item)}), IsOk());
  }
  PF_NEEDS_HAND(items);
  EXPECT_THAT(hand().items(), SizeIs(1)) << "closing an album makes no items";
}

TEST_P(ImporterSuite, AnAlbumThatWasClosedIsFoundAgain) {
  PF_ASSERT_OK_AND_ASSIGN(AlbumEntry album, EnsureAlbum("a"));
  if (!HasAlbums()) GTEST_SKIP() << kNoAlbums;
  const Parcel parcel = ParcelOf("1", "bytes");
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Deliver(parcel, &album));
  if (!stored.placed_in_album) {
    PF_ASSERT_OK_AND_ASSIGN(album.ref, Place(album, parcel, stored.item));
  }
  ASSERT_THAT(Close(album, {ClosedOf(parcel, stored.item)}), IsOk());
  ASSERT_THAT(Restart(), IsOk());
  PF_ASSERT_OK_AND_ASSIGN(const AlbumEntry again, EnsureAlbum(album.album));
  if (!again.ref) return;  // it needs its first item, as before
  EXPECT_EQ(again.ref->id(), album.ref->id());
}

TEST_P(ImporterSuite, AnEmptyAlbumIsNoTrouble) {
  PF_ASSERT_OK_AND_ASSIGN(const AlbumEntry album, EnsureAlbum("empty"));
  if (!HasAlbums()) GTEST_SKIP() << kNoAlbums;
  for (int time = 0; time < 2; ++time) EXPECT_THAT(Close(album, {}), IsOk());
  PF_NEEDS_HAND(items);
  EXPECT_THAT(hand().items(), IsEmpty());
  PF_NEEDS_HAND(items_in);
  if (!album.ref) return;  // it needs a first item
  EXPECT_THAT(hand().items_in(album.ref->id()), IsEmpty());
}

TEST_P(ImporterSuite, AlbumsWithOneNameStayTwo) {
  if (!HasAlbums()) GTEST_SKIP() << kNoAlbums;
  std::vector<AlbumEntry> albums;
  for (const char* id : {"a", "b"}) {
    v1::PhotoAlbum album;
    album.set_id(id);
    album.set_title("Holiday");
    PF_ASSERT_OK_AND_ASSIGN(AlbumEntry entry, EnsureAlbum(album));
    const Parcel parcel = ParcelOf(id, NoiseOf(1000, albums.size()));
    PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Deliver(parcel, &entry));
    if (!stored.placed_in_album) {
      PF_ASSERT_OK_AND_ASSIGN(entry.ref, Place(entry, parcel, stored.item));
    }
    albums.push_back(std::move(entry));
  }
  EXPECT_NE(albums[0].ref->id(), albums[1].ref->id());
  ASSERT_THAT(Restart(), IsOk());
  for (const AlbumEntry& entry : albums) {
    PF_ASSERT_OK_AND_ASSIGN(const AlbumEntry again, EnsureAlbum(entry.album));
    ASSERT_TRUE(again.ref.has_value());
    EXPECT_EQ(again.ref->id(), entry.ref->id());
    PF_NEEDS_HAND(items_in);
    EXPECT_THAT(hand().items_in(entry.ref->id()), SizeIs(1));
  }
}

TEST_P(ImporterSuite, APhotoInSeveralAlbumsIsOneItemInEachOfThem) {
  if (!HasAlbums()) GTEST_SKIP() << kNoAlbums;
  if (const std::string why = WhyNot("several_albums"); !why.empty()) GTEST_SKIP() << why;
  std::vector<AlbumEntry> albums;
  for (const char* id : {"a", "b", "c"}) {
    PF_ASSERT_OK_AND_ASSIGN(AlbumEntry entry, EnsureAlbum(id));
    albums.push_back(std::move(entry));
  }
  Parcel parcel = ParcelOf("1", NoiseOf(5000));
  for (const AlbumEntry& album : albums) {
    parcel.photo.add_placements()->set_album_id(album.album.id());
  }
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Deliver(parcel, &albums[0]));
  for (int time = 0; time < 2; ++time) {
    for (size_t i = 0; i < albums.size(); ++i) {
      if (i == 0 && stored.placed_in_album) continue;
      PF_ASSERT_OK_AND_ASSIGN(albums[i].ref, Place(albums[i], parcel, stored.item));
    }
  }
  ExpectHeld(parcel, stored.item);
  PF_NEEDS_HAND(items);
  EXPECT_THAT(hand().items(), SizeIs(1));
  PF_NEEDS_HAND(items_in);
  for (const AlbumEntry& album : albums) {
    EXPECT_THAT(hand().items_in(album.ref->id()), SizeIs(1)) << album.album.id();
  }
}

TEST_P(ImporterSuite, AnItemThatIsGoneKeepsNoOtherOutOfTheAlbum) {
  if (!HasAlbums()) GTEST_SKIP() << kNoAlbums;
  if (const std::string why = WhyNot("several_albums"); !why.empty()) GTEST_SKIP() << why;
  PF_ASSERT_OK_AND_ASSIGN(AlbumEntry first, EnsureAlbum("first"));
  PF_ASSERT_OK_AND_ASSIGN(AlbumEntry second, EnsureAlbum("second"));
  std::vector<PlaceEntry> entries;
  for (int i = 0; i < 3; ++i) {
    const Parcel parcel = ParcelOf(absl::StrCat(i), NoiseOf(500, i));
    PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Deliver(parcel, &first));
    entries.push_back({parcel.key, parcel.photo, stored.item, i});
  }
  entries[1].item.set_id(absl::StrCat(entries[1].item.id(), "-gone"));
  PF_ASSERT_OK_AND_ASSIGN(const PlaceResult placed, importer().Place(second, entries, context()));
  ASSERT_THAT(placed.entries, SizeIs(3));
  EXPECT_THAT(placed.entries[0], IsOk());
  EXPECT_FALSE(placed.entries[1].ok());
  EXPECT_THAT(placed.entries[2], IsOk());
  PF_NEEDS_HAND(items_in);
  EXPECT_THAT(hand().items_in(placed.ref.id()), SizeIs(2));
}

}  // namespace
}  // namespace photoferry
