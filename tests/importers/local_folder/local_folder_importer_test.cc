// SPDX-License-Identifier: Apache-2.0
#include "importers/local_folder/local_folder_importer.h"

#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

#include "common/media/xmp.h"
#include "tests/importers/local_folder/folder_fixture.h"

namespace photoferry::local_folder {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

struct stat StatOf(const std::string& path) {
  struct stat found = {};
  EXPECT_EQ(::lstat(path.c_str(), &found), 0) << path;
  return found;
}

// ---- Connect

TEST_F(FolderTest, ConnectMakesTheFolderAndNamesTheAccountByItsRealPath) {
  ASSERT_THAT(connected_, IsOk());
  EXPECT_EQ(connected_->account_key, std::filesystem::canonical(out_).string());
  EXPECT_GT(connected_->free_bytes.value_or(0), 0);
  EXPECT_THAT(Names(out_), IsEmpty());  // the probe is gone
}

TEST_F(FolderTest, AFileWhereTheFolderShouldBeIsAClearError) {
  WriteFile(root() + "/file", "x");
  Use(root() + "/file/photos");
  EXPECT_THAT(connected_, ReasonIs(v1::BAD_CONFIGURATION));
}

// ---- Send

TEST_F(FolderTest, APhotoOfAnAlbumGoesIntoTheAlbumsFolder) {
  const AlbumEntry album = Album("a1", "Sommer/2016");
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Send(PhotoWithId("101"), "picture", &album));
  EXPECT_EQ(stored.item.id(), "Sommer_2016/2016-07-04 10.34.56 101.jpg");
  EXPECT_EQ(stored.item.size_bytes(), 7);
  EXPECT_TRUE(stored.placed_in_album);
  EXPECT_EQ(ReadFile(Path(stored.item.id())), "picture");
  EXPECT_EQ(ReadFile(Path(stored.item.id() + ".xmp")), XmpSidecar(PhotoWithId("101")));
  EXPECT_THAT(Names(Path("Sommer_2016")),
              UnorderedElementsAre(".photoferry-album.json", "2016-07-04 10.34.56 101.jpg",
                                   "2016-07-04 10.34.56 101.jpg.xmp"));
}

TEST_F(FolderTest, APhotoInNoAlbumHasAFolderToo) {
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Send(PhotoWithId("102"), "picture"));
  EXPECT_EQ(stored.item.id(), "Photos without album/2016-07-04 10.34.56 102.jpg");
  EXPECT_FALSE(stored.placed_in_album);
}

TEST_F(FolderTest, TheFilesTimeIsWhenThePhotoWasTaken) {
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Send(PhotoWithId("103"), "picture"));
  EXPECT_EQ(StatOf(Path(stored.item.id())).st_mtime, kTaken);
  v1::Photo photo = PhotoWithId("104");
  photo.clear_taken_time();
  PF_ASSERT_OK_AND_ASSIGN(const Stored uploaded, Send(photo, "picture"));
  EXPECT_EQ(StatOf(Path(uploaded.item.id())).st_mtime, kTaken + 86400);
  EXPECT_EQ(uploaded.item.id(), "Photos without album/2016-07-05 10.34.56 104.jpg");
}

TEST_F(FolderTest, SendingAgainReplacesAndDoublesNothing) {
  ASSERT_THAT(Send(PhotoWithId("105"), "old bytes"), IsOk());
  PF_ASSERT_OK_AND_ASSIGN(const Stored again, Send(PhotoWithId("105"), "new"));
  EXPECT_EQ(again.item.size_bytes(), 3);
  EXPECT_EQ(ReadFile(Path(again.item.id())), "new");
  EXPECT_EQ(Names(Path("Photos without album")).size(), 2u);
}

TEST_F(FolderTest, AStrangersFileOfThatNameIsLeftAlone) {
  std::filesystem::create_directory(Path("Photos without album"));
  const std::string taken = "Photos without album/2016-07-04 10.34.56 106.jpg";
  WriteFile(Path(taken), "mine, do not touch");
  for (int attempt = 0; attempt < 2; ++attempt) {
    PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Send(PhotoWithId("106"), "picture"));
    EXPECT_EQ(stored.item.id(), "Photos without album/2016-07-04 10.34.56 106 (2).jpg");
  }
  EXPECT_EQ(ReadFile(Path(taken)), "mine, do not touch");
}

TEST_F(FolderTest, TwoSourcesPhotosOfOneIdStayTwo) {
  PF_ASSERT_OK_AND_ASSIGN(const Stored one, Send(PhotoWithId("107"), "one"));
  v1::Photo other = PhotoWithId("107");
  other.mutable_uploaded_time()->set_seconds(kTaken + 5);
  PF_ASSERT_OK_AND_ASSIGN(const Stored two, Send(other, "two"));
  EXPECT_EQ(ReadFile(Path(one.item.id())), "one");
  EXPECT_EQ(ReadFile(Path(two.item.id())), "two");
}

TEST_F(FolderTest, IdsThatDifferInCaseOrAreNoNamesStayApart) {
  std::set<std::string> names;
  for (const char* id : {"abc", "ABC", "a/b", "a_b", "a:b", "..", ""}) {
    PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Send(PhotoWithId(id), id));
    std::string folded = stored.item.id();
    for (char& c : folded) c = static_cast<char>(std::tolower(c));
    names.insert(folded);
    EXPECT_THAT(stored.item.id(), StartsWith("Photos without album/2016-07-04 10.34.56 "));
  }
  EXPECT_EQ(names.size(), 7u);
}

TEST_F(FolderTest, TheExtensionIsThatOfTheBytesElseOfTheOldName) {
  FakeMediaSource video(*scheduler_, "moving", "video/mp4");
  FakeSendTask task("k1", PhotoWithId("108"), video);
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Send(task));
  EXPECT_THAT(stored.item.id(), ::testing::EndsWith(" 108.mp4"));

  FakeMediaSource raw(*scheduler_, "raw", "");
  v1::Photo photo = PhotoWithId("109");
  photo.set_original_name("DSC_0001.NEF");
  FakeSendTask raw_task("k2", photo, raw);
  PF_ASSERT_OK_AND_ASSIGN(const Stored raw_stored, Send(raw_task));
  EXPECT_THAT(raw_stored.item.id(), ::testing::EndsWith(" 109.nef"));
}

// ---- Sources that break

TEST_F(FolderTest, AConnectionThatBreaksIsTakenUpWhereItBroke) {
  const std::string bytes(200000, 'p');
  FakeMediaSource source(*scheduler_, bytes);
  source.BreakAt(50000, Failure(v1::CONNECTION_LOST, "cut"));
  source.BreakAt(150000, Failure(v1::TRUNCATED, "short"));
  FakeSendTask task("k", PhotoWithId("110"), source);
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Send(task));
  EXPECT_EQ(ReadFile(Path(stored.item.id())), bytes);
  EXPECT_THAT(source.asked(), ElementsAre(0, 50000, 150000));
}

TEST_F(FolderTest, ASourceThatFailsForGoodLeavesNothingBehind) {
  FakeMediaSource source(*scheduler_, std::string(100000, 'p'));
  source.BreakAt(50000, Failure(v1::SOURCE_GONE, "deleted"));
  FakeSendTask task("k", PhotoWithId("111"), source);
  EXPECT_THAT(Send(task), ReasonIs(v1::SOURCE_GONE));
  EXPECT_THAT(Names(Path("Photos without album")), IsEmpty());
  EXPECT_THAT(task.saved(), IsEmpty());
}

TEST_F(FolderTest, AnInterruptedFileGoesOnInTheNextProcess) {
  const std::string bytes(9 << 20, 'v');
  FakeMediaSource source(*scheduler_, bytes);
  source.BreakAt(6 << 20, Failure(v1::MEDIA_URL_EXPIRED, "expired"));
  FakeSendTask task("k", PhotoWithId("112"), source);
  EXPECT_THAT(Send(task), ReasonIs(v1::MEDIA_URL_EXPIRED));
  ASSERT_EQ(task.saved().size(), 1u);
  EXPECT_EQ(task.saved()[0].offset(), 6 << 20);

  Use(out_);
  FakeMediaSource rest(*scheduler_, bytes);
  FakeSendTask again("k", PhotoWithId("112"), rest);
  again.set_session(task.saved()[0]);
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Send(again));
  EXPECT_THAT(rest.asked(), ElementsAre(6 << 20));
  EXPECT_EQ(ReadFile(Path(stored.item.id())), bytes);
}

TEST_F(FolderTest, ASavedPlaceWhosePartFileIsGoneStartsAgain) {
  v1::UploadSession session;
  session.set_state("Photos without album/.k.part");
  session.set_offset(50000);
  FakeMediaSource source(*scheduler_, std::string(100000, 'p'));
  FakeSendTask task("k", PhotoWithId("113"), source);
  task.set_session(session);
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Send(task));
  EXPECT_THAT(source.asked(), ElementsAre(0));
  EXPECT_EQ(stored.item.size_bytes(), 100000);
}

TEST_F(FolderTest, AStopLeavesAtOnceAndKeepsThePlace) {
  FakeMediaSource source(*scheduler_, std::string(9 << 20, 'v'));
  source.At(6 << 20, [this] { stop_.request_stop(); });
  FakeSendTask task("k", PhotoWithId("114"), source);
  EXPECT_THAT(Send(task), ReasonIs(v1::STOPPED));
  ASSERT_EQ(task.saved().size(), 1u);
  EXPECT_GE(task.saved()[0].offset(), 4 << 20);
}

TEST_F(FolderTest, DiscardTakesThePartFileAway) {
  FakeMediaSource source(*scheduler_, std::string(9 << 20, 'v'));
  source.BreakAt(6 << 20, Failure(v1::SOURCE_GONE, "deleted"));
  FakeSendTask task("k", PhotoWithId("115"), source);
  EXPECT_THAT(Send(task), ReasonIs(v1::SOURCE_GONE));
  EXPECT_THAT(Names(Path("Photos without album")), ElementsAre(".k.part"));
  EXPECT_THAT(importer_->Discard(task.saved()[0], context_), IsOk());
  EXPECT_THAT(importer_->Discard(task.saved()[0], context_), IsOk());
  EXPECT_THAT(Names(Path("Photos without album")), IsEmpty());
}

TEST_F(FolderTest, KilledInTheMiddleThereIsOnlyAPartFile) {
  ::testing::FLAGS_gtest_death_test_style = "fast";
  EXPECT_EXIT(
      {
        FakeMediaSource source(*scheduler_, std::string(300000, 'p'));
        source.At(200000, [] { ::kill(::getpid(), SIGKILL); });
        FakeSendTask task("k", PhotoWithId("116"), source);
        Send(task).IgnoreError();
      },
      ::testing::KilledBySignal(SIGKILL), "");
  EXPECT_THAT(Names(Path("Photos without album")), ElementsAre(".k.part"));
  ASSERT_THAT(Send(PhotoWithId("116"), "whole"), IsOk());
}

// ---- Staying inside

TEST_F(FolderTest, AnAlbumFolderThatBecameALinkIsRefused) {
  const AlbumEntry album = Album("a1", "Holiday");
  std::filesystem::create_directory(root() + "/outside");
  std::filesystem::rename(Path("Holiday"), Path("Holiday was here"));
  std::filesystem::create_directory_symlink(root() + "/outside", Path("Holiday"));
  EXPECT_THAT(Send(PhotoWithId("117"), "picture", &album), ReasonIs(v1::ITEM_REJECTED));
  EXPECT_THAT(Names(root() + "/outside"), IsEmpty());
}

TEST_F(FolderTest, ALinkThatHasTheAlbumsTitleIsNotFollowed) {
  std::filesystem::create_directory(root() + "/outside");
  std::filesystem::create_directory_symlink(root() + "/outside", Path("Holiday"));
  const AlbumEntry album = Album("a1", "Holiday");
  EXPECT_EQ(album.ref->id(), "Holiday (2)");
  ASSERT_THAT(Send(PhotoWithId("118"), "picture", &album), IsOk());
  EXPECT_THAT(Names(root() + "/outside"), IsEmpty());
}

TEST_F(FolderTest, ALinkInThePlaceOfAFileIsNotWrittenThrough) {
  WriteFile(root() + "/precious", "precious");
  std::filesystem::create_directory(Path("Photos without album"));
  std::filesystem::create_symlink(root() + "/precious",
                                  Path("Photos without album/2016-07-04 10.34.56 119.jpg"));
  std::filesystem::create_symlink(root() + "/precious", Path("Photos without album/.k.part"));
  FakeMediaSource source(*scheduler_, "picture");
  FakeSendTask task("k", PhotoWithId("119"), source);
  EXPECT_THAT(Send(task), ReasonIs(v1::ITEM_REJECTED));
  ASSERT_THAT(Send(PhotoWithId("119"), "picture"), IsOk());
  EXPECT_EQ(ReadFile(root() + "/precious"), "precious");
}

TEST_F(FolderTest, IdsAndSessionsThatLeadOutsideAreRefused) {
  WriteFile(root() + "/precious", "precious");
  for (const char* id :
       {"../precious", "a/../../precious", "/etc/passwd", "precious", "", "a/.."}) {
    v1::RemoteItem item;
    item.set_id(id);
    EXPECT_THAT(Check({.key = "k", .item = item}), ReasonIs(v1::ITEM_REJECTED)) << id;
    v1::UploadSession session;
    session.set_state(id);
    EXPECT_THAT(importer_->Discard(session, context_), ReasonIs(v1::ITEM_REJECTED)) << id;
  }
  EXPECT_EQ(ReadFile(root() + "/precious"), "precious");
  AlbumEntry album{.album = AlbumWithId("a", "A"), .ref = v1::AlbumRef()};
  album.ref->set_id("..");
  EXPECT_THAT(Send(PhotoWithId("120"), "picture", &album), ReasonIs(v1::ITEM_REJECTED));
}

// ---- Check

TEST_F(FolderTest, CheckTellsSizeAndHashOfWhatTheDiskHolds) {
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Send(PhotoWithId("121"), "picture"));
  CheckEntry entry{.key = "k", .photo = PhotoWithId("121"), .item = stored.item};
  PF_ASSERT_OK_AND_ASSIGN(RemoteState state, Check(entry));
  EXPECT_EQ(state.presence, RemoteState::Presence::kPresent);
  EXPECT_EQ(state.item.size_bytes(), 7);
  EXPECT_FALSE(state.item.has_hash());

  entry.sha256 = Sha256Of("picture");
  PF_ASSERT_OK_AND_ASSIGN(state, Check(entry));
  EXPECT_EQ(state.item.hash().digest(), Sha256Of("picture"));

  WriteFile(Path(stored.item.id()), "spoiled");
  PF_ASSERT_OK_AND_ASSIGN(state, Check(entry));
  EXPECT_EQ(state.item.hash().digest(), Sha256Of("spoiled"));

  std::filesystem::remove(Path(stored.item.id()));
  PF_ASSERT_OK_AND_ASSIGN(state, Check(entry));
  EXPECT_EQ(state.presence, RemoteState::Presence::kAbsent);
}

TEST_F(FolderTest, CheckFindsAPhotoWhoseAnswerWasLost) {
  const AlbumEntry album = Album("a1", "Holiday");
  CheckEntry entry{
      .key = "k", .photo = PhotoWithId("122"), .album = album, .mime_type = "image/jpeg"};
  PF_ASSERT_OK_AND_ASSIGN(RemoteState state, Check(entry));
  EXPECT_EQ(state.presence, RemoteState::Presence::kAbsent);
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Send(PhotoWithId("122"), "picture", &album));
  PF_ASSERT_OK_AND_ASSIGN(state, Check(entry));
  EXPECT_EQ(state.presence, RemoteState::Presence::kPresent);
  EXPECT_EQ(state.item.id(), stored.item.id());
  EXPECT_TRUE(state.placed_in_album);
}

TEST_F(FolderTest, CheckOfARemovedAlbumIsAbsentAndNoError) {
  const AlbumEntry album = Album("a1", "Holiday");
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Send(PhotoWithId("123"), "picture", &album));
  std::filesystem::remove_all(Path("Holiday"));
  PF_ASSERT_OK_AND_ASSIGN(const RemoteState state, Check({.key = "k", .item = stored.item}));
  EXPECT_EQ(state.presence, RemoteState::Presence::kAbsent);
  EXPECT_THAT(Send(PhotoWithId("123"), "picture", &album), ReasonIs(v1::ALBUM_GONE));
}

}  // namespace
}  // namespace photoferry::local_folder
