// SPDX-License-Identifier: Apache-2.0
//
// Jobs that bring only what is new or changed since another one.
#include <functional>

#include "tests/suites/store/store_suite.h"

namespace photoferry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

v1::TransferJob NewsRequest() {
  v1::TransferJob job = JobRequest();
  job.set_since_last(true);
  return job;
}

using Edit = std::function<void(v1::Photo&)>;

ListedPhoto Edited(ListedPhoto listed, const Edit& edit) {
  edit(listed.photo);
  return listed;
}

TEST_P(StoreSuite, SinceLastWhatIsAsItWasIsSkippedWithAllThatIsKnownOfIt) {
  const ClaimedJob first =
      Bring({.albums = {AlbumNamed("A")}, .photos = {PhotoNamed("a", {"A"}), PhotoNamed("b")}});
  const ClaimedJob next = Begin(NewsRequest());
  EXPECT_EQ(Job(next.job.name()).since_job(), first.job.name());
  EXPECT_TRUE(Job(next.job.name()).since_last());
  CommitNext(next, {.albums = {AlbumNamed("A")},
                    .photos = {PhotoNamed("a", {"A"}), PhotoNamed("b"), PhotoNamed("c", {"A"})}});
  EXPECT_THAT(Unchanged(next), ElementsAre("a", "b"));
  const ItemRecord a = AllItems(next.walk.job)[0];
  EXPECT_EQ(a.size, 100);
  EXPECT_EQ(a.progress.remote().id(), "remote-0");
  EXPECT_EQ(a.progress.sha256(), std::string(32, 'h'));
  EXPECT_THAT(PlacedItems(next.walk.job, 0, /*to_be_made=*/false), ElementsAre(0));
  const v1::Counters counters = Job(next.job.name()).counters();
  EXPECT_EQ(counters.items().open(), 1);
  EXPECT_EQ(counters.bytes().skipped(), 201);
  EXPECT_EQ(counters.placements(), 2);
  EXPECT_EQ(counters.placements_done(), 1);
  ExpectLaws(checkpoints(), next.walk.job);
}

TEST_P(StoreSuite, SinceLastWithoutAnEarlierJobEverythingGoesAndANoticeSaysSo) {
  const ClaimedJob job = Begin(NewsRequest());
  CommitNext(job, {.photos = {PhotoNamed("a")}});
  EXPECT_EQ(Job(job.job.name()).since_job(), "");
  EXPECT_THAT(Job(job.job.name()).notices(), SizeIs(1));
  EXPECT_EQ(AllItems(job.walk.job)[0].stage, v1::OPEN);
}

TEST_P(StoreSuite, SinceLastAJobThatDoesNotAskForItBringsEverything) {
  Bring({.photos = {PhotoNamed("a")}});
  const ClaimedJob next = Begin(JobRequest());
  CommitNext(next, {.photos = {PhotoNamed("a")}});
  EXPECT_EQ(AllItems(next.walk.job)[0].stage, v1::OPEN);
  EXPECT_EQ(Job(next.job.name()).since_job(), "");
}

TEST_P(StoreSuite, SinceLastOnlyAJobOfTheSameThatSucceededCounts) {
  v1::TransferJob other_path = JobRequest();
  (*other_path.mutable_destination()->mutable_options())["root"] = "/elsewhere";
  v1::TransferJob selected = JobRequest();
  selected.mutable_selection()->add_kinds(v1::VIDEO);
  v1::TransferJob plan = JobRequest();
  plan.set_mode(v1::PLAN);
  for (const v1::TransferJob& other : {other_path, selected, plan}) Bring({}, other);
  const auto end = [&](const ClaimedJob& job, v1::JobState state) {
    CommitNext(job, {});
    End(job, state);
  };
  end(Begin(JobRequest(), "berta"), v1::SUCCEEDED);
  end(Begin(JobRequest(), "anna", "another disk"), v1::SUCCEEDED);
  end(Begin(JobRequest()), v1::FAILED);
  end(Begin(JobRequest()), v1::CANCELLED);
  v1::TransferJob theirs = JobRequest();
  ASSERT_THAT(jobs().Create("another-tenant", theirs, ""), IsOk());
  const ClaimedJob of_another = ClaimJob();
  JobUpdate keys;
  keys.source_key = "anna";
  keys.destination_key = "disk";
  ASSERT_THAT(checkpoints().UpdateJob(of_another.walk, keys), IsOk());
  end(of_another, v1::SUCCEEDED);
  EXPECT_EQ(Job(Begin(NewsRequest()).job.name()).since_job(), "");

  v1::TransferJob same = JobRequest();
  (*same.mutable_source()->mutable_options())["page_size"] = "7";  // not about what is brought
  const ClaimedJob right = Bring({}, same);
  EXPECT_EQ(Job(Begin(NewsRequest()).job.name()).since_job(), right.job.name());
}

TEST_P(StoreSuite, SinceLastOfSeveralTheOneThatEndedLastCounts) {
  const ClaimedJob slow = Begin(JobRequest());
  const ClaimedJob quick = Bring({.photos = {PhotoNamed("a")}});
  CommitNext(slow, {});
  End(slow);
  EXPECT_EQ(Job(Begin(NewsRequest()).job.name()).since_job(), slow.job.name());
  EXPECT_NE(slow.job.name(), quick.job.name());
}

TEST_P(StoreSuite, SinceLastTheJobThatItGoesOnFromIsLookedForOnce) {
  Bring({.photos = {PhotoNamed("a")}});
  const ClaimedJob next = Begin(NewsRequest());
  const std::string since = Job(next.job.name()).since_job();
  const ClaimedJob later = Bring({.photos = {PhotoNamed("b")}});
  Reopen();
  clock_.Advance(kTtl);
  const ClaimedJob again = ClaimJob();
  ASSERT_EQ(again.job.name(), next.job.name());
  EXPECT_TRUE(again.job.since_last());
  JobUpdate update;
  update.source_key = "anna";
  update.destination_key = "disk";
  ASSERT_THAT(checkpoints().UpdateJob(again.walk, update), IsOk());
  EXPECT_EQ(Job(next.job.name()).since_job(), since);
  EXPECT_NE(since, later.job.name());
  CommitNext(again, {.photos = {PhotoNamed("a"), PhotoNamed("b")}});
  EXPECT_THAT(Unchanged(again), ElementsAre("a"));
}

TEST_P(StoreSuite, SinceLastWhatWasEditedGoesAgain) {
  Bring({.photos = {PhotoNamed("a"), PhotoNamed("b"), PhotoNamed("c"), PhotoNamed("d")}});
  const ClaimedJob next = Begin(NewsRequest());
  CommitNext(next, {.photos = {
                        Edited(PhotoNamed("a"), [](auto& photo) { photo.set_caption("New"); }),
                        Edited(PhotoNamed("b"),
                               [](auto& photo) { photo.mutable_updated_time()->set_seconds(7); }),
                        Edited(PhotoNamed("c"), [](auto& photo) { photo.set_width(1); }),
                        PhotoNamed("d"),
                    }});
  EXPECT_THAT(Unchanged(next), ElementsAre("d"));
  ExpectLaws(checkpoints(), next.walk.job);
}

TEST_P(StoreSuite, SinceLastWhatTheSourceChangesByItselfIsNoEdit) {
  Bring({.photos = {PhotoNamed("a")}});
  const ClaimedJob next = Begin(NewsRequest());
  CommitNext(next, {.photos = {Edited(PhotoNamed("a"), [](v1::Photo& photo) {
                      photo.set_automatic_alt_text("May be a cat");
                      photo.set_permalink("https://elsewhere.example/a");
                      (*photo.mutable_extras())["likes"] = "7";
                      photo.mutable_media_key()->set_variant("another");
                    })}});
  EXPECT_THAT(Unchanged(next), ElementsAre("a"));
}

TEST_P(StoreSuite, SinceLastWhatDidNotArriveGoesAgain) {
  const ClaimedJob first = Begin(JobRequest());
  CommitNext(first, {.photos = {PhotoNamed("a"), PhotoNamed("b"), PhotoNamed("c"), PhotoNamed("d"),
                                PhotoNamed("e")}});
  Settle(first, {Arrived(0), MoveTo(1, v1::ITEM_FAILED, v1::ITEM_REJECTED),
                 MoveTo(2, v1::UNCERTAIN, v1::OUTCOME_UNKNOWN),
                 MoveTo(3, v1::SKIPPED, v1::SOURCE_GONE), Arrived(4)});
  End(first);
  const ClaimedJob next = Begin(NewsRequest());
  CommitNext(next, {.photos = {PhotoNamed("a"), PhotoNamed("b"), PhotoNamed("c"), PhotoNamed("d"),
                               PhotoNamed("e")}});
  EXPECT_THAT(Unchanged(next), ElementsAre("a", "e"));
}

TEST_P(StoreSuite, SinceLastANewAlbumMembershipGoes) {
  Bring({.albums = {AlbumNamed("A")}, .photos = {PhotoNamed("a", {"A"}), PhotoNamed("b", {"A"})}});
  const ClaimedJob next = Begin(NewsRequest());
  CommitNext(next, {.albums = {AlbumNamed("A"), AlbumNamed("B")},
                    .photos = {PhotoNamed("a", {"A", "B"}), PhotoNamed("b", {"A"})}});
  EXPECT_THAT(Unchanged(next), ElementsAre("b"));
}

TEST_P(StoreSuite, SinceLastAnAlbumThatALaterPageNamesOpensTheItemAgain) {
  Bring({.albums = {AlbumNamed("A")}, .photos = {PhotoNamed("a", {"A"}), PhotoNamed("b", {"A"})}});
  const ClaimedJob next = Begin(NewsRequest());
  PageResult result = CommitNext(next, {.albums = {AlbumNamed("A")},
                                        .photos = {PhotoNamed("a", {"A"}), PhotoNamed("b", {"A"})},
                                        .next = "2"});
  EXPECT_EQ(result.reopened, 0);
  EXPECT_EQ(AllAlbums(next.walk.job)[0].stage, AlbumStage::kClosed);
  result = CommitNext(next, {.albums = {AlbumNamed("B")}, .photos = {PhotoNamed("a", {"B"})}});
  EXPECT_EQ(result.reopened, 1);
  EXPECT_EQ(result.new_items, 0);
  EXPECT_THAT(Unchanged(next), ElementsAre("b"));
  const ItemRecord a = AllItems(next.walk.job)[0];
  EXPECT_EQ(a.stage, v1::OPEN);
  EXPECT_FALSE(a.progress.has_remote());
  EXPECT_EQ(a.home_album, 0);
  EXPECT_EQ(a.size, 100);
  // Both albums are to be seen to: the item is placed anew.
  EXPECT_EQ(AllAlbums(next.walk.job)[0].stage, AlbumStage::kOpen);
  EXPECT_FALSE(AllAlbums(next.walk.job)[0].ref.has_value());
  EXPECT_EQ(Job(next.job.name()).counters().placements(), 3);
  EXPECT_EQ(Job(next.job.name()).counters().placements_done(), 1);
  ExpectLaws(checkpoints(), next.walk.job);
  Settle(next, {Arrived(0)});
  EXPECT_THAT(PlacedItems(next.walk.job, 0, /*to_be_made=*/true), ElementsAre(0));
  EXPECT_THAT(PlacedItems(next.walk.job, 1, /*to_be_made=*/true), ElementsAre(0));
  ExpectLaws(checkpoints(), next.walk.job);
}

TEST_P(StoreSuite, SinceLastAnAlbumThatIsAsItWasStaysClosedUntilItGainsSomething) {
  Bring({.albums = {AlbumNamed("A"), AlbumNamed("B"), AlbumNamed("C")},
         .photos = {PhotoNamed("a", {"A"}), PhotoNamed("b", {"B"}), PhotoNamed("c", {"C"})}});
  const ClaimedJob next = Begin(NewsRequest());
  v1::PhotoAlbum renamed = AlbumNamed("C");
  renamed.set_title("Another title");
  CommitNext(next, {.albums = {AlbumNamed("A"), AlbumNamed("B"), renamed},
                    .photos = {PhotoNamed("a", {"A"}), PhotoNamed("b", {"B"}),
                               PhotoNamed("c", {"C"}), PhotoNamed("new", {"B"})}});
  const std::vector<AlbumRecord> albums = AllAlbums(next.walk.job);
  EXPECT_EQ(albums[0].stage, AlbumStage::kClosed);
  EXPECT_EQ(albums[0].ref->id(), "made-A");
  EXPECT_EQ(albums[1].stage, AlbumStage::kOpen);
  EXPECT_EQ(albums[2].stage, AlbumStage::kOpen);
  // For its manifest, B has what was brought and what comes.
  EXPECT_THAT(PlacedItems(next.walk.job, 1, /*to_be_made=*/false), ElementsAre(1));
}

TEST_P(StoreSuite, SinceLastAPlacementThatFailedIsNotBrought) {
  const ClaimedJob first = Begin(JobRequest());
  CommitNext(first, {.albums = {AlbumNamed("A")}, .photos = {PhotoNamed("a", {"A"})}});
  Settle(first, {Arrived(0)});
  const PlacementMove failed{0, 0, v1::ITEM_FAILED, ProblemOfReason(v1::ALBUM_FULL)};
  ASSERT_THAT(checkpoints().CommitPlacements(first.walk, {failed}), IsOk());
  End(first);
  const ClaimedJob next = Begin(NewsRequest());
  CommitNext(next, {.albums = {AlbumNamed("A")}, .photos = {PhotoNamed("a", {"A"})}});
  EXPECT_THAT(Unchanged(next), IsEmpty());
}

TEST_P(StoreSuite, SinceLastAJobInAChainKnowsWhatAllBeforeItBrought) {
  const ClaimedJob first = Bring({.photos = {PhotoNamed("a"), PhotoNamed("b")}});
  const ClaimedJob second = Begin(NewsRequest());
  CommitNext(second, {.photos = {PhotoNamed("a"), PhotoNamed("c")}});  // b is hidden for a while
  Settle(second, {Arrived(1)});
  End(second);
  EXPECT_THAT(Disappeared(second), ElementsAre("b"));
  const ClaimedJob third = Begin(NewsRequest());
  EXPECT_EQ(Job(third.job.name()).since_job(), second.job.name());
  CommitNext(third, {.photos = {PhotoNamed("a"), PhotoNamed("b"), PhotoNamed("c")}});
  EXPECT_THAT(Unchanged(third), ElementsAre("a", "b", "c"));
  EXPECT_THAT(Disappeared(third), IsEmpty());
  EXPECT_EQ(AllItems(third.walk.job)[0].progress.remote().id(), "remote-0");
  EXPECT_EQ(first.job.since_job(), "");
}

TEST_P(StoreSuite, SinceLastWhatDisappearedIsNotedWhenTheListingIsCompleteAndNotBefore) {
  Bring({.photos = {PhotoNamed("a"), PhotoNamed("b"), PhotoNamed("c"), PhotoNamed("d")}});
  const ClaimedJob next = Begin(NewsRequest());
  CommitNext(next, {.photos = {PhotoNamed("b")}, .next = "2"});
  EXPECT_THAT(Disappeared(next), IsEmpty());
  EXPECT_EQ(Job(next.job.name()).disappeared(), 0);
  CommitNext(next, {.photos = {PhotoNamed("e")}});
  EXPECT_THAT(Disappeared(next), ElementsAre("a", "c", "d"));
  EXPECT_EQ(Job(next.job.name()).disappeared(), 3);
  EXPECT_THAT(Job(next.job.name()).notices(), SizeIs(1));
  PF_ASSERT_OK_AND_ASSIGN(const ItemPage page, jobs().ListDisappeared(next.job.name(), 10, 0));
  EXPECT_EQ(page.items[0].photo().title(), "Title of a");
  EXPECT_EQ(page.items[0].remote().id(), "remote-0");
  // They are no part of this job.
  EXPECT_EQ(Job(next.job.name()).counters().items().found(), 2);
  ExpectLaws(checkpoints(), next.walk.job);
}

TEST_P(StoreSuite, SinceLastWhatALimitLeftOutHasNotDisappeared) {
  v1::TransferJob request = JobRequest();
  request.mutable_selection()->set_limit(2);
  const ClaimedJob first = Begin(request);
  CommitNext(first, {.photos = {PhotoNamed("a"), PhotoNamed("b"), PhotoNamed("c")}, .limit = 2});
  Settle(first, ArrivedUpTo(2));
  End(first);
  request.set_since_last(true);
  const ClaimedJob next = Begin(request);
  const PageResult result = CommitNext(
      next,
      {.photos = {PhotoNamed("a"), PhotoNamed("c"), PhotoNamed("d"), PhotoNamed("b")}, .limit = 2});
  // What is there already does not count for it.
  EXPECT_TRUE(result.limit_reached);
  EXPECT_THAT(Unchanged(next), ElementsAre("a"));
  EXPECT_EQ(Job(next.job.name()).counters().items().open(), 2);
  EXPECT_EQ(Job(next.job.name()).disappeared(), 0);
  EXPECT_THAT(Disappeared(next), IsEmpty());
}

TEST_P(StoreSuite, SinceLastAPlanKnowsItTooAndIsNoneToGoOnFrom) {
  Bring({.photos = {PhotoNamed("a")}});
  v1::TransferJob request = NewsRequest();
  request.set_mode(v1::PLAN);
  const ClaimedJob plan = Begin(request);
  CommitNext(plan, {.photos = {PhotoNamed("b")}});
  Settle(plan, {MoveTo(0, v1::DONE)});
  End(plan);
  EXPECT_EQ(Job(plan.job.name()).disappeared(), 1);
  const ClaimedJob next = Begin(NewsRequest());
  CommitNext(next, {.photos = {PhotoNamed("a"), PhotoNamed("b")}});
  EXPECT_THAT(Unchanged(next), ElementsAre("a"));
}

TEST_P(StoreSuite, SinceLastAJobThatAnotherStillListsFromCannotBeDeleted) {
  const ClaimedJob first = Bring({.photos = {PhotoNamed("a"), PhotoNamed("b")}});
  const ClaimedJob next = Begin(NewsRequest());
  CommitNext(next, {.photos = {PhotoNamed("a")}, .next = "2"});
  EXPECT_EQ(jobs().Delete(first.job.name()).code(), absl::StatusCode::kFailedPrecondition);
  CommitNext(next, {});
  End(next);
  EXPECT_THAT(jobs().Delete(first.job.name()), IsOk());
  // What disappeared keeps its name, and what was brought is known.
  EXPECT_THAT(Disappeared(next), ElementsAre("b"));
  EXPECT_EQ(Job(next.job.name()).since_job(), first.job.name());
  const ClaimedJob third = Begin(NewsRequest());
  CommitNext(third, {.photos = {PhotoNamed("a")}});
  EXPECT_THAT(Unchanged(third), ElementsAre("a"));
}

TEST_P(StoreSuite, SinceLastWithTheLastJobDeletedTheOneBeforeItCounts) {
  const ClaimedJob first = Bring({.photos = {PhotoNamed("a")}});
  const ClaimedJob second = Begin(NewsRequest());
  CommitNext(second, {.photos = {PhotoNamed("a"), PhotoNamed("b")}});
  Settle(second, {Arrived(1)});
  End(second);
  ASSERT_THAT(jobs().Delete(second.job.name()), IsOk());
  const ClaimedJob third = Begin(NewsRequest());
  EXPECT_EQ(Job(third.job.name()).since_job(), first.job.name());
  CommitNext(third, {.photos = {PhotoNamed("a"), PhotoNamed("b")}});
  EXPECT_THAT(Unchanged(third), ElementsAre("a"));
}

TEST_P(StoreSuite, SinceLastTheSamePageTwiceDoublesNothing) {
  Bring({.albums = {AlbumNamed("A")}, .photos = {PhotoNamed("a", {"A"}), PhotoNamed("b")}});
  const ClaimedJob next = Begin(NewsRequest());
  PF_ASSERT_OK_AND_ASSIGN(const auto listing, checkpoints().NextListing(next.walk.job));
  const PageCommit page = {.albums = {AlbumNamed("A")}, .photos = {PhotoNamed("a", {"A"})}};
  ASSERT_THAT(checkpoints().CommitPage(next.walk, *listing, page), IsOk());
  const std::string once = Job(next.job.name()).counters().ShortDebugString();
  ASSERT_THAT(checkpoints().CommitPage(next.walk, *listing, page), IsOk());
  EXPECT_EQ(Job(next.job.name()).counters().ShortDebugString(), once);
  EXPECT_THAT(Disappeared(next), ElementsAre("b"));
  ExpectLaws(checkpoints(), next.walk.job);
}

TEST_P(StoreSuite, SinceLastTryingFailedItemsAgainLeavesTheUnchangedAlone) {
  Bring({.photos = {PhotoNamed("a")}});
  const ClaimedJob next = Begin(NewsRequest());
  CommitNext(next, {.photos = {PhotoNamed("a"), PhotoNamed("b")}});
  Settle(next, {MoveTo(1, v1::ITEM_FAILED, v1::ITEM_REJECTED)});
  End(next);
  EXPECT_THAT(jobs().ReopenFailed(next.job.name(), {}, true), IsOkAndHolds(1));
  EXPECT_THAT(Unchanged(next), ElementsAre("a"));
}

TEST_P(StoreSuite, SinceLastAnotherRequestForNewsIsAnotherRequest) {
  ASSERT_THAT(jobs().Create("me", JobRequest(), "request"), IsOk());
  EXPECT_EQ(jobs().Create("me", NewsRequest(), "request").status().code(),
            absl::StatusCode::kAlreadyExists);
}

}  // namespace
}  // namespace photoferry
