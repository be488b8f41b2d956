// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/batch_queue.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/manual_scheduler.h"

namespace photoferry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

ItemPtr ItemOf(int64_t ordinal, int64_t album = 0) {
  auto item = std::make_unique<Item>();
  item->record.ordinal = ordinal;
  item->record.home_album = album;
  return item;
}

std::vector<int64_t> OrdinalsOf(const std::vector<ItemPtr>& batch) {
  std::vector<int64_t> ordinals;
  for (const ItemPtr& item : batch) ordinals.push_back(item->record.ordinal);
  return ordinals;
}

class BatchQueueTest : public ::testing::Test {
 protected:
  ManualScheduler scheduler_;
  BatchQueue queue_{scheduler_, 3, [](const Item& item) { return *item.record.home_album; }};
};

TEST_F(BatchQueueTest, GivesAFullBatchAtOnce) {
  for (int64_t i = 0; i < 4; ++i) queue_.Add(ItemOf(i));
  EXPECT_THAT(OrdinalsOf(queue_.Take()), ElementsAre(0, 1, 2));
  EXPECT_EQ(scheduler_.clock().Monotonic(), absl::ZeroDuration());
}

TEST_F(BatchQueueTest, GivesAPartialBatchAfterItsOldestItemHasWaited) {
  scheduler_.AdvanceBySleeping();
  queue_.Add(ItemOf(1));
  queue_.Add(ItemOf(2));
  EXPECT_THAT(OrdinalsOf(queue_.Take()), ElementsAre(1, 2));
  EXPECT_GT(scheduler_.clock().Monotonic(), absl::ZeroDuration());
  EXPECT_LT(scheduler_.clock().Monotonic(), absl::Seconds(1));
}

TEST_F(BatchQueueTest, NeverMixesGroups) {
  scheduler_.AdvanceBySleeping();
  queue_.Add(ItemOf(1, 8));
  queue_.Add(ItemOf(2, 9));
  queue_.Add(ItemOf(3, 8));
  EXPECT_THAT(OrdinalsOf(queue_.Take()), ElementsAre(1, 3));
  EXPECT_THAT(OrdinalsOf(queue_.Take()), ElementsAre(2));
}

TEST_F(BatchQueueTest, DoesNotLetAFullGroupWaitForAnother) {
  queue_.Add(ItemOf(1, 8));
  for (int64_t i = 2; i < 5; ++i) queue_.Add(ItemOf(i, 9));
  EXPECT_THAT(OrdinalsOf(queue_.Take()), ElementsAre(2, 3, 4));
}

TEST_F(BatchQueueTest, GivesWhatWaitedBackWhenItCloses) {
  queue_.Add(ItemOf(1, 8));
  queue_.Add(ItemOf(2, 9));
  EXPECT_THAT(OrdinalsOf(queue_.Close()), ElementsAre(1, 2));
  EXPECT_THAT(queue_.Take(), IsEmpty());
}

TEST_F(BatchQueueTest, WakesATakerWhenItCloses) {
  std::vector<ItemPtr> batch(1);
  const auto taker = scheduler_.Spawn("taker", [&] { batch = queue_.Take(); });
  scheduler_.AwaitSleepers(1);
  queue_.Close();
  taker->Join();
  EXPECT_THAT(batch, IsEmpty());
}

TEST(BatchQueueOfOne, TakesASizeOfZeroAsOne) {
  ManualScheduler scheduler;
  BatchQueue queue(scheduler, 0, [](const Item&) { return int64_t{0}; });
  queue.Add(ItemOf(1));
  queue.Add(ItemOf(2));
  EXPECT_THAT(OrdinalsOf(queue.Take()), ElementsAre(1));
}

}  // namespace
}  // namespace photoferry
