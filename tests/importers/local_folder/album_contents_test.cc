// SPDX-License-Identifier: Apache-2.0
//
// Place and CloseAlbum.
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "common/base/json.h"
#include "tests/importers/local_folder/folder_fixture.h"

namespace photoferry::local_folder {
namespace {

using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

struct stat StatOf(const std::string& path) {
  struct stat found = {};
  EXPECT_EQ(::lstat(path.c_str(), &found), 0) << path;
  return found;
}

TEST_F(FolderTest, APhotoInTwoAlbumsIsOneFileWithTwoNames) {
  const AlbumEntry first = Album("a1", "First");
  const AlbumEntry second = Album("a2", "Second");
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Send(PhotoWithId("124"), "picture", &first));
  for (int repeat = 0; repeat < 2; ++repeat) {
    EXPECT_THAT(Place(second, PhotoWithId("124"), stored.item), IsOk());
    EXPECT_THAT(Place(first, PhotoWithId("124"), stored.item), IsOk());
  }
  const struct stat one = StatOf(Path("First/2016-07-04 10.34.56 124.jpg"));
  const struct stat two = StatOf(Path("Second/2016-07-04 10.34.56 124.jpg"));
  EXPECT_EQ(one.st_ino, two.st_ino);
  EXPECT_EQ(one.st_nlink, 2u);
  EXPECT_THAT(Names(Path("Second")),
              UnorderedElementsAre(".photoferry-album.json", "2016-07-04 10.34.56 124.jpg",
                                   "2016-07-04 10.34.56 124.jpg.xmp"));
}

TEST_F(FolderTest, WhereHardLinksAreRefusedASymbolicOneIsMade) {
  const auto refused = [](auto...) {
    errno = EPERM;
    return -1;
  };
  Use(out_, Linker(refused, [](const char* target, int to, const char* name) {
        return ::symlinkat(target, to, name);
      }));
  const AlbumEntry first = Album("a1", "First");
  const AlbumEntry second = Album("a2", "Second");
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Send(PhotoWithId("125"), "picture", &first));
  for (int repeat = 0; repeat < 2; ++repeat) {
    EXPECT_THAT(Place(second, PhotoWithId("125"), stored.item), IsOk());
  }
  const std::string link = Path("Second/2016-07-04 10.34.56 125.jpg");
  EXPECT_EQ(std::filesystem::read_symlink(link), "../First/2016-07-04 10.34.56 125.jpg");
  EXPECT_EQ(ReadFile(link), "picture");

  Use(out_, Linker(refused, refused));
  EXPECT_THAT(Place(second, PhotoWithId("125"), stored.item), IsOk());
  EXPECT_TRUE(S_ISREG(StatOf(link).st_mode));
  EXPECT_EQ(ReadFile(link), "picture");
  EXPECT_EQ(Names(Path("Second")).size(), 3u);
}

TEST_F(FolderTest, PlacingAFileThatIsGoneIsThatItemsErrorOnly) {
  const AlbumEntry first = Album("a1", "First");
  const AlbumEntry second = Album("a2", "Second");
  PF_ASSERT_OK_AND_ASSIGN(const Stored one, Send(PhotoWithId("126"), "one", &first));
  PF_ASSERT_OK_AND_ASSIGN(const Stored two, Send(PhotoWithId("127"), "two", &first));
  std::filesystem::remove(Path(one.item.id()));
  const std::vector<PlaceEntry> entries = {{"k1", PhotoWithId("126"), one.item, 0},
                                           {"k2", PhotoWithId("127"), two.item, 1}};
  PF_ASSERT_OK_AND_ASSIGN(const PlaceResult result, importer_->Place(second, entries, context_));
  ASSERT_EQ(result.entries.size(), 2u);
  EXPECT_THAT(result.entries[0], ReasonIs(v1::ITEM_REJECTED));
  EXPECT_THAT(result.entries[1], IsOk());
}

// ---- CloseAlbum

class ListedContents : public AlbumContents {
 public:
  explicit ListedContents(std::vector<ClosedItem> items) : items_(std::move(items)) {}
  absl::StatusOr<std::optional<ClosedItem>> Next() override {
    if (next_ == items_.size()) return std::nullopt;
    return items_[next_++];
  }

 private:
  std::vector<ClosedItem> items_;
  size_t next_ = 0;
};

TEST_F(FolderTest, TheManifestNamesEveryFileInOrderWithItsHash) {
  const AlbumEntry first = Album("a1", "First");
  AlbumEntry second = Album("a2", "Second \"quoted\"");
  second.album.set_description("Zwei Zeilen\nText");
  second.album.set_cover_photo_id("128");
  v1::Photo photo = PhotoWithId("128");
  photo.set_caption("Caption 🌊");
  PF_ASSERT_OK_AND_ASSIGN(const Stored own, Send(photo, "own", &second));
  PF_ASSERT_OK_AND_ASSIGN(const Stored linked, Send(PhotoWithId("129"), "linked", &first));
  ASSERT_THAT(Place(second, PhotoWithId("129"), linked.item), IsOk());
  std::string before;
  for (int repeat = 0; repeat < 2; ++repeat) {
    ListedContents contents({{"k2", PhotoWithId("129"), linked.item, Sha256Of("linked"), 0},
                             {"k1", photo, own.item, Sha256Of("own"), 1}});
    ASSERT_THAT(importer_->CloseAlbum(second, contents, context_), IsOk());
    const std::string text = ReadFile(Path("Second _quoted_/album.json"));
    EXPECT_TRUE(repeat == 0 || text == before);
    before = text;
  }
  PF_ASSERT_OK_AND_ASSIGN(const Json manifest, ParseJson(before));
  EXPECT_EQ(manifest["format"], 1);
  EXPECT_EQ(manifest["album"]["title"], "Second \"quoted\"");
  EXPECT_EQ(manifest["album"]["description"], "Zwei Zeilen\nText");
  EXPECT_EQ(manifest["album"]["cover_photo_id"], "128");
  EXPECT_EQ(manifest["album"]["created"], "2016-07-04T10:34:56Z");
  ASSERT_EQ(manifest["items"].size(), 2u);
  EXPECT_EQ(manifest["items"][0]["file"], "2016-07-04 10.34.56 129.jpg");
  EXPECT_EQ(manifest["items"][0]["sha256"], HexOf(Sha256Of("linked")));
  EXPECT_EQ(manifest["items"][1]["caption"], "Caption 🌊");
  EXPECT_EQ(manifest["items"][1]["size_bytes"], 3);
  EXPECT_EQ(manifest["items"][1]["taken"], "2016-07-04T10:34:56Z");
  EXPECT_FALSE(manifest["items"][1].contains("title"));
}

TEST_F(FolderTest, AnEmptyAlbumHasAManifestToo) {
  const AlbumEntry album = Album("a1", "Empty");
  ListedContents contents({});
  ASSERT_THAT(importer_->CloseAlbum(album, contents, context_), IsOk());
  PF_ASSERT_OK_AND_ASSIGN(const Json manifest, ParseJson(ReadFile(Path("Empty/album.json"))));
  EXPECT_THAT(manifest["items"], IsEmpty());
}

}  // namespace
}  // namespace photoferry::local_folder
