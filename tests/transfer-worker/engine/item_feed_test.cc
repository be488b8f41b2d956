// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/item_feed.h"

#include <deque>

#include "absl/strings/str_cat.h"
#include "common/base/rng.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/manual_scheduler.h"
#include "tests/testing/memory_dir.h"
#include "tests/testing/status_matchers.h"
#include "transfer-worker/store/store.h"

namespace photoferry {
namespace {

using ::testing::ElementsAre;

class ItemFeedTest : public ::testing::Test {
 protected:
  void SetUp() override {
    PF_ASSERT_OK_AND_ASSIGN(store_,
                            OpenSqliteStore(directory_ / "state", scheduler_.clock(), *rng_));
    v1::TransferJob job;
    job.mutable_source()->set_provider("a");
    job.mutable_destination()->set_provider("b");
    ASSERT_THAT(store_->jobs().Create("t", job, ""), IsOk());
    PF_ASSERT_OK_AND_ASSIGN(auto claimed, checkpoints().ClaimJob("me", absl::Hours(1)));
    claim_ = *claimed;
    feed_ = NewFeed("me");
  }

  Checkpoints& checkpoints() { return store_->checkpoints(); }
  std::unique_ptr<ItemFeed> NewFeed(const std::string& owner, int most_in_hand = 8) {
    HeldLeases& leases =
        leases_.emplace_back(checkpoints(), scheduler_.clock(), owner, absl::Seconds(30));
    return std::make_unique<ItemFeed>(checkpoints(), leases, scheduler_,
                                      ItemFeedOptions{claim_.walk.job, "uuid", most_in_hand});
  }

  // Lists so many more items.
  void List(int count, bool last = false) {
    PF_ASSERT_OK_AND_ASSIGN(const auto listing, checkpoints().NextListing(claim_.walk.job));
    PageCommit page;
    for (int i = 0; i < count; ++i) {
      page.photos.emplace_back().photo.set_id(absl::StrCat("p", listed_++));
      page.photos.back().photo.set_kind(v1::PHOTO);
    }
    if (!last) page.next = absl::StrCat("after-", listed_);
    ASSERT_THAT(checkpoints().CommitPage(claim_.walk, *listing, page), IsOk());
    feed_->WalkGrew(last);
  }

  // The ordinal of the next item; -1: there is none any more.
  int64_t TakeOne(ItemFeed& feed) {
    absl::StatusOr<ItemPtr> item = feed.Take(draining_.get_token());
    EXPECT_THAT(item, IsOk());
    if (!item.ok() || *item == nullptr) return -1;
    hand_.push_back(*std::move(item));
    return hand_.back()->record.ordinal;
  }
  int64_t TakeOne() { return TakeOne(*feed_); }
  ItemPtr FromHand() {
    ItemPtr item = std::move(hand_.front());
    hand_.erase(hand_.begin());
    return item;
  }
  // As the engine does: first the store knows, then the feed.
  void Settle(ItemPtr item) {
    item->record.stage = v1::DONE;
    ASSERT_THAT(checkpoints().CommitMoves(item->lease, {MoveOf(item->record)}), IsOk());
    feed_->Settled(std::move(item));
  }
  absl::Duration now() { return scheduler_.clock().Monotonic(); }

  MemoryDir directory_;
  ManualScheduler scheduler_;
  const std::unique_ptr<Rng> rng_ = NewRng(1);
  std::unique_ptr<Store> store_;
  ClaimedJob claim_;
  std::deque<HeldLeases> leases_;
  std::unique_ptr<ItemFeed> feed_;
  std::stop_source draining_;
  std::vector<ItemPtr> hand_;
  int listed_ = 0;
};

TEST_F(ItemFeedTest, HandsItemsOutInTheOrderOfTheirListingUntilAllAreSettled) {
  List(2);
  List(1, /*last=*/true);
  for (int64_t i = 0; i < 3; ++i) EXPECT_EQ(TakeOne(), i);
  EXPECT_EQ(hand_[2]->key, "uuid-2");
  while (!hand_.empty()) Settle(FromHand());
  EXPECT_EQ(TakeOne(), -1);
}

TEST_F(ItemFeedTest, PassesOverWhatIsSettledAlready) {
  List(4, /*last=*/true);
  PF_ASSERT_OK_AND_ASSIGN(const auto lease,
                          checkpoints().Claim(claim_.walk.job, 0, "me", absl::Hours(1)));
  std::vector<ItemMove> moves(2);
  moves[0].ordinal = 0;
  moves[0].stage = v1::DONE;
  moves[1].ordinal = 2;
  moves[1].stage = v1::UNCERTAIN;
  ASSERT_THAT(checkpoints().CommitMoves(*lease, moves), IsOk());
  EXPECT_EQ(TakeOne(), 1);
  EXPECT_EQ(TakeOne(), 3);
}

TEST_F(ItemFeedTest, GivesAnItemThatWasPutBackNotBeforeItsTime) {
  List(2, /*last=*/true);
  TakeOne();
  feed_->PutBack(FromHand(), absl::Seconds(20));
  EXPECT_EQ(TakeOne(), 1);
  scheduler_.AdvanceBySleeping();
  EXPECT_EQ(TakeOne(), 0);
  EXPECT_GE(now(), absl::Seconds(20));
  EXPECT_LT(now(), absl::Seconds(22));
}

TEST_F(ItemFeedTest, RespectsAWaitThatAnEarlierWorkerWroteDown) {
  List(2, /*last=*/true);
  PF_ASSERT_OK_AND_ASSIGN(const auto lease,
                          checkpoints().Claim(claim_.walk.job, 0, "me", absl::Hours(1)));
  ItemMove wait;
  wait.not_before = scheduler_.clock().Now() + absl::Seconds(9);
  ASSERT_THAT(checkpoints().CommitMoves(*lease, {wait}), IsOk());
  EXPECT_EQ(TakeOne(), 1);
  scheduler_.AdvanceBySleeping();
  EXPECT_EQ(TakeOne(), 0);
  EXPECT_GE(now(), absl::Seconds(9));
}

TEST_F(ItemFeedTest, LendsNoMoreAtOnceThanIsAllowed) {
  feed_ = NewFeed("me", 2);
  List(3, /*last=*/true);
  TakeOne();
  TakeOne();
  std::atomic<bool> third{false};
  const auto taker = scheduler_.Spawn("taker", [&] {
    TakeOne();
    third = true;
  });
  scheduler_.AwaitSleepers(1);
  EXPECT_FALSE(third);
  Settle(FromHand());
  taker->Join();
  EXPECT_TRUE(third);
}

TEST_F(ItemFeedTest, WakesATakerWhenTheWalkBringsMore) {
  int64_t taken = -2;
  const auto taker = scheduler_.Spawn("taker", [&] { taken = TakeOne(); });
  scheduler_.AwaitSleepers(1);
  List(1);
  taker->Join();
  EXPECT_EQ(taken, 0);
}

TEST_F(ItemFeedTest, LetsATakerGoWhenTheJobDrains) {
  List(1);
  TakeOne();
  int64_t taken = -2;
  const auto taker = scheduler_.Spawn("taker", [&] { taken = TakeOne(); });
  scheduler_.AwaitSleepers(1);
  draining_.request_stop();
  taker->Join();
  EXPECT_EQ(taken, -1);
}

TEST_F(ItemFeedTest, DoesNotEndWhileTheWalkGoesOn) {
  List(1);
  TakeOne();
  Settle(FromHand());
  int64_t taken = -2;
  const auto taker = scheduler_.Spawn("taker", [&] { taken = TakeOne(); });
  scheduler_.AwaitSleepers(1);
  EXPECT_EQ(taken, -2);
  List(0, /*last=*/true);
  taker->Join();
  EXPECT_EQ(taken, -1);
}

TEST_F(ItemFeedTest, WaitsForUnitsOfAnotherWorkerAndTakesThemWhenItDies) {
  List(2, /*last=*/true);
  ASSERT_THAT(checkpoints().Claim(claim_.walk.job, 0, "another", absl::Seconds(30)), IsOk());
  scheduler_.AdvanceBySleeping();
  EXPECT_EQ(TakeOne(), 0);
  EXPECT_GE(now(), absl::Seconds(30));
}

TEST_F(ItemFeedTest, HandsEachItemOutOnceHoweverManyTakersWaitedForAnotherWorker) {
  constexpr int kTakers = 6;
  List(kTakers, /*last=*/true);
  PF_ASSERT_OK_AND_ASSIGN(const auto lease,
                          checkpoints().Claim(claim_.walk.job, 0, "other", absl::Hours(1)));
  Mutex mutex;
  const std::unique_ptr<Condition> glance = scheduler_.NewCondition();
  std::vector<int64_t> taken;
  {
    std::vector<std::unique_ptr<Thread>> takers;
    for (int i = 0; i < kTakers; ++i) {
      takers.push_back(scheduler_.Spawn("taker", [&] {
        while (true) {
          const absl::StatusOr<ItemPtr> item = feed_->Take(draining_.get_token());
          ASSERT_THAT(item, IsOk());
          if (*item == nullptr) return;
          MutexLock lock(mutex);
          taken.push_back((*item)->record.ordinal);
        }
      }));
    }
    scheduler_.AwaitSleepers(kTakers);
    ASSERT_THAT(checkpoints().Release(*lease), IsOk());
    MutexLock lock(mutex);
    // And a while longer, for whoever would take one again.
    for (int glances = 0; taken.size() < kTakers || glances < 20; ++glances) {
      glance->WaitFor(mutex, absl::Seconds(1));
    }
    draining_.request_stop();
  }
  EXPECT_THAT(taken, ::testing::UnorderedElementsAre(0, 1, 2, 3, 4, 5));
}

TEST_F(ItemFeedTest, GivesAUnitBackOnceItIsPassedAndSettled) {
  feed_ = NewFeed("me", 5000);
  List(kItemsPerUnit + 1, /*last=*/true);
  for (int64_t i = 0; i <= kItemsPerUnit; ++i) ASSERT_EQ(TakeOne(), i);
  EXPECT_EQ(hand_.back()->lease.unit, 1);
  ASSERT_THAT(feed_->RenewLeases(), IsOk());
  const auto claim = [&] {
    return checkpoints().Claim(claim_.walk.job, 0, "another", absl::Seconds(30));
  };
  PF_ASSERT_OK_AND_ASSIGN(const auto held, claim());
  EXPECT_FALSE(held.has_value());
  for (int64_t i = 0; i < kItemsPerUnit; ++i) feed_->Settled(std::move(hand_[i]));
  ASSERT_THAT(feed_->RenewLeases(), IsOk());
  PF_ASSERT_OK_AND_ASSIGN(const auto free, claim());
  EXPECT_TRUE(free.has_value());
}

TEST_F(ItemFeedTest, GivesEveryUnitBackAtTheEnd) {
  List(1, /*last=*/true);
  TakeOne();
  feed_->Abandon(FromHand());
  feed_->ReleaseLeases();
  PF_ASSERT_OK_AND_ASSIGN(const auto lease,
                          checkpoints().Claim(claim_.walk.job, 0, "another", absl::Seconds(30)));
  EXPECT_TRUE(lease.has_value());
}

}  // namespace
}  // namespace photoferry
