// SPDX-License-Identifier: Apache-2.0
#include "tests/suites/store/store_suite.h"

namespace photoferry {
namespace {

using ::testing::ElementsAre;

std::vector<int64_t> OrdinalsOf(const std::vector<ItemRecord>& items) {
  std::vector<int64_t> ordinals;
  for (const ItemRecord& item : items) ordinals.push_back(item.ordinal);
  return ordinals;
}

PageCommit PageOf(int photos, int first = 0) {
  PageCommit page;
  for (int i = first; i < first + photos; ++i) page.photos.push_back(PhotoNamed(absl::StrCat(i)));
  return page;
}

TEST_P(StoreSuite, AMoveIsTheWholeNewStateOfAnItem) {
  const ClaimedJob job = StartJob();
  CommitNext(job, PageOf(2));
  ItemMove move = MoveTo(1, v1::STAGED, v1::TIMED_OUT);
  move.intent = true;
  move.attempts = 3;
  move.not_before = clock_.Now() + absl::Minutes(2);
  move.size = 4711;
  v1::ItemProgress& progress = move.progress;
  progress.mutable_remote()->set_id("there");
  progress.set_integrity(v1::SIZE_CONFIRMED);
  progress.set_sha256("hash");
  progress.mutable_session()->set_state("session state");
  progress.mutable_session()->set_offset(12);
  progress.mutable_hash()->set_offset(12);
  progress.mutable_hash()->set_state("hash state");
  progress.mutable_source()->set_validator("\"etag\"");
  progress.mutable_staged()->set_state("staged state");
  progress.set_mime_type("image/jpeg");
  ASSERT_THAT(checkpoints().CommitMoves(ClaimUnit(job.walk.job, 0), {move}), IsOk());
  Reopen();
  const ItemRecord item = AllItems(job.walk.job)[1];
  EXPECT_EQ(item.photo.id(), "1");
  EXPECT_EQ(item.stage, v1::STAGED);
  EXPECT_TRUE(item.intent);
  EXPECT_EQ(item.attempts, 3);
  EXPECT_EQ(item.not_before, move.not_before);
  EXPECT_EQ(item.size, 4711);
  EXPECT_EQ(item.progress.SerializeAsString(), progress.SerializeAsString());
  ExpectLaws(checkpoints(), job.walk.job);

  ASSERT_THAT(checkpoints().CommitMoves(ClaimUnit(job.walk.job, 0), {MoveTo(1, v1::DONE)}), IsOk());
  const ItemRecord done = AllItems(job.walk.job)[1];
  EXPECT_EQ(done.stage, v1::DONE);
  EXPECT_FALSE(done.intent);
  EXPECT_EQ(done.attempts, 0);
  EXPECT_EQ(done.not_before, absl::InfinitePast());
  EXPECT_EQ(done.size, 4711);  // what was learnt once stays known
  EXPECT_TRUE(done.progress.SerializeAsString().empty());
  ExpectLaws(checkpoints(), job.walk.job);
}

TEST_P(StoreSuite, CountersFollowStagesAndSizes) {
  const ClaimedJob job = StartJob();
  CommitNext(job, {.photos = {PhotoNamed("a", {}, 100), PhotoNamed("b")}});
  const Lease unit = ClaimUnit(job.walk.job, 0);
  const auto count = [&] { return checkpoints().Count(job.walk.job).value(); };
  ItemMove learnt = MoveTo(1, v1::STORED);
  learnt.size = 70;
  ASSERT_THAT(checkpoints().CommitMoves(unit, {learnt}), IsOk());
  EXPECT_EQ(count().bytes().found(), 170);
  EXPECT_EQ(count().bytes().open(), 170);
  EXPECT_EQ(count().items().open(), 2);
  EXPECT_EQ(count().items_of_unknown_size(), 0);
  ItemMove corrected = MoveTo(0, v1::DONE);
  corrected.size = 90;
  ASSERT_THAT(checkpoints().CommitMoves(unit, {corrected, MoveTo(1, v1::UNCERTAIN)}), IsOk());
  EXPECT_EQ(count().bytes().found(), 160);
  EXPECT_EQ(count().bytes().done(), 90);
  EXPECT_EQ(count().bytes().uncertain(), 70);
  EXPECT_EQ(count().items().uncertain(), 1);
  ExpectLaws(checkpoints(), job.walk.job);
}

TEST_P(StoreSuite, AMoveThatComesTwiceCountsOnce) {
  const ClaimedJob job = StartJob();
  CommitNext(job, {.photos = {PhotoNamed("a", {"A"}, 5)}});
  const Lease unit = ClaimUnit(job.walk.job, 0);
  ItemMove done = MoveTo(0, v1::DONE);
  done.placed_at_home = true;
  ASSERT_THAT(checkpoints().CommitMoves(unit, {done, done}), IsOk());
  ASSERT_THAT(checkpoints().CommitMoves(unit, {done}), IsOk());
  const v1::Counters counters = Job(job.job.name()).counters();
  EXPECT_EQ(counters.items().done(), 1);
  EXPECT_EQ(counters.placements_done(), 1);
  ExpectLaws(checkpoints(), job.walk.job);
}

TEST_P(StoreSuite, MovesOutsideTheirUnitAreRefusedWhole) {
  const ClaimedJob job = StartJob();
  CommitNext(job, PageOf(2));
  const Lease other = ClaimUnit(job.walk.job, 1);
  const Lease unit = ClaimUnit(job.walk.job, 0);
  EXPECT_THAT(checkpoints().CommitMoves(other, {MoveTo(0, v1::DONE)}),
              ReasonIs(v1::INTERNAL_FAULT));
  EXPECT_THAT(checkpoints().CommitMoves(unit, {MoveTo(0, v1::DONE), MoveTo(2, v1::DONE)}),
              ReasonIs(v1::INTERNAL_FAULT));  // there is no item 2
  EXPECT_THAT(checkpoints().CommitMoves(unit, {MoveTo(kItemsPerUnit, v1::DONE)}),
              ReasonIs(v1::INTERNAL_FAULT));
  EXPECT_THAT(checkpoints().CommitMoves(job.walk, {MoveTo(-1, v1::DONE)}),
              ReasonIs(v1::INTERNAL_FAULT));
  EXPECT_EQ(Job(job.job.name()).counters().items().open(), 2);
  EXPECT_EQ(AllItems(job.walk.job)[0].stage, v1::OPEN);
}

TEST_P(StoreSuite, ItemsAreReadInOrderAndByStage) {
  const ClaimedJob job = StartJob();
  CommitNext(job, PageOf(10));
  ItemMove intent = MoveTo(4, v1::OPEN);
  intent.intent = true;
  ASSERT_THAT(
      checkpoints().CommitMoves(ClaimUnit(job.walk.job, 0),
                                {MoveTo(0, v1::DONE), MoveTo(2, v1::STAGED), MoveTo(3, v1::STORED),
                                 intent, MoveTo(6, v1::ITEM_FAILED, v1::TRUNCATED),
                                 MoveTo(7, v1::UNCERTAIN, v1::OUTCOME_UNKNOWN)}),
      IsOk());
  const auto read = [&](const ItemQuery& query) {
    return OrdinalsOf(checkpoints().ReadItems(job.walk.job, query).value());
  };
  EXPECT_THAT(read({.stages = {v1::OPEN}}), ElementsAre(1, 4, 5, 8, 9));
  EXPECT_THAT(read({.after = 1, .until = 9, .stages = {v1::OPEN}}), ElementsAre(4, 5, 8));
  EXPECT_THAT(read({.limit = 2, .stages = {v1::OPEN, v1::STORED, v1::STAGED}}), ElementsAre(1, 2));
  EXPECT_THAT(read({.stages = {v1::STAGED, v1::STORED}}), ElementsAre(2, 3));
  EXPECT_THAT(read({.stages = {v1::ITEM_FAILED, v1::UNCERTAIN}}), ElementsAre(6, 7));
  EXPECT_THAT(read({.stages = {v1::DONE, v1::OPEN}}), ElementsAre(0, 1, 4, 5, 8, 9));
  EXPECT_THAT(read({.intents_only = true}), ElementsAre(4));
  EXPECT_THAT(read({.stages = {v1::STAGED}, .intents_only = true}), ElementsAre());
  EXPECT_THAT(read({.after = 7}), ElementsAre(8, 9));
  EXPECT_THAT(read({.limit = 0}), ElementsAre());
}

TEST_P(StoreSuite, AJobThatDoesNotExistHasNoCounters) {
  EXPECT_THAT(checkpoints().Count(99), ReasonIs(v1::INTERNAL_FAULT));
  EXPECT_THAT(checkpoints().Desired(99), ReasonIs(v1::INTERNAL_FAULT));
}

}  // namespace
}  // namespace photoferry
