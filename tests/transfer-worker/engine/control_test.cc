// SPDX-License-Identifier: Apache-2.0
//
// What people do to a job while it runs, and afterwards.
#include "tests/testing/status_matchers.h"
#include "tests/transfer-worker/engine/journey.h"

namespace photoferry {
namespace {

using fakes::Fault;
using ::testing::Each;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

// Slow enough to be met in the middle.
JourneyOptions Long() {
  return {.photos = 30, .videos = 2, .albums = 3, .parallel_items = 3};
}

void MakeSlow(Journey& journey, const std::string& call = "send") {
  journey.destination().AddFault(
      {.call = call, .times = -1, .kind = Fault::Kind::kSlow, .delay = absl::Milliseconds(30)});
}

class Control : public ::testing::TestWithParam<std::string> {
 protected:
  static std::string SendingCall() { return GetParam() == "test-fragments" ? "fragment" : "send"; }
};

TEST_P(Control, APausedJobRestsAndGoesOnWhereItWas) {
  Journey journey(GetParam(), Long());
  MakeSlow(journey, SendingCall());
  const std::string name = journey.Begin();
  journey.AwaitDone(3);
  ASSERT_THAT(journey.rig().desk().Express(name, Wish::kPause), IsOk());
  const v1::TransferJob paused = journey.rig().AwaitRest(name);
  ASSERT_EQ(paused.state(), v1::PAUSED);
  journey.ExpectLaws();
  EXPECT_GT(paused.counters().items().open() + (paused.listing_complete() ? 0 : 1), 0);
  const auto calls = journey.destination().Calls();
  journey.rig().scheduler().SleepFor(absl::Milliseconds(150), {});
  EXPECT_EQ(journey.destination().Calls(), calls);
  journey.destination().ClearFaults();
  const v1::TransferJob done = journey.ResumeAndAwait();
  journey.ExpectWhole(done);
  EXPECT_EQ(done.starts(), 2);
}

TEST_P(Control, ADrainedJobIsTakenUpByAnotherWorker) {
  Journey journey(GetParam(), Long());
  MakeSlow(journey, SendingCall());
  const std::string name = journey.Begin();
  journey.AwaitDone(3);
  journey.rig().Stop();
  PF_ASSERT_OK_AND_ASSIGN(const v1::TransferJob drained, journey.rig().desk().Get(name));
  EXPECT_EQ(drained.state(), v1::QUEUED);
  journey.ExpectLaws();
  journey.destination().ClearFaults();
  journey.NewWorker();
  journey.rig().Start();
  const v1::TransferJob done = journey.rig().AwaitRest(name);
  journey.ExpectWhole(done);
  EXPECT_EQ(done.starts(), 2);
}

TEST_P(Control, ACancelledJobEndsAndKeepsWhatArrived) {
  Journey journey(GetParam(), Long());
  MakeSlow(journey, SendingCall());
  const std::string name = journey.Begin();
  journey.AwaitDone(3);
  ASSERT_THAT(journey.rig().desk().Express(name, Wish::kCancel), IsOk());
  const v1::TransferJob cancelled = journey.rig().Await(name, rig::HasEnded);
  EXPECT_EQ(cancelled.state(), v1::CANCELLED);
  journey.ExpectLaws();
  EXPECT_GE(journey.Arrived().size(), 3);
  EXPECT_THAT(journey.destination().DoubledKeys(), IsEmpty());
  EXPECT_THAT(journey.rig().desk().Express(name, Wish::kResume), ReasonIs(v1::BAD_REQUEST));
}

INSTANTIATE_TEST_SUITE_P(Destinations, Control,
                         ::testing::Values("test-two-phase", "test-fragments", "test-lazy",
                                           "test-blind"),
                         [](const auto& info) { return TestNameOf(info.param); });

TEST(Drain, LeavesStagedBytesThatTheNextWorkerPublishesWithoutSendingThemAgain) {
  Journey journey("test-two-phase", {.photos = 6, .videos = 0, .albums = 1});
  journey.destination().AddFault({.call = "publish", .times = -1, .status = 401});
  const std::string name = journey.Begin();
  const v1::TransferJob waiting = journey.rig().AwaitRest(name);
  ASSERT_EQ(waiting.state(), v1::WAITING) << waiting.ShortDebugString();
  journey.ExpectLaws();
  journey.destination().ClearFaults();
  journey.NewWorker();
  journey.rig().Start();
  // The new worker was given the logins once more: the job goes on by itself.
  journey.ExpectWhole(journey.rig().Await(name, rig::HasEnded));
  EXPECT_EQ(journey.destination().Calls()["send"], 6);
}

TEST(Cancel, TakesHalfDoneUploadsBack) {
  Journey journey(
      "test-fragments",
      {.photos = 6, .videos = 0, .albums = 1, .file_bytes = 1 << 20, .adjust = [](auto& options) {
         options.patience = absl::Milliseconds(50);
       }});
  journey.destination().AddFault({.call = "fragment",
                                  .times = -1,
                                  .kind = Fault::Kind::kSlow,
                                  .delay = absl::Milliseconds(150)});
  const std::string name = journey.Begin();
  while (journey.destination().Calls()["fragment"] < 6) {
    journey.rig().scheduler().SleepFor(absl::Milliseconds(2), {});
  }
  ASSERT_THAT(journey.rig().desk().Express(name, Wish::kCancel), IsOk());
  EXPECT_EQ(journey.rig().Await(name, rig::HasEnded).state(), v1::CANCELLED);
  journey.ExpectLaws();
  const std::map<std::string, int64_t> calls = journey.destination().Calls();
  EXPECT_GT(calls.count("discard"), 0);
}

TEST(Retry, SendsOnlyWhatFailed) {
  Journey journey("test-two-phase");
  journey.destination().AddFault({.call = "send", .nth = 2, .times = 3, .status = 400});
  const v1::TransferJob job = journey.Run();
  ASSERT_EQ(job.counters().items().failed(), 3);
  const int64_t sent = journey.destination().Calls()["send"];
  const auto reopened = journey.Retry();
  ASSERT_THAT(reopened, IsOk());
  EXPECT_EQ(reopened->reopened(), 3);
  journey.ExpectWhole(journey.rig().AwaitRest(journey.name()));
  EXPECT_EQ(journey.destination().Calls()["send"], sent + 3);
}

TEST(Retry, PutsWhatArrivesLateIntoItsAlbums) {
  for (const std::string to : {"folder", "test-lazy", "test-early", "test-fragments"}) {
    SCOPED_TRACE(to);
    Journey journey(to, {.photos = 12, .videos = 0, .albums = 1});
    const demo::DemoAlbum& album = journey.graph().account().album(0);
    journey.graph().faults().Add({.item = journey.PhotoId(album.first_photo),
                                  .server = "cdn",
                                  .times = 6,
                                  .fault = {.kind = demo::FaultKind::kHtml}});
    ASSERT_EQ(journey.Run().counters().items().failed(), 1);
    ASSERT_THAT(journey.Retry(), IsOk());
    const v1::TransferJob job = journey.rig().AwaitRest(journey.name());
    journey.ExpectWhole(job);
    EXPECT_EQ(job.counters().placements_done(), job.counters().placements());
  }
}

TEST(Retry, LeavesUncertainItemsAloneUnlessTheyAreIncluded) {
  Journey journey("test-blind");
  journey.destination().AddFault({.call = "send", .nth = 3, .kind = Fault::Kind::kCloseBefore});
  ASSERT_EQ(journey.Run().counters().items().uncertain(), 1);
  PF_ASSERT_OK_AND_ASSIGN(const auto none, journey.Retry());
  EXPECT_EQ(none.reopened(), 0);
  EXPECT_EQ(none.transfer_job().state(), v1::SUCCEEDED);
  PF_ASSERT_OK_AND_ASSIGN(const auto one, journey.Retry(/*include_uncertain=*/true));
  EXPECT_EQ(one.reopened(), 1);
  journey.ExpectWhole(journey.rig().AwaitRest(journey.name()));
}

TEST(Wishes, ThatAJobsStateDoesNotAllowAreRefusedAndChangeNothing) {
  Journey journey("test-two-phase");
  const v1::TransferJob done = journey.Run();
  for (const Wish wish : {Wish::kPause, Wish::kResume, Wish::kCancel}) {
    const auto refused = journey.rig().desk().Express(journey.name(), wish);
    EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition));
    EXPECT_THAT(refused, ReasonIs(v1::BAD_REQUEST));
  }
  PF_ASSERT_OK_AND_ASSIGN(const v1::TransferJob after, journey.rig().desk().Get(journey.name()));
  EXPECT_EQ(after.SerializeAsString().size(), done.SerializeAsString().size());
  EXPECT_THAT(journey.rig().desk().Delete(journey.name()), IsOk());
  EXPECT_FALSE(journey.rig().desk().Get(journey.name()).ok());
}

TEST(Wishes, AnswerAJobThatWaitsOrHasNotBegun) {
  Journey journey("test-two-phase");
  const std::string name = journey.rig().Create(journey.Job()).name();
  PF_ASSERT_OK_AND_ASSIGN(const auto paused, journey.rig().desk().Express(name, Wish::kPause));
  EXPECT_EQ(paused.state(), v1::PAUSED);
  EXPECT_THAT(journey.rig().desk().Delete("tenants/default/transferJobs/none"),
              StatusIs(absl::StatusCode::kNotFound));
  PF_ASSERT_OK_AND_ASSIGN(const auto queued, journey.rig().desk().Express(name, Wish::kResume));
  EXPECT_EQ(queued.state(), v1::QUEUED);
  PF_ASSERT_OK_AND_ASSIGN(const auto ended, journey.rig().desk().Express(name, Wish::kCancel));
  EXPECT_EQ(ended.state(), v1::CANCELLED);
  journey.rig().Start();
  journey.rig().scheduler().SleepFor(absl::Milliseconds(100), {});
  EXPECT_THAT(journey.destination().Calls(), IsEmpty());
}

TEST(TwoJobs, ToOneAccountTakeTurnsWhereTheDestinationAsksForThem) {
  Journey journey("test-two-phase", {.photos = 15, .videos = 0, .albums = 3});
  journey.destination().AddFault({.call = "publish",
                                  .times = -1,
                                  .kind = Fault::Kind::kSlow,
                                  .delay = absl::Milliseconds(20)});
  const std::string one = journey.rig().Create(journey.Job()).name();
  const std::string two = journey.rig().Create(journey.Job()).name();
  journey.rig().Start();
  for (const std::string& name : {one, two}) {
    EXPECT_EQ(journey.rig().AwaitRest(name).state(), v1::SUCCEEDED);
    EXPECT_EQ(journey.rig().BrokenLaws(name), "");
    // The destination refuses two publish calls at once; no item met that.
    for (const v1::TransferItem& item : journey.rig().Items(name)) EXPECT_EQ(item.attempts(), 1);
  }
  std::multiset<std::string> twice = journey.Expected();
  twice.merge(journey.Expected());
  EXPECT_EQ(journey.Arrived(), twice);
  EXPECT_THAT(journey.destination().DoubledKeys(), IsEmpty());
}

}  // namespace
}  // namespace photoferry
