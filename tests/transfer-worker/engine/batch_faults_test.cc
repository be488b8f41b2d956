// SPDX-License-Identifier: Apache-2.0
//
// Faults of destinations that work in batches, in sessions or with albums.
#include "common/base/hash.h"
#include "tests/testing/status_matchers.h"
#include "tests/transfer-worker/engine/journey.h"

namespace photoferry {
namespace {

using fakes::Fault;
using ::testing::IsEmpty;
using ::testing::SizeIs;

void AwaitCall(Journey& journey, const std::string& call, int64_t times) {
  while (journey.destination().Calls()[call] < times) {
    journey.rig().scheduler().SleepFor(absl::Milliseconds(2), {});
  }
}

TEST(PublishFault, AnEntryThatTheAnswerLeavesOutIsAskedForAndNotDoubled) {
  Journey journey("test-two-phase");
  journey.destination().AddFault(
      {.call = "publish", .times = 2, .kind = Fault::Kind::kShortAnswer});
  journey.ExpectWhole(journey.Run());
  EXPECT_GE(journey.destination().Calls()["check"], 1);
}

TEST(PublishFault, ARefusedEntryFailsAloneAndARetryBringsItIn) {
  Journey journey("test-two-phase");
  journey.destination().AddFault({.call = "publish", .kind = Fault::Kind::kRejectFirst});
  const v1::TransferJob job = journey.Run();
  journey.ExpectLaws();
  EXPECT_EQ(job.state(), v1::SUCCEEDED);
  const auto failed = journey.ItemsById({v1::ITEM_FAILED});
  ASSERT_THAT(failed, SizeIs(1));
  EXPECT_EQ(failed.begin()->second.problem().reason(), v1::ITEM_REJECTED);
  EXPECT_THAT(journey.Arrived(), SizeIs(journey.Expected().size() - 1));
  ASSERT_THAT(journey.Retry(), IsOk());
  journey.ExpectWhole(journey.rig().AwaitRest(journey.name()));
}

TEST(PublishFault, StagedBytesThatExpireAreSentAgain) {
  Journey journey("test-two-phase");
  journey.destination().AddFault(
      {.call = "publish", .kind = Fault::Kind::kSlow, .delay = absl::Milliseconds(300)});
  const std::string name = journey.Begin();
  AwaitCall(journey, "publish", 1);
  journey.destination().ExpireStaged();
  journey.ExpectWhole(journey.rig().AwaitRest(name));
  EXPECT_GT(journey.destination().Calls()["send"], static_cast<int>(journey.Expected().size()));
}

TEST(PublishFault, ACallThatNeverSucceedsEndsInFailedItemsAndNotInALoop) {
  Journey journey("test-two-phase", {.photos = 3, .videos = 0, .albums = 1, .adjust = [](auto& o) {
                                       o.item_attempts = 3;
                                     }});
  journey.destination().AddFault(
      {.call = "publish", .times = -1, .kind = Fault::Kind::kCloseBefore});
  const v1::TransferJob job = journey.Run();
  journey.ExpectLaws();
  EXPECT_EQ(job.state(), v1::SUCCEEDED);
  EXPECT_EQ(job.counters().items().failed(), 3);
  EXPECT_LE(journey.destination().Calls()["publish"], 9);
}

TEST(SessionFault, ASessionThatExpiresInTheMiddleOfAFileIsBegunAnew) {
  Journey journey("test-fragments",
                  {.photos = 2, .videos = 0, .albums = 1, .file_bytes = 700 << 10});
  journey.destination().AddFault(
      {.call = "fragment", .nth = 4, .kind = Fault::Kind::kSlow, .delay = absl::Milliseconds(300)});
  const std::string name = journey.Begin();
  AwaitCall(journey, "fragment", 4);
  journey.destination().ExpireStaged();
  journey.ExpectWhole(journey.rig().AwaitRest(name));
  EXPECT_GE(journey.destination().Calls()["session"], 3);
}

TEST(SessionFault, ABrokenFragmentGoesOnWhereTheDestinationStands) {
  Journey journey("test-fragments",
                  {.photos = 1, .videos = 0, .albums = 1, .file_bytes = 900 << 10});
  journey.destination().AddFault(
      {.call = "fragment", .nth = 3, .kind = Fault::Kind::kCloseMidway, .after_bytes = 100 << 10});
  journey.ExpectWhole(journey.Run());
  // Four fragments, one of them twice; the source is asked for the rest only.
  EXPECT_EQ(journey.destination().Calls()["fragment"], 5);
  EXPECT_EQ(journey.graph().counters()["cdn/range"], 1);
}

TEST(SessionFault, AFileThatTheSourceCutsShortGoesOnWhereTheDestinationStands) {
  Journey journey("test-fragments",
                  {.photos = 1, .videos = 0, .albums = 1, .file_bytes = 900 << 10});
  journey.graph().faults().Add(
      {.item = journey.PhotoId(0),
       .server = "cdn",
       .fault = {.kind = demo::FaultKind::kTruncate, .at_byte = 600 << 10}});
  journey.ExpectWhole(journey.Run());
  EXPECT_LE(journey.destination().Calls()["fragment"], 5);
  EXPECT_EQ(journey.graph().counters()["cdn/range"], 1);
}

TEST(AlbumFault, AnAlbumThatCannotBeMadeCostsThePlacementsAndNoItem) {
  Journey journey("test-two-phase");
  journey.destination().AddFault({.call = "make_album", .status = 400});
  const v1::TransferJob job = journey.Run();
  journey.ExpectLaws();
  EXPECT_EQ(job.state(), v1::SUCCEEDED);
  EXPECT_EQ(journey.Arrived(), journey.Expected());
  EXPECT_GT(job.counters().placements_failed(), 0);
  EXPECT_EQ(job.counters().placements_done() + job.counters().placements_failed(),
            job.counters().placements());
  for (const auto& [id, item] : journey.ItemsById()) {
    for (const v1::PlacementOutcome& placement : item.placements()) {
      if (placement.stage() == v1::DONE) continue;
      EXPECT_EQ(placement.stage(), v1::ITEM_FAILED) << id;
      EXPECT_EQ(placement.problem().reason(), v1::ITEM_REJECTED) << id;
    }
  }
}

TEST(AlbumFault, ARetryPutsItemsIntoTheAlbumThatCouldNotBeMade) {
  Journey journey("test-two-phase");
  journey.destination().AddFault({.call = "make_album", .status = 400});
  journey.Run();
  ASSERT_THAT(journey.Retry(), IsOk());
  const v1::TransferJob job = journey.rig().AwaitRest(journey.name());
  journey.ExpectWhole(job);
  EXPECT_EQ(job.counters().placements_done(), job.counters().placements());
}

TEST(AlbumFault, AnItemThatTheAlbumRefusesIsDoneAndItsPlacementFailed) {
  Journey journey("test-lazy");
  journey.destination().AddFault({.call = "place", .kind = Fault::Kind::kRejectFirst});
  const v1::TransferJob job = journey.Run();
  journey.ExpectLaws();
  EXPECT_EQ(job.counters().items().done(), job.counters().items().found());
  EXPECT_EQ(job.counters().placements_failed(), 1);
}

TEST(AlbumFault, AnAlbumThatIsFullKeepsWhatItHasAndNamesWhatItDidNotTake) {
  Journey journey("test-early",
                  {.photos = 8, .videos = 0, .albums = 1, .destination = {.album_capacity = 3}});
  const v1::TransferJob job = journey.Run();
  journey.ExpectLaws();
  EXPECT_EQ(job.state(), v1::SUCCEEDED);
  EXPECT_EQ(journey.Arrived(), journey.Expected());
  EXPECT_EQ(job.counters().placements_done(), 3);
  EXPECT_EQ(job.counters().placements_failed(), job.counters().placements() - 3);
  int64_t full = 0;
  for (const auto& [id, item] : journey.ItemsById()) {
    for (const v1::PlacementOutcome& placement : item.placements()) {
      full += placement.problem().reason() == v1::ALBUM_FULL ? 1 : 0;
    }
  }
  EXPECT_EQ(full, job.counters().placements_failed());
}

TEST(AlbumFault, AFaultyConnectionToADestinationIsWaitedOut) {
  Journey journey("test-two-phase");
  journey.destination().AddFault({.call = "connect", .status = 503});
  const v1::TransferJob waiting = journey.Run();
  ASSERT_EQ(waiting.state(), v1::WAITING);
  EXPECT_EQ(waiting.waiting().problem().reason(), v1::SERVICE_DOWN);
  EXPECT_TRUE(waiting.waiting().has_wake_time());
  journey.ExpectWhole(journey.ResumeAndAwait());
}

}  // namespace
}  // namespace photoferry
