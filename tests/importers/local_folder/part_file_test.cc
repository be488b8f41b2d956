// SPDX-License-Identifier: Apache-2.0
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "importers/local_folder/durable_file.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_dir.h"

namespace photoferry::local_folder {
namespace {

using ::testing::Not;

class PartFileTest : public ::testing::Test {
 protected:
  void SetUp() override { folder_.emplace(Folder::Open(dir_.path()).value()); }
  PartFile Open(int64_t keep = 0) { return PartFile::Open(*folder_, ".part", keep).value(); }

  TempDir dir_;
  std::optional<Folder> folder_;
};

TEST_F(PartFileTest, GoesOnWhereAnEarlierOneEnded) {
  {
    PartFile first = Open();
    ASSERT_THAT(first.Write("12345"), IsOk());
  }
  PartFile second = Open(/*keep=*/3);
  EXPECT_EQ(second.size(), 3);
  ASSERT_THAT(second.Write("67"), IsOk());
  ASSERT_THAT(second.CommitAs("photo"), IsOk());
  EXPECT_EQ(ReadFile(dir_ / "photo"), "12367");
}

// A worker that stood still for longer than its lease, while another one sent the file.
TEST_F(PartFileTest, WhoWakesUpLateChangesNothingOfTheSuccessors) {
  PartFile late = Open();
  ASSERT_THAT(late.Write("late "), IsOk());
  PartFile successor = Open(/*keep=*/5);
  EXPECT_EQ(successor.size(), 0) << "the late one still writes there";
  ASSERT_THAT(successor.Write("whole"), IsOk());
  ASSERT_THAT(late.Write("and later"), IsOk());
  EXPECT_THAT(late.CommitAs("photo"), ReasonIs(v1::SERVICE_DOWN));
  EXPECT_THAT(late.Remove(), IsOk());
  ASSERT_THAT(successor.CommitAs("photo"), IsOk());
  ASSERT_THAT(late.Write("!"), IsOk());
  EXPECT_EQ(ReadFile(dir_ / "photo"), "whole");
  EXPECT_THAT(late.CommitAs("photo"), Not(IsOk()));
  EXPECT_EQ(ReadFile(dir_ / "photo"), "whole");
}

}  // namespace
}  // namespace photoferry::local_folder
