// SPDX-License-Identifier: Apache-2.0
#include "tests/disk/sim_disk.h"

#include <set>

#include "gmock/gmock.h"

namespace photoferry {
namespace {

using ::testing::IsSupersetOf;

// What a file holds after a power loss, for many seeds; "-" where it is gone.
std::set<std::string> AfterPowerLoss(void (*work)(SimDisk& disk)) {
  std::set<std::string> seen;
  for (uint64_t seed = 0; seed < 300; ++seed) {
    SimDisk disk(seed);
    work(disk);
    disk.LosePower();
    const std::shared_ptr<SimFile> file = disk.Open("file", /*make=*/false);
    seen.insert(file == nullptr ? "-" : file->content());
  }
  return seen;
}

TEST(SimDisk, KeepsWhatWasSynced) {
  const auto seen = AfterPowerLoss([](SimDisk& disk) {
    const auto file = disk.Open("file", /*make=*/true);
    file->Write(0, "abcd");
    file->Truncate(3);
    file->Write(1, "B");
    disk.Sync(*file);
  });
  EXPECT_EQ(seen, std::set<std::string>{"aBc"});
}

TEST(SimDisk, LosesWhatWasNotSyncedOrNotOrInPartAndInAnyOrder) {
  const auto seen = AfterPowerLoss([](SimDisk& disk) {
    const auto file = disk.Open("file", /*make=*/true);
    file->Write(0, "....");
    disk.Sync(*file);
    file->Write(0, "ab");
    file->Write(2, "cd");
  });
  EXPECT_THAT(seen, IsSupersetOf({"....", "ab..", "..cd", "abcd", "a...", "..c."}));
}

TEST(SimDisk, MayForgetAFileWhoseNameWasNeverSynced) {
  const auto seen = AfterPowerLoss([](SimDisk& disk) { disk.Open("file", true)->Write(0, "new"); });
  EXPECT_THAT(seen, IsSupersetOf({"-", "new"}));
}

TEST(SimDisk, MayBringBackWhatWasDeletedUnlessTheFolderWasSynced) {
  const auto seen = AfterPowerLoss([](SimDisk& disk) {
    disk.Sync(*disk.Open("file", true));
    disk.Delete("file", /*durably=*/false);
  });
  EXPECT_EQ(seen, (std::set<std::string>{"-", ""}));
  const auto gone = AfterPowerLoss([](SimDisk& disk) {
    disk.Sync(*disk.Open("file", true));
    disk.Delete("file", /*durably=*/true);
  });
  EXPECT_EQ(gone, std::set<std::string>{"-"});
}

TEST(SimDisk, GivesTheSameForTheSameSeed) {
  const auto once = [] {
    SimDisk disk(7);
    for (int i = 0; i < 50; ++i) disk.Open("file", true)->Write(i * 3, "abc");
    disk.LosePower();
    const auto file = disk.Open("file", false);
    return file == nullptr ? "-" : file->content();
  };
  EXPECT_EQ(once(), once());
}

}  // namespace
}  // namespace photoferry
