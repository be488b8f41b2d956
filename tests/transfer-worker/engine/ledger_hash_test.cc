// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/ledger_hash.h"

#include "gtest/gtest.h"
#include "tests/testing/status_matchers.h"

namespace photoferry {
namespace {

constexpr absl::string_view kBytes = "the bytes of a photo, all of them";

TEST(LedgerHash, IsTheHashOfWhatPassedInPieces) {
  LedgerHash hash;
  hash.Pass(0, kBytes.substr(0, 10));
  hash.Pass(10, kBytes.substr(10));
  EXPECT_EQ(hash.position(), static_cast<int64_t>(kBytes.size()));
  EXPECT_EQ(hash.digest(), Sha256Of(kBytes));
}

TEST(LedgerHash, TakesEveryByteOnceThoughRangesOverlap) {
  LedgerHash hash;
  hash.Pass(0, kBytes.substr(0, 12));
  hash.Pass(4, kBytes.substr(4, 3));
  hash.Pass(8, kBytes.substr(8, 10));
  hash.Pass(0, kBytes);
  EXPECT_EQ(hash.digest(), Sha256Of(kBytes));
}

TEST(LedgerHash, WaitsBeforeAGapUntilItIsFilled) {
  LedgerHash hash;
  hash.Pass(0, kBytes.substr(0, 5));
  hash.Pass(9, kBytes.substr(9));
  EXPECT_EQ(hash.position(), 5);
  hash.Pass(5, kBytes.substr(5));
  EXPECT_EQ(hash.digest(), Sha256Of(kBytes));
}

TEST(LedgerHash, GoesOnInAnotherProcess) {
  LedgerHash first;
  first.Pass(0, kBytes.substr(0, 17));
  LedgerHash second(first.checkpoint());
  EXPECT_EQ(second.position(), 17);
  second.Pass(17, kBytes.substr(17));
  EXPECT_EQ(second.digest(), Sha256Of(kBytes));
}

TEST(LedgerHash, TakesABrokenCheckpointForNone) {
  LedgerHash first;
  first.Pass(0, kBytes);
  v1::HashCheckpoint other_offset = first.checkpoint();
  other_offset.set_offset(3);
  EXPECT_EQ(LedgerHash(other_offset).position(), 0);
  v1::HashCheckpoint garbled = first.checkpoint();
  garbled.set_state("garbled");
  EXPECT_EQ(LedgerHash(garbled).position(), 0);
  EXPECT_EQ(LedgerHash(v1::HashCheckpoint()).position(), 0);
}

TEST(LedgerHash, IsFedByAPipeThatBeginsAnywhere) {
  const std::unique_ptr<Scheduler> scheduler = NewThreadScheduler();
  auto hash = std::make_shared<LedgerHash>();
  hash->Pass(0, kBytes.substr(0, 6));
  std::vector<std::unique_ptr<PipeStage>> stages;
  stages.push_back(NewHashStage(hash, 6));
  Pipe pipe(*scheduler, std::move(stages));
  EXPECT_THAT(pipe.Write(kBytes.substr(6, 9)), IsOk());
  EXPECT_THAT(pipe.Write(kBytes.substr(15)), IsOk());
  EXPECT_EQ(hash->digest(), Sha256Of(kBytes));
}

}  // namespace
}  // namespace photoferry
