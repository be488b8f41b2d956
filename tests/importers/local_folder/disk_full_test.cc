// SPDX-License-Identifier: Apache-2.0
#include <sys/mount.h>
#include <sys/resource.h>

#include <cerrno>
#include <csignal>
#include <iostream>
#include <optional>
#include <string>

#include "importers/local_folder/io_error.h"
#include "tests/importers/local_folder/folder_fixture.h"

namespace photoferry::local_folder {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr int64_t kDiskBytes = 2 << 20;

// A disk of two megabytes. Mounting needs root; without it the kernel's limit on a file's size
// stands in, which breaks a write at the same place with another errno (EFBIG for ENOSPC).
class SmallDisk {
 public:
  explicit SmallDisk(const std::string& path) : path_(path) {
    std::filesystem::create_directory(path);
    mounted_ = ::mount("none", path.c_str(), "tmpfs", 0, "size=2m") == 0;
    if (mounted_) return;
    std::cout << "[   NOTE   ] not allowed to mount a tmpfs: RLIMIT_FSIZE stands in for it\n";
    ::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = kDiskBytes;
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~SmallDisk() {
    if (mounted_) {
      ::umount2(path_.c_str(), MNT_DETACH);
    } else {
      ::setrlimit(RLIMIT_FSIZE, &before_);
    }
  }
  v1::Reason reason() const { return mounted_ ? v1::DESTINATION_FULL : v1::ITEM_TOO_LARGE; }
  bool mounted() const { return mounted_; }

 private:
  const std::string path_;
  bool mounted_ = false;
  rlimit before_ = {};
};

TEST_F(FolderTest, ADiskThatFillsUpIsReportedAndLeftClean) {
  const SmallDisk disk(root() + "/small");
  Use(root() + "/small/out");
  ASSERT_THAT(connected_, IsOk());
  FakeMediaSource source(*scheduler_, std::string(3 << 20, 'p'));
  source.set_length(std::nullopt);  // nobody could have known
  FakeSendTask task("k", PhotoWithId("1"), source);
  const absl::StatusOr<Stored> stored = Send(task);
  EXPECT_THAT(stored, ReasonIs(disk.reason()));
  EXPECT_THAT(std::string(stored.status().message()), HasSubstr("/small/out"));
  EXPECT_FALSE(ProblemOf(stored.status()).what_to_do().empty());
  EXPECT_THAT(Names(Path("Photos without album")), IsEmpty());
  EXPECT_THAT(Send(PhotoWithId("2"), "a small one still fits"), IsOk());
}

TEST_F(FolderTest, AFileThatCannotFitIsRefusedBeforeItsFirstByte) {
  const SmallDisk disk(root() + "/small");
  Use(root() + "/small/out");
  FakeMediaSource source(*scheduler_, std::string(3 << 20, 'p'));
  FakeSendTask task("k", PhotoWithId("1"), source);
  EXPECT_THAT(Send(task), ReasonIs(disk.reason()));
  // The stand-in limits what is written, not what is reserved.
  EXPECT_EQ(source.asked().empty(), disk.mounted());
  EXPECT_THAT(Names(Path("Photos without album")), IsEmpty());
}

TEST_F(FolderTest, AFullDiskIsReportedByEveryCallThatWrites) {
  const SmallDisk disk(root() + "/small");
  if (!disk.mounted()) return;  // the stand-in refuses large files only
  Use(root() + "/small/out");
  const AlbumEntry first = Album("a1", "First");
  const AlbumEntry second = Album("a2", "Second");
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Send(PhotoWithId("1"), "picture", &first));
  std::ofstream filler(Path("filler"), std::ios::binary);
  while (filler.write(std::string(4096, 'f').data(), 4096).flush()) {
  }
  class NoContents : public AlbumContents {
    absl::StatusOr<std::optional<ClosedItem>> Next() override { return std::nullopt; }
  } contents;
  EXPECT_THAT(Place(second, PhotoWithId("1"), stored.item), ReasonIs(v1::DESTINATION_FULL));
  EXPECT_THAT(importer_->CloseAlbum(first, contents, context_), ReasonIs(v1::DESTINATION_FULL));
  EXPECT_THAT(Names(Path("First")).count("album.json"), 0u);
  EXPECT_THAT(importer_->EnsureAlbum(AlbumWithId("a3", "Third"), context_),
              ReasonIs(v1::DESTINATION_FULL));
  Use(out_);
  EXPECT_THAT(connected_, ReasonIs(v1::DESTINATION_FULL));

  filler.close();
  std::filesystem::remove(Path("filler"));
  Use(out_);
  ASSERT_THAT(connected_, IsOk());
  EXPECT_EQ(Album("a3", "Third").ref->id(), "Third");
  EXPECT_THAT(Place(second, PhotoWithId("1"), stored.item), IsOk());
}

TEST_F(FolderTest, AReadOnlyDiskIsAClearErrorAtConnect) {
  const SmallDisk disk(root() + "/small");
  if (!disk.mounted()) return;
  Use(root() + "/small/out");
  ASSERT_EQ(
      ::mount("none", (root() + "/small").c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, "size=2m"), 0);
  Use(root() + "/small/out");
  EXPECT_THAT(connected_, ReasonIs(v1::PERMISSION_MISSING));
  EXPECT_THAT(std::string(connected_.status().message()), HasSubstr("read-only"));
}

TEST(IoFailure, EveryErrorSaysWhereAndWhatToDo) {
  for (const int error : {ENOSPC, EDQUOT, EFBIG, EACCES, EPERM, EROFS, ENOENT, ELOOP, ENOTDIR,
                          ENAMETOOLONG, EINVAL, EIO, ESTALE}) {
    const absl::Status status = IoFailure(error, "writing", "/photos/x.jpg");
    EXPECT_THAT(std::string(status.message()), HasSubstr("/photos/x.jpg")) << error;
    EXPECT_FALSE(ProblemOf(status).what_to_do().empty()) << error;
  }
  EXPECT_THAT(IoFailure(ENOSPC, "writing", "x"), ReasonIs(v1::DESTINATION_FULL));
  EXPECT_THAT(IoFailure(EDQUOT, "writing", "x"), ReasonIs(v1::DESTINATION_FULL));
  EXPECT_THAT(IoFailure(EIO, "writing", "x"), ReasonIs(v1::SERVICE_DOWN));
}

}  // namespace
}  // namespace photoferry::local_folder
