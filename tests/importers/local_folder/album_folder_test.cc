// SPDX-License-Identifier: Apache-2.0
#include "importers/local_folder/album_folder.h"

#include <string>

#include "tests/importers/local_folder/failing_disk.h"
#include "tests/importers/local_folder/folder_fixture.h"

namespace photoferry::local_folder {
namespace {

using ::testing::UnorderedElementsAre;

TEST_F(FolderTest, AlbumsOfOneTitleGetFoldersOfTheirOwn) {
  EXPECT_EQ(Album("a1", "Paris").ref->id(), "Paris");
  EXPECT_EQ(Album("a2", "Paris").ref->id(), "Paris (2)");
  EXPECT_EQ(Album("a3", "PARIS").ref->id(), "PARIS (3)");
  EXPECT_EQ(Album("a4", "pa/ris").ref->id(), "pa_ris");
  EXPECT_EQ(Album("a5", "pa:ris").ref->id(), "pa_ris (2)");
  EXPECT_EQ(Album("a6", "").ref->id(), "Untitled");
  EXPECT_THAT(Names(out_), UnorderedElementsAre("Paris", "Paris (2)", "PARIS (3)", "pa_ris",
                                                "pa_ris (2)", "Untitled"));
}

TEST_F(FolderTest, AnAlbumFindsItsFolderAgain) {
  Album("a1", "Paris");
  Album("a2", "Paris");
  EXPECT_EQ(Album("a2", "Paris").ref->id(), "Paris (2)");
  Use(out_);  // another process
  EXPECT_EQ(Album("a2", "Paris").ref->id(), "Paris (2)");
  EXPECT_EQ(Album("a1", "Paris, renamed meanwhile").ref->id(), "Paris");
}

TEST_F(FolderTest, AFolderThatWasThereBeforeIsNotTheAlbums) {
  std::filesystem::create_directory(Path("Paris"));
  WriteFile(Path("Rome"), "a file");
  EXPECT_EQ(Album("a1", "Paris").ref->id(), "Paris (2)");
  EXPECT_EQ(Album("a2", "Rome").ref->id(), "Rome (2)");
}

TEST_F(FolderTest, NoAlbumTakesTheFolderOfPhotosWithoutAlbum) {
  EXPECT_EQ(Album("a1", "photos WITHOUT album").ref->id(), "photos WITHOUT album (2)");
}

TEST_F(FolderTest, AnAlbumOfAnotherAccountWithTheSameIdIsAnother) {
  EXPECT_EQ(Album("0", "Timeline").ref->id(), "Timeline");
  v1::PhotoAlbum other = AlbumWithId("0", "Timeline");
  other.mutable_created_time()->set_seconds(5);
  PF_ASSERT_OK_AND_ASSIGN(const auto ref, importer_->EnsureAlbum(other, context_));
  EXPECT_EQ(ref->id(), "Timeline (2)");
}

TEST_F(FolderTest, ALongTitleKeepsItsNumber) {
  const std::string title(300, 't');
  EXPECT_EQ(Album("a1", title).ref->id(), std::string(200, 't'));
  EXPECT_EQ(Album("a2", title).ref->id(), std::string(196, 't') + " (2)");
}

TEST_F(FolderTest, AnAlbumThatWasMadeAndNotSecuredIsFoundByTheNextAttempt) {
  FailingDisk disk;
  Album("a1", "Paris");
  disk.Strike(0, "");
  Album("a2", "Rome");
  const int64_t calls = disk.calls();
  for (int64_t nth = 1; nth <= calls; ++nth) {
    v1::PhotoAlbum album = AlbumWithId("b", "Oslo");
    album.mutable_created_time()->set_seconds(nth);
    disk.Strike(nth, "EIO");
    EXPECT_THAT(importer_->EnsureAlbum(album, context_), ReasonIs(v1::SERVICE_DOWN)) << nth;
    EXPECT_THAT(importer_->EnsureAlbum(album, context_), IsOk()) << nth;
  }
  EXPECT_EQ(Names(out_).size(), 2 + static_cast<size_t>(calls));
}

TEST_F(FolderTest, AFolderThatSomebodyRemovedIsMadeAgain) {
  Album("a1", "Paris");
  std::filesystem::remove_all(Path("Paris"));
  const AlbumEntry again = Album("a1", "Paris");
  EXPECT_TRUE(std::filesystem::exists(Path(again.ref->id())));
}

TEST_F(FolderTest, AHalfMadeAlbumOfAnEarlierCrashIsFinished) {
  Album("a1", "Paris");
  // As if the power had gone before the folder got its name.
  const std::string half =
      ".photoferry-new-" + HexOf(Sha256Of(std::to_string(kTaken) + "@a1").substr(0, 8));
  std::filesystem::rename(Path("Paris"), Path(half));
  Use(out_);
  EXPECT_EQ(Album("a1", "Paris").ref->id(), "Paris");
  EXPECT_THAT(Names(out_), UnorderedElementsAre("Paris"));
}

}  // namespace
}  // namespace photoferry::local_folder
