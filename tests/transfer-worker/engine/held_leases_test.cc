// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/held_leases.h"

#include "common/base/rng.h"
#include "gtest/gtest.h"
#include "tests/testing/memory_dir.h"
#include "tests/testing/status_matchers.h"
#include "transfer-worker/store/store.h"

namespace photoferry {
namespace {

constexpr absl::Duration kTtl = absl::Seconds(30);

// Its two hands can be moved apart.
class TwoHandedClock final : public Clock {
 public:
  absl::Time Now() const override { return calendar; }
  absl::Duration Monotonic() const override { return monotonic; }

  absl::Time calendar = absl::FromUnixSeconds(1700000000);
  absl::Duration monotonic;
};

// "me" holds the first unit of a job, and looks at its own clock; the store has another one.
class HeldLeasesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    PF_ASSERT_OK_AND_ASSIGN(store_, OpenSqliteStore(directory_ / "state", stores_clock_, *rng_));
    v1::TransferJob job;
    job.mutable_source()->set_provider("a");
    job.mutable_destination()->set_provider("b");
    ASSERT_THAT(store_->jobs().Create("t", job, ""), IsOk());
    PF_ASSERT_OK_AND_ASSIGN(const auto claimed, checkpoints().ClaimJob("me", absl::Hours(1)));
    job_ = claimed->walk.job;
    mine_.emplace(checkpoints(), clock_, "me", kTtl);
    PF_ASSERT_OK_AND_ASSIGN(const auto lease, mine_->Claim(job_, 0));
    lease_ = *lease;
  }

  Checkpoints& checkpoints() { return store_->checkpoints(); }
  // In the store's eyes everything has lapsed.
  void LetAnotherTakeIt() {
    stores_clock_.calendar += absl::Hours(2);
    PF_ASSERT_OK_AND_ASSIGN(const auto taken, checkpoints().Claim(job_, 0, "another", kTtl));
    ASSERT_TRUE(taken.has_value());
  }

  MemoryDir directory_;
  TwoHandedClock stores_clock_;
  TwoHandedClock clock_;
  const std::unique_ptr<Rng> rng_ = NewRng(1);
  std::unique_ptr<Store> store_;
  int64_t job_ = 0;
  Lease lease_;
  std::optional<HeldLeases> mine_;
};

TEST_F(HeldLeasesTest, ALeaseHoldsForItsTimeWithoutAskingTheStore) {
  LetAnotherTakeIt();  // which cannot be, and would show if the store were asked
  clock_.monotonic += kTtl - absl::Seconds(1);
  clock_.calendar += kTtl - absl::Seconds(1);
  EXPECT_THAT(mine_->Secure(lease_), IsOk());
}

TEST_F(HeldLeasesTest, WhoeverStoodStillAsksWhetherTheLeaseIsStillTheirs) {
  clock_.monotonic += kTtl;
  EXPECT_THAT(mine_->Secure(lease_), IsOk());
  LetAnotherTakeIt();
  EXPECT_THAT(mine_->Secure(lease_), IsOk());  // it was renewed just now
  clock_.monotonic += kTtl;
  EXPECT_THAT(mine_->Secure(lease_), ReasonIs(v1::LEASE_LOST));
}

TEST_F(HeldLeasesTest, AMachineThatSleptAsksThoughItsMonotonicClockSleptToo) {
  LetAnotherTakeIt();
  clock_.calendar += absl::Hours(8);
  EXPECT_THAT(mine_->Secure(lease_), ReasonIs(v1::LEASE_LOST));
}

TEST_F(HeldLeasesTest, ARenewedLeaseHoldsFromThenOn) {
  clock_.monotonic += kTtl - absl::Seconds(1);
  ASSERT_THAT(mine_->Renew(lease_), IsOk());
  LetAnotherTakeIt();
  clock_.monotonic += kTtl - absl::Seconds(1);
  EXPECT_THAT(mine_->Secure(lease_), IsOk());
}

TEST_F(HeldLeasesTest, ALeaseThatWasGivenBackOrNeverNotedIsAskedFor) {
  HeldLeases later(checkpoints(), clock_, "me", kTtl);
  EXPECT_THAT(later.Secure(lease_), IsOk());
  ASSERT_THAT(later.Release(lease_), IsOk());
  EXPECT_THAT(later.Secure(lease_), ReasonIs(v1::LEASE_LOST));
}

}  // namespace
}  // namespace photoferry
