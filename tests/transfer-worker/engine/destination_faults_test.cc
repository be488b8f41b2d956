// SPDX-License-Identifier: Apache-2.0
//
// What a destination may do while it is given things, and what becomes of the items.
#include "common/base/hash.h"
#include "tests/testing/canary.h"
#include "tests/testing/status_matchers.h"
#include "tests/transfer-worker/engine/journey.h"

namespace photoferry {
namespace {

using fakes::Fault;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::Ge;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Le;
using ::testing::Not;
using ::testing::SizeIs;

// The call that makes an item visible.
std::string MakingCall(const std::string& destination) {
  if (destination == "test-two-phase") return "publish";
  return destination == "test-fragments" ? "fragment" : "send";
}

class DestinationFaults : public ::testing::TestWithParam<std::string> {
 protected:
  std::string making() const { return MakingCall(GetParam()); }
  bool blind() const { return GetParam() == "test-blind"; }

  // Everything is there once. What a blind destination may have been given stays uncertain, by
  // name, and only that may be missing.
  void ExpectNothingLostOrDoubled(Journey& journey, const v1::TransferJob& job) {
    if (!blind()) return journey.ExpectWhole(job);
    journey.ExpectLaws();
    EXPECT_EQ(job.state(), v1::SUCCEEDED) << job.ShortDebugString();
    EXPECT_THAT(journey.destination().DoubledKeys(), IsEmpty());
    EXPECT_EQ(job.counters().items().done() + job.counters().items().uncertain(),
              job.counters().items().found());
    const auto uncertain = journey.ItemsById({v1::UNCERTAIN});
    EXPECT_THAT(uncertain, SizeIs(job.counters().items().uncertain()));
    for (const auto& [id, item] : uncertain) {
      EXPECT_EQ(item.problem().reason(), v1::OUTCOME_UNKNOWN);
      EXPECT_THAT(item.problem().what_to_do(), Not(IsEmpty()));
    }
    EXPECT_GE(journey.Arrived().size() + uncertain.size(), journey.Expected().size());
  }
};

TEST_P(DestinationFaults, ServerErrorsThatPassLoseAndDoubleNothing) {
  Journey journey(GetParam());
  for (const std::string call : {"find_album", "make_album", "session", "place", "check"}) {
    journey.destination().AddFault({.call = call, .times = 2, .status = 503});
  }
  journey.destination().AddFault({.call = making(), .nth = 2, .times = 2, .status = 500});
  ExpectNothingLostOrDoubled(journey, journey.Run());
}

TEST_P(DestinationFaults, AnAnswerThatIsLostAfterTheDeedDoublesNothing) {
  Journey journey(GetParam());
  journey.destination().AddFault(
      {.call = making(), .nth = 2, .times = 3, .kind = Fault::Kind::kCloseAfter});
  const v1::TransferJob job = journey.Run();
  ExpectNothingLostOrDoubled(journey, job);
  EXPECT_EQ(journey.Arrived(), journey.Expected());
  if (blind()) {
    EXPECT_EQ(job.counters().items().uncertain(), 3);
  }
}

TEST_P(DestinationFaults, WhatIsFoundOnlyAfterAWhileIsNotSentAgainMeanwhile) {
  Journey journey(GetParam(),
                  {.destination = {.silent_uploads = true, .found_after = absl::Seconds(1)}});
  journey.destination().AddFault(
      {.call = making(), .nth = 2, .times = 2, .kind = Fault::Kind::kCloseAfter});
  ExpectNothingLostOrDoubled(journey, journey.Run());
  EXPECT_EQ(journey.Arrived(), journey.Expected());
}

TEST_P(DestinationFaults, AServerErrorAfterTheDeedDoublesNothing) {
  Journey journey(GetParam());
  journey.destination().AddFault(
      {.call = making(), .nth = 1, .kind = Fault::Kind::kStatusAfter, .status = 500});
  journey.destination().AddFault(
      {.call = making(), .nth = 2, .kind = Fault::Kind::kStatusAfter, .status = 503});
  ExpectNothingLostOrDoubled(journey, journey.Run());
  EXPECT_EQ(journey.Arrived(), journey.Expected());
}

TEST_P(DestinationFaults, AnAnswerThatIsLostFromEveryOtherCallDoublesNothing) {
  Journey journey(GetParam());
  for (const std::string call : {"find_album", "make_album", "session", "place", "check"}) {
    journey.destination().AddFault({.call = call, .kind = Fault::Kind::kCloseAfter});
  }
  const v1::TransferJob job = journey.Run();
  ExpectNothingLostOrDoubled(journey, job);
  std::set<std::string> titles;
  for (const fakes::StoredAlbum& album : journey.destination().Albums()) {
    EXPECT_TRUE(titles.insert(album.key).second) << album.title;
  }
}

TEST_P(DestinationFaults, AConnectionThatBreaksInTheMiddleOfAFileLosesNothing) {
  Journey journey(GetParam());
  journey.destination().AddFault({.call = GetParam() == "test-fragments" ? "fragment" : "send",
                                  .nth = 2,
                                  .times = 2,
                                  .kind = Fault::Kind::kCloseMidway,
                                  .after_bytes = 10000});
  ExpectNothingLostOrDoubled(journey, journey.Run());
}

TEST_P(DestinationFaults, AShortRetryAfterIsAPauseThatCostsNoAttempt) {
  Journey journey(GetParam(), {.adjust = [](auto& options) { options.item_attempts = 1; }});
  journey.destination().AddFault(
      {.call = making(), .nth = 2, .status = 429, .retry_after_seconds = 1});
  const absl::Time begun = absl::Now();
  journey.ExpectWhole(journey.Run());
  EXPECT_GE(absl::Now() - begun, absl::Seconds(1));
}

// The destination could tell, only not now: that is no doubt.
TEST_P(DestinationFaults, AnItemInDoubtStaysSoWhileTheDestinationHasHadTooManyCalls) {
  Journey journey(GetParam(), {.adjust = [](auto& options) { options.item_attempts = 2; }});
  journey.destination().AddFault({.call = making(), .nth = 2, .kind = Fault::Kind::kCloseAfter});
  for (const std::string call : {"check", "session"}) {
    journey.destination().AddFault(
        {.call = call, .times = 2, .status = 429, .retry_after_seconds = 1});
  }
  ExpectNothingLostOrDoubled(journey, journey.Run());
}

TEST_P(DestinationFaults, ALongRetryAfterMakesTheJobWaitAndCostsNothing) {
  Journey journey(GetParam(), {.adjust = [](auto& options) { options.item_attempts = 1; }});
  journey.destination().AddFault(
      {.call = making(), .nth = 2, .times = -1, .status = 429, .retry_after_seconds = 3600});
  const v1::TransferJob waiting = journey.Run();
  ASSERT_EQ(waiting.state(), v1::WAITING);
  journey.ExpectLaws();
  EXPECT_EQ(waiting.waiting().problem().reason(), v1::RATE_LIMITED);
  const int64_t wait = waiting.waiting().wake_time().seconds() - absl::ToUnixSeconds(absl::Now());
  EXPECT_THAT(wait, AllOf(Ge(3500), Le(3600)));
  journey.destination().ClearFaults();
  // What was refused is not before a minute's turn; what was not tried yet goes at once.
  EXPECT_EQ(waiting.counters().items().failed(), 0);
  EXPECT_EQ(waiting.counters().items().uncertain(), 0);
}

TEST_P(DestinationFaults, ALostLoginMakesTheJobWaitAndANewOneLetsItGoOn) {
  Journey journey(GetParam(), {.photos = 12, .destination = {.token = canary::Token("first")}});
  journey.rig().Login(GetParam(), canary::Token("first"));
  v1::TransferJob job = journey.Job();
  job.mutable_destination()->set_credential("tenants/default/credentials/" + GetParam());
  journey.destination().AddFault({.call = making(), .nth = 2, .times = -1, .status = 401});
  const v1::TransferJob waiting = journey.Run(job);
  ASSERT_EQ(waiting.state(), v1::WAITING) << waiting.ShortDebugString();
  journey.ExpectLaws();
  EXPECT_EQ(waiting.waiting().problem().reason(), v1::LOGIN_NEEDED);
  EXPECT_FALSE(waiting.waiting().has_wake_time());
  journey.destination().ClearFaults();
  journey.destination().SetToken(canary::Token("second"));
  journey.rig().Login(GetParam(), canary::Token("second"));
  journey.ExpectWhole(journey.rig().Await(journey.name(), rig::HasEnded));
}

TEST_P(DestinationFaults, AFullStorageMakesTheJobWaitAndRoomLetsItGoOn) {
  Journey journey(GetParam());
  journey.destination().SetCapacity(100 << 10);
  const v1::TransferJob waiting = journey.Run();
  ASSERT_EQ(waiting.state(), v1::WAITING) << waiting.ShortDebugString();
  journey.ExpectLaws();
  EXPECT_EQ(waiting.waiting().problem().reason(), v1::DESTINATION_FULL);
  EXPECT_TRUE(waiting.waiting().has_wake_time());
  EXPECT_EQ(waiting.counters().items().failed(), 0);
  EXPECT_THAT(journey.Expected(), IsSupersetOf(journey.Arrived()));
  journey.destination().SetCapacity(-1);
  journey.ExpectWhole(journey.ResumeAndAwait());
}

TEST_P(DestinationFaults, AWrongSizeIsNeverDone) {
  Journey journey(GetParam());
  journey.destination().AddFault({.call = making(), .nth = 1, .kind = Fault::Kind::kWrongSize});
  const v1::TransferJob job = journey.Run();
  journey.ExpectLaws();
  EXPECT_EQ(job.state(), v1::SUCCEEDED);
  EXPECT_GE(job.counters().items().failed(), 1);
  EXPECT_EQ(job.counters().items().failed() + job.counters().items().done(),
            job.counters().items().found());
  for (const auto& [id, item] : journey.ItemsById({v1::ITEM_FAILED})) {
    EXPECT_EQ(item.problem().reason(), v1::LENGTH_MISMATCH) << item.problem().message();
  }
  EXPECT_THAT(journey.destination().DoubledKeys(), IsEmpty());
}

TEST_P(DestinationFaults, ASilentUploadIsConfirmedByAskingForIt) {
  Journey journey(GetParam(), {.destination = {.silent_uploads = true}});
  journey.destination().AddFault({.call = "check", .kind = Fault::Kind::kShortAnswer});
  journey.ExpectWhole(journey.Run());
  EXPECT_GE(journey.destination().Calls()["check"], 2);
  for (const auto& [id, item] : journey.ItemsById()) {
    EXPECT_EQ(item.integrity(), v1::HASH_CONFIRMED) << id;
  }
}

TEST_P(DestinationFaults, AnItemThatIsRefusedLeavesTheOthers) {
  Journey journey(GetParam());
  const std::string call = GetParam() == "test-fragments" ? "session" : "send";
  journey.destination().AddFault({.call = call, .nth = 2, .status = 400});
  journey.destination().AddFault({.call = call, .nth = 3, .status = 413});
  const v1::TransferJob job = journey.Run();
  journey.ExpectLaws();
  EXPECT_EQ(job.state(), v1::SUCCEEDED);
  const auto failed = journey.ItemsById({v1::ITEM_FAILED});
  ASSERT_THAT(failed, SizeIs(1));
  EXPECT_EQ(failed.begin()->second.problem().reason(), v1::ITEM_REJECTED);
  const auto skipped = journey.ItemsById({v1::SKIPPED});
  ASSERT_THAT(skipped, SizeIs(1));
  EXPECT_EQ(skipped.begin()->second.problem().reason(), v1::ITEM_TOO_LARGE);
  EXPECT_THAT(journey.Arrived(), SizeIs(journey.Expected().size() - 2));
}

TEST_P(DestinationFaults, AMissingPermissionEndsTheJobWithItsReason) {
  Journey journey(GetParam());
  journey.destination().AddFault({.call = making(), .nth = 2, .times = -1, .status = 403});
  const v1::TransferJob failed = journey.Run();
  journey.ExpectLaws();
  EXPECT_EQ(failed.state(), v1::FAILED);
  EXPECT_EQ(failed.failure().reason(), v1::PERMISSION_MISSING);
  EXPECT_EQ(failed.counters().items().failed(), 0);
  journey.destination().ClearFaults();
  journey.ExpectWhole(journey.ResumeAndAwait());
}

TEST_P(DestinationFaults, ADestinationThatIsDownForAllMakesTheJobWait) {
  Journey journey(GetParam(), {.photos = 40});
  journey.destination().AddFault(
      {.call = making(), .times = -1, .kind = Fault::Kind::kCloseBefore});
  const v1::TransferJob job = journey.Run();
  journey.ExpectLaws();
  if (blind()) {
    EXPECT_EQ(job.counters().items().uncertain(), job.counters().items().found());
    return;
  }
  ASSERT_EQ(job.state(), v1::WAITING) << job.ShortDebugString();
  EXPECT_EQ(job.counters().items().failed(), 0);
  journey.destination().ClearFaults();
  journey.ExpectWhole(journey.ResumeAndAwait());
}

INSTANTIATE_TEST_SUITE_P(All, DestinationFaults,
                         ::testing::Values("test-two-phase", "test-fragments", "test-lazy",
                                           "test-early", "test-blind"),
                         [](const auto& info) { return TestNameOf(info.param); });

}  // namespace
}  // namespace photoferry
