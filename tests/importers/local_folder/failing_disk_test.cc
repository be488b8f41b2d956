// SPDX-License-Identifier: Apache-2.0
#include "tests/importers/local_folder/failing_disk.h"

#include "tests/importers/local_folder/folder_fixture.h"

namespace photoferry::local_folder {
namespace {

TEST_F(FolderTest, ADiskThatFailsOnceIsToldAndWorksAgain) {
  FailingDisk disk;
  ASSERT_THAT(Send(PhotoWithId("1"), "picture"), IsOk());
  const int64_t calls = disk.calls();
  EXPECT_GT(calls, 5);
  disk.Strike(1, "EIO");
  EXPECT_THAT(Send(PhotoWithId("2"), "picture"), ReasonIs(v1::SERVICE_DOWN));
  EXPECT_THAT(Send(PhotoWithId("2"), "picture"), IsOk());
  disk.SetFull(true);
  EXPECT_THAT(Send(PhotoWithId("3"), "picture"), ReasonIs(v1::DESTINATION_FULL));
  disk.SetFull(false);
  EXPECT_THAT(Send(PhotoWithId("3"), "picture"), IsOk());
}

}  // namespace
}  // namespace photoferry::local_folder
