// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/store/job_control.h"

#include "tests/suites/store/store_suite.h"

namespace photoferry {
namespace {

using ::testing::ElementsAre;

TEST_P(StoreSuite, ANewJobIsQueuedUnderANameOfItsOwn) {
  v1::TransferJob request = JobRequest();
  request.set_name("tenants/x/transferJobs/forged");
  request.set_state(v1::SUCCEEDED);
  request.mutable_selection()->set_limit(5);
  PF_ASSERT_OK_AND_ASSIGN(const v1::TransferJob job, jobs().Create("me", request, ""));
  EXPECT_EQ(job.name().rfind("tenants/me/transferJobs/", 0), 0u);
  EXPECT_EQ(job.state(), v1::QUEUED);
  EXPECT_EQ(job.desired_state(), v1::RUN);
  EXPECT_EQ(job.mode(), v1::TRANSFER);
  EXPECT_EQ(job.source().provider(), "facebook");
  EXPECT_EQ(job.destination().options().at("root"), "/photos");
  EXPECT_EQ(job.selection().limit(), 5);
  EXPECT_TRUE(job.has_create_time());
  EXPECT_FALSE(job.has_start_time());
  Reopen();
  EXPECT_EQ(Job(job.name()).SerializeAsString(), job.SerializeAsString());
}

TEST_P(StoreSuite, ARequestThatComesTwiceMakesOneJob) {
  PF_ASSERT_OK_AND_ASSIGN(const auto first, jobs().Create("me", JobRequest(), "request-1"));
  Reopen();
  PF_ASSERT_OK_AND_ASSIGN(const auto again, jobs().Create("me", JobRequest(), "request-1"));
  EXPECT_EQ(again.name(), first.name());
  v1::TransferJob other = JobRequest();
  other.set_mode(v1::PLAN);
  const auto refused = jobs().Create("me", other, "request-1");
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kAlreadyExists));
  EXPECT_THAT(refused, ReasonIs(v1::BAD_REQUEST));
  PF_ASSERT_OK_AND_ASSIGN(const auto elsewhere, jobs().Create("you", JobRequest(), "request-1"));
  EXPECT_NE(elsewhere.name(), first.name());
}

TEST_P(StoreSuite, AnEmptyRequestIdIsNeverRemembered) {
  PF_ASSERT_OK_AND_ASSIGN(const auto first, jobs().Create("me", JobRequest(), ""));
  PF_ASSERT_OK_AND_ASSIGN(const auto second, jobs().Create("me", JobRequest(), ""));
  EXPECT_NE(first.name(), second.name());
}

TEST_P(StoreSuite, ATenantIsAWordWithoutSlashes) {
  EXPECT_THAT(jobs().Create("", JobRequest(), ""), ReasonIs(v1::BAD_REQUEST));
  EXPECT_THAT(jobs().Create("a/b", JobRequest(), ""), ReasonIs(v1::BAD_REQUEST));
}

TEST_P(StoreSuite, AnUnknownNameIsNotFound) {
  PF_ASSERT_OK_AND_ASSIGN(const auto job, jobs().Create("me", JobRequest(), ""));
  std::string of_another = job.name();
  of_another.replace(0, 10, "tenants/us");
  for (const std::string& name : {std::string("nonsense"), of_another, job.name() + "/items/1",
                                  std::string("tenants/me/transferJobs/")}) {
    EXPECT_THAT(jobs().Get(name), StatusIs(absl::StatusCode::kNotFound)) << name;
    EXPECT_THAT(jobs().Get(name), ReasonIs(v1::BAD_REQUEST));
    EXPECT_THAT(jobs().Express(name, Wish::kPause), StatusIs(absl::StatusCode::kNotFound));
    EXPECT_THAT(jobs().Delete(name), StatusIs(absl::StatusCode::kNotFound));
    EXPECT_THAT(jobs().ListItems(name, {}, 10, 0), StatusIs(absl::StatusCode::kNotFound));
    EXPECT_THAT(jobs().ReopenFailed(name, {}, false), StatusIs(absl::StatusCode::kNotFound));
  }
}

TEST_P(StoreSuite, JobsAreListedNewestFirstAndByTenant) {
  std::vector<std::string> names;
  for (int i = 0; i < 5; ++i) {
    PF_ASSERT_OK_AND_ASSIGN(const auto job, jobs().Create("me", JobRequest(), ""));
    ASSERT_THAT(jobs().Create("you", JobRequest(), ""), IsOk());
    names.insert(names.begin(), job.name());
  }
  std::vector<std::string> listed;
  int64_t after = 0;
  do {
    PF_ASSERT_OK_AND_ASSIGN(const JobPage page, jobs().List("me", 2, after));
    EXPECT_LE(page.jobs.size(), 2u);
    for (const v1::TransferJob& job : page.jobs) listed.push_back(job.name());
    after = page.next;
  } while (after != 0);
  EXPECT_EQ(listed, names);
}

TEST_P(StoreSuite, AJobThatNobodyHoldsObeysAtOnce) {
  PF_ASSERT_OK_AND_ASSIGN(const auto job, jobs().Create("me", JobRequest(), ""));
  PF_ASSERT_OK_AND_ASSIGN(const auto paused, jobs().Express(job.name(), Wish::kPause));
  EXPECT_EQ(paused.state(), v1::PAUSED);
  PF_ASSERT_OK_AND_ASSIGN(const auto resumed, jobs().Express(job.name(), Wish::kResume));
  EXPECT_EQ(resumed.state(), v1::QUEUED);
  EXPECT_THAT(jobs().Express(job.name(), Wish::kResume),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  PF_ASSERT_OK_AND_ASSIGN(const auto cancelled, jobs().Express(job.name(), Wish::kCancel));
  EXPECT_EQ(cancelled.state(), v1::CANCELLED);
  EXPECT_TRUE(cancelled.has_end_time());
}

TEST_P(StoreSuite, AJobWhoseWorkerDiedObeysAtOnceAndFencesItOff) {
  const ClaimedJob job = StartJob();
  clock_.Advance(kTtl);
  PF_ASSERT_OK_AND_ASSIGN(const auto paused, jobs().Express(job.job.name(), Wish::kPause));
  EXPECT_EQ(paused.state(), v1::PAUSED);
  EXPECT_THAT(checkpoints().Renew(job.walk, kTtl), ReasonIs(v1::LEASE_LOST));
}

TEST_P(StoreSuite, ADeletedJobLeavesNothingAndItsRequestIdIsFree) {
  PF_ASSERT_OK_AND_ASSIGN(const auto made, jobs().Create("me", JobRequest(), "request-1"));
  const ClaimedJob job = ClaimJob();
  CommitNext(job, {.albums = {AlbumNamed("A")}, .photos = {PhotoNamed("a", {"A"})}});
  EXPECT_THAT(jobs().Delete(made.name()), StatusIs(absl::StatusCode::kFailedPrecondition));
  ASSERT_THAT(checkpoints().UpdateJob(job.walk, {.state = v1::SUCCEEDED}), IsOk());
  ASSERT_THAT(jobs().Delete(made.name()), IsOk());
  EXPECT_THAT(jobs().Get(made.name()), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_TRUE(AllItems(job.walk.job).empty());
  EXPECT_TRUE(AllAlbums(job.walk.job).empty());
  PF_ASSERT_OK_AND_ASSIGN(const auto next, jobs().Create("me", JobRequest(), "request-1"));
  EXPECT_NE(next.name(), made.name());
  // A number is never used again, so that an old lease cannot fit a new job.
  EXPECT_GT(ClaimJob().walk.job, job.walk.job);
}

TEST_P(StoreSuite, ItemsAreListedWithTheFateOfTheirPlacements) {
  const ClaimedJob job = StartJob();
  CommitNext(job, {.albums = {AlbumNamed("A"), AlbumNamed("B")},
                   .photos = {PhotoNamed("a", {"A", "B"}, 10), PhotoNamed("b"), PhotoNamed("c")}});
  const Lease unit = ClaimUnit(job.walk.job, 0);
  ItemMove done = MoveTo(0, v1::DONE);
  done.placed_at_home = true;
  done.attempts = 2;
  done.progress.mutable_remote()->set_id("there-1");
  done.progress.set_integrity(v1::HASH_CONFIRMED);
  done.progress.set_sha256("0123");
  ASSERT_THAT(checkpoints().CommitMoves(unit, {done, MoveTo(1, v1::ITEM_FAILED, v1::TRUNCATED)}),
              IsOk());
  ASSERT_THAT(checkpoints().CommitPlacements(
                  job.walk, {{1, 0, v1::ITEM_FAILED, ProblemOfReason(v1::ALBUM_FULL)}}),
              IsOk());
  PF_ASSERT_OK_AND_ASSIGN(const ItemPage page, jobs().ListItems(job.job.name(), {}, 2, 0));
  ASSERT_EQ(page.items.size(), 2u);
  const v1::TransferItem& first = page.items[0];
  EXPECT_EQ(first.name(), job.job.name() + "/items/0");
  EXPECT_EQ(first.photo().id(), "a");
  EXPECT_EQ(first.photo().size_bytes(), 10);
  EXPECT_EQ(first.stage(), v1::DONE);
  EXPECT_EQ(first.attempts(), 2);
  EXPECT_EQ(first.remote().id(), "there-1");
  EXPECT_EQ(first.integrity(), v1::HASH_CONFIRMED);
  EXPECT_EQ(first.sha256(), "0123");
  ASSERT_EQ(first.placements_size(), 2);
  EXPECT_EQ(first.placements(0).album_title(), "Album A");
  EXPECT_EQ(first.placements(0).stage(), v1::DONE);
  EXPECT_EQ(first.placements(1).album_id(), "B");
  EXPECT_EQ(first.placements(1).stage(), v1::ITEM_FAILED);
  EXPECT_EQ(first.placements(1).problem().reason(), v1::ALBUM_FULL);
  EXPECT_EQ(page.items[1].problem().reason(), v1::TRUNCATED);
  PF_ASSERT_OK_AND_ASSIGN(const ItemPage rest, jobs().ListItems(job.job.name(), {}, 2, page.next));
  ASSERT_EQ(rest.items.size(), 1u);
  EXPECT_EQ(rest.items[0].photo().id(), "c");
  EXPECT_EQ(rest.next, 0);
}

TEST_P(StoreSuite, ItemsAreFilteredByStageAndReason) {
  const ClaimedJob job = StartJob();
  PageCommit page;
  for (int i = 0; i < 8; ++i) page.photos.push_back(PhotoNamed(absl::StrCat("p", i)));
  CommitNext(job, page);
  ASSERT_THAT(checkpoints().CommitMoves(
                  ClaimUnit(job.walk.job, 0),
                  {MoveTo(1, v1::ITEM_FAILED, v1::TRUNCATED), MoveTo(3, v1::DONE),
                   MoveTo(5, v1::ITEM_FAILED, v1::NOT_MEDIA),
                   MoveTo(6, v1::SKIPPED, v1::SOURCE_GONE), MoveTo(7, v1::OPEN, v1::TRUNCATED)}),
              IsOk());
  const auto ids = [&](const ItemFilter& filter) {
    std::vector<std::string> found;
    int64_t after = 0;
    do {
      const absl::StatusOr<ItemPage> some = jobs().ListItems(job.job.name(), filter, 1, after);
      EXPECT_THAT(some, IsOk());
      for (const v1::TransferItem& item : some->items) found.push_back(item.photo().id());
      after = some->next;
    } while (after != 0);
    return found;
  };
  EXPECT_THAT(ids({.stages = {v1::ITEM_FAILED}}), ElementsAre("p1", "p5"));
  EXPECT_THAT(ids({.stages = {v1::ITEM_FAILED, v1::SKIPPED}}), ElementsAre("p1", "p5", "p6"));
  EXPECT_THAT(ids({.stages = {v1::OPEN}}), ElementsAre("p0", "p2", "p4", "p7"));
  EXPECT_THAT(ids({.stages = {v1::DONE, v1::SKIPPED}}), ElementsAre("p3", "p6"));
  EXPECT_THAT(ids({.reasons = {v1::TRUNCATED}}), ElementsAre("p1", "p7"));
  EXPECT_THAT(ids({.stages = {v1::ITEM_FAILED}, .reasons = {v1::NOT_MEDIA}}), ElementsAre("p5"));
}

}  // namespace
}  // namespace photoferry
