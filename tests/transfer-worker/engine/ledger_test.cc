// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/ledger.h"

#include <atomic>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/status_matchers.h"
#include "tests/transfer-worker/engine/fake_checkpoints.h"

namespace photoferry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Lease kFirst{.job = 1, .unit = 0, .token = 1};
constexpr Lease kSecond{.job = 1, .unit = 1, .token = 1};

ItemMove MoveOfItem(int64_t ordinal) {
  ItemMove move;
  move.ordinal = ordinal;
  return move;
}

class LedgerTest : public ::testing::Test {
 protected:
  LedgerTest()
      : scheduler_(NewThreadScheduler()),
        checkpoints_(*scheduler_),
        ledger_(std::make_unique<Ledger>(checkpoints_, *scheduler_, [this](const absl::Status& s) {
          failure_ = s;
          ++failures_;
        })) {}

  const std::unique_ptr<Scheduler> scheduler_;
  MovesOnlyCheckpoints checkpoints_;
  absl::Status failure_;
  std::atomic<int> failures_{0};
  std::unique_ptr<Ledger> ledger_;
};

TEST_F(LedgerTest, TellsOfAMoveOnceItIsDurable) {
  checkpoints_.Hold();
  std::atomic<bool> done{false};
  ledger_->Record(kFirst, MoveOfItem(7), [&] { done = true; });
  checkpoints_.AwaitHeld();
  EXPECT_FALSE(done);
  checkpoints_.LetGo();
  EXPECT_THAT(ledger_->Flush(), IsOk());
  EXPECT_TRUE(done);
  EXPECT_THAT(checkpoints_.transactions(), SizeIs(1));
}

TEST_F(LedgerTest, WritesWhatGathersDuringACommitAsOneTransaction) {
  checkpoints_.Hold();
  ledger_->Record(kFirst, MoveOfItem(0), nullptr);
  checkpoints_.AwaitHeld();
  for (int64_t i = 1; i <= 20; ++i) ledger_->Record(kFirst, MoveOfItem(i), nullptr);
  checkpoints_.LetGo();
  EXPECT_THAT(ledger_->Flush(), IsOk());
  ASSERT_THAT(checkpoints_.transactions(), SizeIs(2));
  EXPECT_THAT(checkpoints_.transactions()[1].ordinals, SizeIs(20));
}

TEST_F(LedgerTest, WritesEachUnitUnderItsOwnLeaseAndKeepsTheOrder) {
  checkpoints_.Hold();
  ledger_->Record(kFirst, MoveOfItem(0), nullptr);
  checkpoints_.AwaitHeld();
  ledger_->Record(kSecond, MoveOfItem(4096), nullptr);
  ledger_->Record(kFirst, MoveOfItem(3), nullptr);
  ledger_->Record(kSecond, MoveOfItem(4096), nullptr);
  ledger_->Record(kFirst, MoveOfItem(2), nullptr);
  checkpoints_.LetGo();
  EXPECT_THAT(ledger_->Flush(), IsOk());
  const auto transactions = checkpoints_.transactions();
  ASSERT_THAT(transactions, SizeIs(3));
  EXPECT_EQ(transactions[1].unit, 0);
  EXPECT_THAT(transactions[1].ordinals, ElementsAre(3, 2));
  EXPECT_EQ(transactions[2].unit, 1);
  EXPECT_THAT(transactions[2].ordinals, ElementsAre(4096, 4096));
}

TEST_F(LedgerTest, RecordNowReturnsWhenItsMovesAreDurable) {
  EXPECT_THAT(ledger_->RecordNow(kFirst, {MoveOfItem(1), MoveOfItem(2)}), IsOk());
  ASSERT_THAT(checkpoints_.transactions(), SizeIs(1));
  EXPECT_THAT(checkpoints_.transactions()[0].ordinals, ElementsAre(1, 2));
}

TEST_F(LedgerTest, AfterAFailureWritesNothingAndPromisesNothing) {
  checkpoints_.FailWith(Failure(v1::LEASE_LOST, "Another worker has it."));
  bool done = false;
  ledger_->Record(kFirst, MoveOfItem(1), [&] { done = true; });
  EXPECT_THAT(ledger_->Flush(), ReasonIs(v1::LEASE_LOST));
  checkpoints_.FailWith(absl::OkStatus());
  EXPECT_THAT(ledger_->RecordNow(kFirst, {MoveOfItem(2)}), ReasonIs(v1::LEASE_LOST));
  ledger_->Record(kFirst, MoveOfItem(3), [&] { done = true; });
  ledger_.reset();
  EXPECT_FALSE(done);
  EXPECT_EQ(failures_, 1);
  EXPECT_THAT(failure_, ReasonIs(v1::LEASE_LOST));
  EXPECT_THAT(checkpoints_.transactions(), IsEmpty());
}

TEST_F(LedgerTest, EndsWithEverythingWritten) {
  for (int64_t i = 0; i < 1200; ++i) ledger_->Record(kFirst, MoveOfItem(i), nullptr);
  ledger_.reset();
  size_t written = 0;
  for (const auto& transaction : checkpoints_.transactions()) {
    EXPECT_LE(transaction.ordinals.size(), 500);
    written += transaction.ordinals.size();
  }
  EXPECT_EQ(written, 1200);
}

}  // namespace
}  // namespace photoferry
