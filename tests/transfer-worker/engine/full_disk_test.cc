// SPDX-License-Identifier: Apache-2.0
//
// A folder on a disk that fills up. Needs root, to mount a small one.
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "tests/testing/temp_dir.h"
#include "tests/transfer-worker/engine/journey.h"

namespace photoferry {
namespace {

using ::testing::IsSupersetOf;

// A disk of this many bytes; `mounted` is false where that is not allowed.
class SmallDisk {
 public:
  explicit SmallDisk(int64_t bytes) {
    const std::string size = "size=" + std::to_string(bytes) + ",mode=0700";
    mounted_ =
        geteuid() == 0 && mount("tmpfs", directory_.path().c_str(), "tmpfs", 0, size.c_str()) == 0;
  }
  ~SmallDisk() {
    if (mounted_) umount2(directory_.path().c_str(), MNT_DETACH);
  }
  bool mounted() const { return mounted_; }
  const std::string& path() const { return directory_.path(); }

 private:
  TempDir directory_;
  bool mounted_ = false;
};

TEST(FullDisk, MakesTheJobWaitAndRoomBringsEverythingIn) {
  SmallDisk disk(2 << 20);
  if (!disk.mounted()) GTEST_SKIP() << "a small disk can only be mounted as root";
  Journey journey("folder", {.photos = 20, .videos = 2, .albums = 3, .file_bytes = 50 << 10});
  journey.set_folder(disk.path() + "/photos");
  const std::string ballast = disk.path() + "/ballast";
  WriteFile(ballast, std::string(1400 << 10, 'x'));
  const v1::TransferJob waiting = journey.Run();
  ASSERT_EQ(waiting.state(), v1::WAITING) << waiting.ShortDebugString();
  journey.ExpectLaws();
  EXPECT_EQ(waiting.waiting().problem().reason(), v1::DESTINATION_FULL);
  EXPECT_TRUE(waiting.waiting().has_wake_time());
  EXPECT_EQ(waiting.counters().items().failed(), 0);
  EXPECT_GT(waiting.counters().items().done(), 0);
  EXPECT_THAT(journey.Expected(), IsSupersetOf(journey.Arrived()));
  std::filesystem::remove(ballast);
  const v1::TransferJob done = journey.ResumeAndAwait();
  journey.ExpectWhole(done);
  EXPECT_EQ(done.counters().placements_done(), done.counters().placements());
}

}  // namespace
}  // namespace photoferry
