// SPDX-License-Identifier: Apache-2.0
//
// People name albums and photos as they like. Whatever the name is, the bytes arrive, and what has
// two names or two ids stays two.
#include <set>

#include "absl/strings/str_cat.h"
#include "tests/suites/importer_suite.h"

namespace photoferry {
namespace {

using ::testing::SizeIs;

using Presence = RemoteState::Presence;

// What somebody's disk, URL, markup or eyes may trip over. Every two of them are different names,
// though some differ in case or in Unicode's spelling only.
std::vector<std::string> HardNames() {
  return {
      "\U0001F3D6\uFE0F Sommer \U0001F468\u200D\U0001F469\u200D\U0001F467",  // emoji, joined ones
      "\u05E9\u05DC\u05D5\u05DD",                                            // right to left
      "\u202Egpj.exe",  // turns the direction of what follows
      "Sommer/Winter",  // slashes both ways
      "Sommer\\Winter",
      std::string(300, 'x'),        // longer than a file's name may be, in bytes ...
      std::string(300, 'x') + "y",  // ... and different at the end only
      absl::StrCat("\u00FC", std::string(298, 'u')),
      "..",
      ".",
      "../../outside",
      "%2e%2e%2foutside",
      "Holiday",  // one name on some disks
      "holiday",
      "HOLIDAY",
      "Caf\u00E9",  // composed and decomposed
      "Cafe\u0301",
      "CON",  // devices of Windows
      "nul.txt",
      "COM1",
      "Ends with a dot.",
      "Ends with blanks  ",
      "  begins with blanks",
      std::string("NUL\0inside", 10),
      "line\nbreak\ttab\x1B[31m\x7F",
      "",
      " ",
      "a:b*c?d\"e<f>g|h",
      "100 % #1 ?a=b&c;d +e",
      "<b>&amp;</b>]]>",
      "'; DROP TABLE photos; --",
      "$(rm -rf) `id` ${HOME}",
      "-rf",
      "~",
      ".hidden",
      "{}[]()!@^=,",
  };
}

std::string Readable(const std::string& name) {
  return name.size() > 40 ? absl::StrCat(name.size(), " bytes") : testing::PrintToString(name);
}

TEST_P(ImporterSuite, AlbumsWithHardNamesAreMadeOnceAndStayApart) {
  if (!HasAlbums()) GTEST_SKIP() << "This destination has no albums.";
  std::vector<std::string> names = HardNames();
  // A server that lists a name wrongly says which: "album NAME" in ImporterCase::cannot.
  std::erase_if(
      names, [](const std::string& name) { return !WhyNot(absl::StrCat("album ", name)).empty(); });
  std::set<std::string> refs;
  for (size_t i = 0; i < names.size(); ++i) {
    SCOPED_TRACE(Readable(names[i]));
    v1::PhotoAlbum album;
    album.set_id(absl::StrCat("album-", i));
    album.set_title(names[i]);
    PF_ASSERT_OK_AND_ASSIGN(AlbumEntry entry, EnsureAlbum(album));
    const Parcel parcel = ParcelOf(absl::StrCat(i), NoiseOf(100, i));
    PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Deliver(parcel, &entry));
    if (!stored.placed_in_album) {
      PF_ASSERT_OK_AND_ASSIGN(entry.ref, Place(entry, parcel, stored.item));
    }
    ASSERT_TRUE(entry.ref.has_value());
    refs.insert(entry.ref->id());
    PF_ASSERT_OK_AND_ASSIGN(const AlbumEntry again, EnsureAlbum(album));
    ASSERT_TRUE(again.ref.has_value());
    EXPECT_EQ(again.ref->id(), entry.ref->id());
    ExpectHeld(parcel, stored.item);
    PF_NEEDS_HAND(items_in);
    EXPECT_THAT(hand().items_in(entry.ref->id()), SizeIs(1));
  }
  EXPECT_THAT(refs, SizeIs(names.size()));
  PF_NEEDS_HAND(items);
  EXPECT_THAT(hand().items(), SizeIs(names.size()));
}

TEST_P(ImporterSuite, PhotosWithHardTextsArriveAndAreFoundAgain) {
  const std::vector<std::string> names = HardNames();
  std::set<std::string> ids;
  for (size_t i = 0; i < names.size(); ++i) {
    SCOPED_TRACE(Readable(names[i]));
    Parcel parcel = ParcelOf(absl::StrCat(i), NoiseOf(100, i));
    parcel.photo.set_title(names[i]);
    parcel.photo.set_caption(names[i]);
    parcel.photo.set_alt_text(names[i]);
    parcel.photo.add_tags(names[i]);
    parcel.photo.add_people()->set_name(names[i]);
    parcel.photo.mutable_place()->set_name(names[i]);
    parcel.photo.set_original_name(absl::StrCat(names[i], ".jpg"));
    PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Deliver(parcel));
    ids.insert(stored.item.id());
    ExpectConfirmed(parcel, stored.item);
    ExpectHeld(parcel, stored.item);
    PF_ASSERT_OK_AND_ASSIGN(const RemoteState state, CheckOn(parcel, stored.item));
    EXPECT_EQ(state.presence, Presence::kPresent);
  }
  EXPECT_THAT(ids, SizeIs(names.size()));
  PF_NEEDS_HAND(items);
  EXPECT_THAT(hand().items(), SizeIs(names.size()));
}

// Another source's ids need not be numbers.
TEST_P(ImporterSuite, PhotosWithHardIdsStayApart) {
  const std::vector<std::string> names = HardNames();
  std::vector<std::pair<Parcel, v1::RemoteItem>> sent;
  for (size_t i = 0; i < names.size(); ++i) {
    SCOPED_TRACE(Readable(names[i]));
    Parcel parcel = ParcelOf(names[i], NoiseOf(100, i));
    parcel.key = absl::StrCat("key-", i);
    PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Deliver(parcel));
    sent.emplace_back(std::move(parcel), stored.item);
  }
  for (const auto& [parcel, item] : sent) {
    SCOPED_TRACE(Readable(parcel.photo.id()));
    ExpectHeld(parcel, item);
  }
  PF_NEEDS_HAND(items);
  EXPECT_THAT(hand().items(), SizeIs(names.size()));
}

}  // namespace
}  // namespace photoferry
