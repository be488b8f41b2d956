// SPDX-License-Identifier: Apache-2.0
#include "tests/suites/store/store_suite.h"

namespace photoferry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Four photos in album A: done, failed (TRUNCATED), failed (NOT_MEDIA), uncertain; the done one
// could not be placed, and the album is closed. The job has SUCCEEDED.
class Aftermath {
 public:
  static void Make(Checkpoints& checkpoints, const ClaimedJob& job, const Lease& unit) {
    ItemMove failed = MoveTo(1, v1::ITEM_FAILED, v1::TRUNCATED);
    failed.attempts = 5;
    failed.intent = true;
    failed.not_before = absl::FromUnixSeconds(2000000000);
    failed.progress.mutable_session()->set_state("session");
    failed.progress.mutable_staged()->set_state("staged");
    ASSERT_THAT(checkpoints.CommitMoves(
                    unit, {MoveTo(0, v1::DONE), failed, MoveTo(2, v1::ITEM_FAILED, v1::NOT_MEDIA),
                           MoveTo(3, v1::UNCERTAIN, v1::OUTCOME_UNKNOWN)}),
                IsOk());
    ASSERT_THAT(checkpoints.CommitPlacements(
                    job.walk, {{0, 0, v1::ITEM_FAILED, ProblemOfReason(v1::ALBUM_FULL)}}),
                IsOk());
    AlbumRecord closed;
    closed.stage = AlbumStage::kClosed;
    closed.ref.emplace().set_id("there");
    ASSERT_THAT(checkpoints.CommitAlbum(job.walk, closed), IsOk());
    ASSERT_THAT(checkpoints.UpdateJob(job.walk, {.state = v1::SUCCEEDED}), IsOk());
  }
  static PageCommit Page() {
    PageCommit page{.albums = {AlbumNamed("A")}};
    for (int i = 0; i < 4; ++i) page.photos.push_back(PhotoNamed(absl::StrCat(i), {"A"}, 10 + i));
    return page;
  }
};

TEST_P(StoreSuite, WhatFailedIsOpenedAgainAsIfJustListed) {
  const ClaimedJob job = StartJob();
  const int64_t id = job.walk.job;
  CommitNext(job, Aftermath::Page());
  Aftermath::Make(checkpoints(), job, ClaimUnit(id, 0));
  EXPECT_THAT(jobs().ReopenFailed(job.job.name(), {}, false), IsOkAndHolds(2));
  const std::vector<ItemRecord> items = AllItems(id);
  EXPECT_EQ(items[0].stage, v1::DONE);
  EXPECT_EQ(items[1].stage, v1::OPEN);
  EXPECT_EQ(items[1].attempts, 0);
  EXPECT_FALSE(items[1].intent);
  EXPECT_EQ(items[1].not_before, absl::InfinitePast());
  EXPECT_FALSE(items[1].progress.has_session());
  EXPECT_FALSE(items[1].progress.has_staged());
  EXPECT_FALSE(items[1].progress.has_problem());
  EXPECT_EQ(items[1].size, 11);
  EXPECT_EQ(items[2].stage, v1::OPEN);
  EXPECT_EQ(items[3].stage, v1::UNCERTAIN);
  EXPECT_THAT(PlacedItems(id, 0, true), ElementsAre(0));  // its placement had failed
  EXPECT_EQ(AllAlbums(id)[0].stage, AlbumStage::kMade);
  const v1::TransferJob now = Job(job.job.name());
  EXPECT_EQ(now.state(), v1::QUEUED);
  EXPECT_FALSE(now.has_end_time());
  EXPECT_EQ(now.counters().placements_failed(), 0);
  ExpectLaws(checkpoints(), id);
  // And the second time round they arrive, placements and all.
  const ClaimedJob again = ClaimJob();
  ASSERT_THAT(checkpoints().CommitMoves(ClaimUnit(id, 0), {MoveTo(1, v1::DONE)}), IsOk());
  EXPECT_THAT(PlacedItems(id, 0, true), ElementsAre(0, 1));
  ExpectLaws(checkpoints(), id);
}

TEST_P(StoreSuite, OnlyTheReasonsAskedForAreOpenedAgain) {
  const ClaimedJob job = StartJob();
  CommitNext(job, Aftermath::Page());
  Aftermath::Make(checkpoints(), job, ClaimUnit(job.walk.job, 0));
  EXPECT_THAT(jobs().ReopenFailed(job.job.name(), {v1::NOT_MEDIA}, true), IsOkAndHolds(1));
  EXPECT_EQ(AllItems(job.walk.job)[1].stage, v1::ITEM_FAILED);
  EXPECT_EQ(AllItems(job.walk.job)[2].stage, v1::OPEN);
  EXPECT_EQ(Job(job.job.name()).counters().placements_failed(), 1);
  EXPECT_THAT(PlacedItems(job.walk.job, 0, true), IsEmpty());
  ExpectLaws(checkpoints(), job.walk.job);
}

TEST_P(StoreSuite, UncertainItemsAreOpenedAgainOnlyOnRequest) {
  const ClaimedJob job = StartJob();
  CommitNext(job, Aftermath::Page());
  Aftermath::Make(checkpoints(), job, ClaimUnit(job.walk.job, 0));
  EXPECT_THAT(jobs().ReopenFailed(job.job.name(), {}, true), IsOkAndHolds(3));
  EXPECT_EQ(AllItems(job.walk.job)[3].stage, v1::OPEN);
  ExpectLaws(checkpoints(), job.walk.job);
}

TEST_P(StoreSuite, AFailedAlbumIsAskedForAfresh) {
  const ClaimedJob job = StartJob();
  CommitNext(job, {.albums = {AlbumNamed("A"), AlbumNamed("B")}});
  AlbumRecord failed;
  failed.stage = AlbumStage::kFailed;
  failed.ref.emplace().set_id("gone");
  failed.problem = ProblemOfReason(v1::ALBUM_GONE);
  ASSERT_THAT(checkpoints().CommitAlbum(job.walk, failed), IsOk());
  failed.ordinal = 1;
  failed.problem = ProblemOfReason(v1::PERMISSION_MISSING);
  ASSERT_THAT(checkpoints().CommitAlbum(job.walk, failed), IsOk());
  ASSERT_THAT(checkpoints().UpdateJob(job.walk, {.state = v1::SUCCEEDED}), IsOk());
  EXPECT_THAT(jobs().ReopenFailed(job.job.name(), {v1::ALBUM_GONE}, false), IsOkAndHolds(0));
  const std::vector<AlbumRecord> albums = AllAlbums(job.walk.job);
  EXPECT_EQ(albums[0].stage, AlbumStage::kOpen);
  EXPECT_FALSE(albums[0].ref.has_value());
  EXPECT_EQ(albums[0].problem.reason(), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(albums[1].stage, AlbumStage::kFailed);
  EXPECT_EQ(Job(job.job.name()).state(), v1::QUEUED);
}

TEST_P(StoreSuite, AnAlbumThatWasGoneForItsItemsIsAskedForAfresh) {
  const ClaimedJob job = StartJob();
  CommitNext(job, {.albums = {AlbumNamed("A"), AlbumNamed("B")},
                   .photos = {PhotoNamed("0", {"A"}), PhotoNamed("1", {"B"})}});
  AlbumRecord made;
  made.stage = AlbumStage::kMade;
  made.ref.emplace().set_id("there");
  ASSERT_THAT(checkpoints().CommitAlbum(job.walk, made), IsOk());
  made.ordinal = 1;
  ASSERT_THAT(checkpoints().CommitAlbum(job.walk, made), IsOk());
  const Lease unit = ClaimUnit(job.walk.job, 0);
  ASSERT_THAT(checkpoints().CommitMoves(unit, {MoveTo(0, v1::ITEM_FAILED, v1::ALBUM_GONE),
                                               MoveTo(1, v1::ITEM_FAILED, v1::TRUNCATED)}),
              IsOk());
  ASSERT_THAT(checkpoints().UpdateJob(job.walk, {.state = v1::SUCCEEDED}), IsOk());
  EXPECT_THAT(jobs().ReopenFailed(job.job.name(), {}, false), IsOkAndHolds(2));
  const std::vector<AlbumRecord> albums = AllAlbums(job.walk.job);
  EXPECT_EQ(albums[0].stage, AlbumStage::kOpen);
  EXPECT_FALSE(albums[0].ref.has_value());
  EXPECT_EQ(albums[1].stage, AlbumStage::kMade);
  ExpectLaws(checkpoints(), job.walk.job);
}

TEST_P(StoreSuite, AJobInWhichNothingFailedStaysAsItIs) {
  const ClaimedJob job = StartJob();
  ASSERT_THAT(checkpoints().UpdateJob(job.walk, {.state = v1::SUCCEEDED}), IsOk());
  EXPECT_THAT(jobs().ReopenFailed(job.job.name(), {}, true), IsOkAndHolds(0));
  EXPECT_EQ(Job(job.job.name()).state(), v1::SUCCEEDED);
}

TEST_P(StoreSuite, ARunningJobIsNotReopenedUnderItsWorkersHands) {
  const ClaimedJob job = StartJob();
  EXPECT_THAT(jobs().ReopenFailed(job.job.name(), {}, false),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

}  // namespace
}  // namespace photoferry
