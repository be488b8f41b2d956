// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/cmd/progress.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "transfer-worker/cmd/terminal_text.h"

namespace photoferry {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

v1::TransferJob Halfway() {
  v1::TransferJob job;
  job.set_state(v1::RUNNING);
  job.set_listing_complete(true);
  job.set_current_album("Summer 2019");
  v1::Tally& items = *job.mutable_counters()->mutable_items();
  items.set_found(10000);
  items.set_done(5200);
  items.set_failed(10);
  items.set_open(4790);
  v1::Tally& bytes = *job.mutable_counters()->mutable_bytes();
  bytes.set_found(2400000000);
  bytes.set_done(1200000000);
  bytes.set_open(1200000000);
  return job;
}

Pace SomePace() {
  return {.elapsed = absl::Minutes(2), .bytes_per_second = 12300000, .left = absl::Seconds(200)};
}

std::string At(int width, const v1::TransferJob& job = Halfway()) {
  return RenderProgress(job, SomePace(), {.width = width});
}

TEST(RenderProgress, ShowsEverythingWhereThereIsRoom) {
  EXPECT_EQ(At(140),
            "Moving  5,210/10,000  [####################--------------------]  52%  "
            "ETA 3 min 20 s  10 failed  12.3 MB/s  1.2 GB of 2.4 GB  Summer 2019");
}

TEST(RenderProgress, GivesUpTheLeastImportantFirst) {
  EXPECT_EQ(At(100),
            "Moving  5,210/10,000  [#######--------]  52%  ETA 3 min 20 s  10 failed  12.3 MB/s"
            "  1.2 GB of 2.4 GB");
  EXPECT_EQ(At(80),
            "Moving  5,210/10,000  [######-------]  52%  ETA 3 min 20 s  10 failed  12.3 MB/s");
  EXPECT_EQ(At(60), "Moving  5,210/10,000  [#######--------]  52%  ETA 3 min 20 s");
  EXPECT_EQ(At(40), "Moving  5,210/10,000  [#####------]  52%");
}

TEST(RenderProgress, NeverGrowsWiderThanItMay) {
  v1::TransferJob job = Halfway();
  for (const char* album : {"", "Summer", "夏休みの写真がたくさんあるアルバム", "🎉🎉🎉🎉🎉🎉🎉🎉🎉"}) {
    job.set_current_album(album);
    for (const auto state : {v1::QUEUED, v1::RUNNING, v1::WAITING, v1::PAUSED, v1::FAILED}) {
      job.set_state(state);
      job.mutable_waiting()->mutable_problem()->set_message(
          "Facebook asks us to be slower, 一 二 三");
      for (int width = 40; width <= 200; ++width) {
        EXPECT_LE(DisplayWidth(At(width, job)), width) << At(width, job);
      }
    }
    job.clear_waiting();
  }
}

TEST(RenderProgress, TellsWhatIsWaitedForAndUntilWhen) {
  v1::TransferJob job = Halfway();
  job.set_state(v1::WAITING);
  job.mutable_waiting()->mutable_problem()->set_message("Today's upload limit is reached.");
  job.mutable_waiting()->mutable_wake_time()->set_seconds(1767258000);
  EXPECT_EQ(At(110, job),
            "Waiting  5,210/10,000  Today's upload limit is reached.  goes on at 2026-01-01 "
            "09:00:00");
  EXPECT_THAT(At(70, job), AllOf(HasSubstr("…"), HasSubstr("goes on at 2026-01-01 09:00:00")));
  job.mutable_waiting()->clear_wake_time();
  EXPECT_THAT(At(110, job), HasSubstr("until somebody acts"));
}

TEST(RenderProgress, CallsNoSumOfBytesAWholeWhileSizesAreUnknown) {
  v1::TransferJob job = Halfway();
  job.mutable_counters()->set_items_of_unknown_size(1);
  EXPECT_THAT(At(140, job), AllOf(HasSubstr("  1.2 GB  "), Not(HasSubstr(" of 2.4 GB"))));
}

TEST(RenderProgress, SaysThatItCannotTellYet) {
  v1::TransferJob job = Halfway();
  job.set_listing_complete(false);
  const std::string line = RenderProgress(job, {.elapsed = absl::Seconds(3)}, {.width = 120});
  EXPECT_THAT(line, AllOf(HasSubstr("5,210/10,000+"), HasSubstr("ETA estimating"),
                          Not(HasSubstr("%")), Not(HasSubstr("/s"))));
}

TEST(RenderProgress, ColoursOnlyWhereTheyAreWanted) {
  EXPECT_THAT(At(80), Not(HasSubstr("\x1b")));
  const std::string colored = RenderProgress(Halfway(), SomePace(), {.width = 80, .color = true});
  EXPECT_THAT(colored, ::testing::StartsWith("\x1b[32mMoving\x1b[0m  5,210"));
}

TEST(RenderProgress, AnAlbumsTitleCannotMoveTheCursor) {
  v1::TransferJob job = Halfway();
  job.set_current_album("\x1b[2J\n\rSummer");
  EXPECT_THAT(At(160, job),
              AllOf(Not(HasSubstr("\x1b")), Not(HasSubstr("\n")), HasSubstr("Summer")));
}

TEST(ProgressSentence, SaysTheSameInALine) {
  EXPECT_EQ(ProgressSentence(Halfway(), SomePace(), absl::UTCTimeZone()),
            "Moving: 5,210/10,000 items, 1.2 GB of 2.4 GB, 10 failed, 12.3 MB/s, ETA 3 min 20 s, "
            "album \"Summer 2019\"");
}

v1::TransferJob WithBytes(int64_t done, int64_t found, int64_t items_done) {
  v1::TransferJob job;
  job.set_state(v1::RUNNING);
  job.set_listing_complete(true);
  job.mutable_counters()->mutable_items()->set_found(1000);
  job.mutable_counters()->mutable_items()->set_open(1000 - items_done);
  job.mutable_counters()->mutable_bytes()->set_found(found);
  job.mutable_counters()->mutable_bytes()->set_done(done);
  job.mutable_counters()->mutable_bytes()->set_open(found - done);
  return job;
}

TEST(PaceMeter, EstimatesAfterFivePercentOrThirtySeconds) {
  PaceMeter meter;
  EXPECT_FALSE(meter.Look(WithBytes(0, 100000, 0), absl::Seconds(0)).left.has_value());
  // 1 % after ten seconds: too early to tell.
  EXPECT_FALSE(meter.Look(WithBytes(1000, 100000, 10), absl::Seconds(10)).left.has_value());
  const Pace early = meter.Look(WithBytes(6000, 100000, 60), absl::Seconds(12));
  ASSERT_TRUE(early.left.has_value());
  EXPECT_EQ(*early.left, absl::Seconds(188));
  EXPECT_DOUBLE_EQ(*early.bytes_per_second, 500);

  PaceMeter slow;
  slow.Look(WithBytes(0, 100000, 0), absl::Seconds(0));
  EXPECT_TRUE(slow.Look(WithBytes(100, 100000, 1), absl::Seconds(31)).left.has_value());
}

TEST(PaceMeter, AResumedJobIsNotFasterForWhatWasDoneBefore) {
  PaceMeter meter;
  meter.Look(WithBytes(50000, 100000, 500), absl::Seconds(100));
  const Pace pace = meter.Look(WithBytes(51000, 100000, 510), absl::Seconds(110));
  EXPECT_DOUBLE_EQ(*pace.bytes_per_second, 100);
  EXPECT_EQ(pace.elapsed, absl::Seconds(10));
  EXPECT_EQ(*pace.left, absl::Seconds(490));
}

TEST(PaceMeter, OnlyTheLastHalfMinuteCounts) {
  PaceMeter meter;
  for (int second = 0; second <= 100; ++second) {
    meter.Look(WithBytes(second * 1000, 1000000, second), absl::Seconds(second));
  }
  Pace pace;
  for (int second = 101; second <= 140; ++second) {
    pace = meter.Look(WithBytes(100000, 1000000, 100), absl::Seconds(second));
  }
  EXPECT_DOUBLE_EQ(*pace.bytes_per_second, 0);
  EXPECT_FALSE(pace.left.has_value());
}

TEST(PaceMeter, CountsItemsWhereSizesAreUnknown) {
  PaceMeter meter;
  v1::TransferJob job = WithBytes(0, 0, 100);
  job.mutable_counters()->set_items_of_unknown_size(900);
  meter.Look(job, absl::Seconds(0));
  job.mutable_counters()->mutable_items()->set_open(800);
  const Pace pace = meter.Look(job, absl::Seconds(10));
  ASSERT_TRUE(pace.left.has_value());
  EXPECT_EQ(*pace.left, absl::Seconds(80));
}

}  // namespace
}  // namespace photoferry
