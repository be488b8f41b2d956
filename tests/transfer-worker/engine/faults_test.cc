// SPDX-License-Identifier: Apache-2.0
//
// What a source may do to a copy, and what becomes of the items.
#include "common/base/hash.h"
#include "tests/testing/canary.h"
#include "tests/testing/status_matchers.h"
#include "tests/transfer-worker/engine/journey.h"

namespace photoferry {
namespace {

using demo::FaultKind;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr int64_t kBytes = 40 << 10;

struct PassingFault {
  const char* name;
  demo::Fault fault;
  int times = 1;
};

// Each strikes one item and then no more.
std::vector<PassingFault> PassingFaults() {
  return {
      {"an orderly end too early", {.kind = FaultKind::kTruncate, .at_byte = 20000}, 2},
      {"an orderly end before the first byte", {.kind = FaultKind::kTruncate, .at_byte = 0}},
      {"a cut before the first byte", {.kind = FaultKind::kCut, .at_byte = 0}},
      {"a cut after a quarter", {.kind = FaultKind::kCut, .at_byte = kBytes / 4}},
      {"a cut after a half", {.kind = FaultKind::kCut, .at_byte = kBytes / 2}},
      {"a cut after three quarters", {.kind = FaultKind::kCut, .at_byte = kBytes / 4 * 3}},
      {"a cut before the last byte", {.kind = FaultKind::kCut, .at_byte = kBytes - 1}},
      {"a Content-Length that is too long",
       {.kind = FaultKind::kWrongLength, .length_error = 1000}},
      {"no Content-Length", {.kind = FaultKind::kNoLength}},
      {"a reset", {.kind = FaultKind::kReset}},
      {"a page of HTML", {.kind = FaultKind::kHtml}},
      {"a page of HTML with 502", {.kind = FaultKind::kHtml, .status = 502}},
      {"an expired URL", {.kind = FaultKind::kExpired}},
      {"401", {.kind = FaultKind::kStatus, .status = 401}},
      {"404 for a moment", {.kind = FaultKind::kStatus, .status = 404}},
      {"429", {.kind = FaultKind::kStatus, .status = 429}},
      {"500", {.kind = FaultKind::kStatus, .status = 500}, 3},
      {"503", {.kind = FaultKind::kStatus, .status = 503}, 2},
  };
}

class SourceFaults : public ::testing::TestWithParam<std::string> {};

TEST_P(SourceFaults, ThatPassLeaveEveryItemWhole) {
  const std::vector<PassingFault> faults = PassingFaults();
  Journey journey(GetParam(), {.photos = static_cast<int>(faults.size()) + 4,
                               .file_bytes = kBytes,
                               .adjust = [](auto& options) { options.item_attempts = 8; }});
  std::vector<int> rules;
  for (size_t i = 0; i < faults.size(); ++i) {
    rules.push_back(journey.graph().faults().Add({.item = journey.PhotoId(static_cast<int64_t>(i)),
                                                  .server = "cdn",
                                                  .times = faults[i].times,
                                                  .fault = faults[i].fault}));
  }
  const v1::TransferJob job = journey.Run();
  for (size_t i = 0; i < faults.size(); ++i) {
    EXPECT_EQ(journey.graph().faults().Struck(rules[i]), faults[i].times) << faults[i].name;
  }
  if (GetParam() != "test-blind") return journey.ExpectWhole(job);
  // Where nothing can tell what arrived, a broken upload is never taken for a whole one.
  journey.ExpectLaws();
  EXPECT_EQ(job.state(), v1::SUCCEEDED);
  EXPECT_EQ(journey.Arrived(), journey.Expected());
}

INSTANTIATE_TEST_SUITE_P(Destinations, SourceFaults, ::testing::ValuesIn(AllDestinations()),
                         [](const auto& info) { return TestNameOf(info.param); });

struct LastingFault {
  const char* name;
  demo::Fault fault;
  v1::ItemStage stage;
  v1::Reason reason;
};

TEST(LastingSourceFaults, EndOneItemWithItsReasonAndLeaveTheOthers) {
  const std::vector<LastingFault> faults = {
      {"truncated",
       {.kind = FaultKind::kTruncate, .at_byte = 9000},
       v1::ITEM_FAILED,
       v1::TRUNCATED},
      {"cut", {.kind = FaultKind::kCut, .at_byte = 9000}, v1::ITEM_FAILED, v1::CONNECTION_LOST},
      {"HTML", {.kind = FaultKind::kHtml}, v1::ITEM_FAILED, v1::NOT_MEDIA},
      {"500", {.kind = FaultKind::kStatus, .status = 500}, v1::ITEM_FAILED, v1::SERVICE_DOWN},
      {"429", {.kind = FaultKind::kStatus, .status = 429}, v1::ITEM_FAILED, v1::RATE_LIMITED},
      {"expired", {.kind = FaultKind::kExpired}, v1::ITEM_FAILED, v1::MEDIA_URL_EXPIRED},
      {"404", {.kind = FaultKind::kStatus, .status = 404}, v1::SKIPPED, v1::SOURCE_GONE},
      {"empty", {.kind = FaultKind::kEmptyBody}, v1::SKIPPED, v1::EMPTY_FILE},
  };
  Journey journey("test-fragments", {.photos = static_cast<int>(faults.size()) + 4,
                                     .adjust = [](auto& options) { options.item_attempts = 3; }});
  std::vector<int64_t> struck;
  for (size_t i = 0; i < faults.size(); ++i) {
    struck.push_back(static_cast<int64_t>(i));
    journey.graph().faults().Add({.item = journey.PhotoId(struck[i]),
                                  .server = "cdn",
                                  .times = -1,
                                  .fault = faults[i].fault});
  }
  const v1::TransferJob job = journey.Run();
  journey.ExpectLaws();
  EXPECT_EQ(job.state(), v1::SUCCEEDED) << job.ShortDebugString();
  EXPECT_EQ(journey.Arrived(), journey.ExpectedWithout(struck));
  auto items = journey.ItemsById();
  for (size_t i = 0; i < faults.size(); ++i) {
    const v1::TransferItem& item = items[journey.PhotoId(struck[i])];
    EXPECT_EQ(item.stage(), faults[i].stage) << faults[i].name;
    EXPECT_EQ(item.problem().reason(), faults[i].reason) << faults[i].name;
    EXPECT_THAT(item.problem().message(), Not(IsEmpty())) << faults[i].name;
  }
}

TEST(SourceFault, AnExpiredAddressIsAskedForOnceMoreAndCostsNoAttempt) {
  Journey journey("test-two-phase");
  journey.graph().faults().Add(
      {.item = journey.PhotoId(2), .server = "cdn", .fault = {.kind = FaultKind::kExpired}});
  journey.ExpectWhole(journey.Run());
  EXPECT_EQ(journey.ItemsById()[journey.PhotoId(2)].attempts(), 1);
  EXPECT_EQ(journey.graph().counters()["photo"], 1);
}

TEST(SourceFault, AnAddressThatExpiresInTheMiddleOfAFileIsRenewedAndTheFileGoesOn) {
  Journey journey("folder", {.photos = 4, .videos = 0, .file_bytes = kBytes});
  const std::string photo = journey.PhotoId(2);
  journey.graph().faults().Add(
      {.item = photo, .server = "cdn", .fault = {.kind = FaultKind::kCut, .at_byte = kBytes / 2}});
  const int expired = journey.graph().faults().Add(
      {.item = photo, .server = "cdn", .fault = {.kind = FaultKind::kExpired}});
  journey.ExpectWhole(journey.Run());
  EXPECT_EQ(journey.graph().faults().Struck(expired), 1);
}

TEST(SourceFault, AllAddressesThatExpiredMeanwhileAreRenewed) {
  Journey journey("test-two-phase", {.parallel_items = 1});
  journey.graph().faults().Add({.server = "cdn", .skip = 2, .fault = {.kind = FaultKind::kReset}});
  journey.destination().AddFault({.call = "send",
                                  .nth = 2,
                                  .times = 1,
                                  .kind = fakes::Fault::Kind::kSlow,
                                  .delay = absl::Milliseconds(200)});
  const std::string name = journey.Begin();
  journey.AwaitDone(1);
  journey.graph().AdvanceClock(absl::Hours(100));
  journey.ExpectWhole(journey.rig().AwaitRest(name));
}

TEST(SourceFault, AShortRetryAfterIsAPauseThatCostsNoAttempt) {
  Journey journey("test-two-phase", {.adjust = [](auto& options) { options.item_attempts = 1; }});
  journey.graph().faults().Add(
      {.item = journey.PhotoId(1),
       .server = "cdn",
       .fault = {.kind = FaultKind::kStatus, .status = 429, .retry_after_seconds = 1}});
  const absl::Time begun = absl::Now();
  journey.ExpectWhole(journey.Run());
  EXPECT_GE(absl::Now() - begun, absl::Seconds(1));
}

TEST(SourceFault, ALongRetryAfterMakesTheJobWaitUntilThen) {
  Journey journey("test-two-phase");
  journey.graph().faults().Add(
      {.item = journey.PhotoId(1),
       .server = "cdn",
       .fault = {.kind = FaultKind::kStatus, .status = 429, .retry_after_seconds = 1800}});
  const v1::TransferJob waiting = journey.Run();
  ASSERT_EQ(waiting.state(), v1::WAITING);
  journey.ExpectLaws();
  EXPECT_EQ(waiting.waiting().problem().reason(), v1::RATE_LIMITED);
  const int64_t wait = waiting.waiting().wake_time().seconds() - absl::ToUnixSeconds(absl::Now());
  EXPECT_THAT(wait, AllOf(Ge(1700), ::testing::Le(1800)));
}

TEST(SourceFault, AServerThatIsDownForAllMakesTheJobWaitAndFailsNoItem) {
  Journey journey("test-two-phase", {.photos = 40});
  journey.graph().faults().Add(
      {.server = "cdn", .times = -1, .fault = {.kind = FaultKind::kStatus, .status = 503}});
  const v1::TransferJob waiting = journey.Run();
  ASSERT_EQ(waiting.state(), v1::WAITING);
  journey.ExpectLaws();
  EXPECT_EQ(waiting.waiting().problem().reason(), v1::SERVICE_DOWN);
  EXPECT_TRUE(waiting.waiting().has_wake_time());
  EXPECT_EQ(waiting.counters().items().failed(), 0);
  journey.graph().faults().Clear();
  journey.ExpectWhole(journey.ResumeAndAwait());
}

TEST(SourceFault, ListingsThatFailForAWhileAreListedInTheEnd) {
  Journey journey("test-two-phase");
  journey.graph().faults().Add({.path = "/me/albums",
                                .server = "graph",
                                .times = 2,
                                .fault = {.kind = FaultKind::kStatus, .status = 503}});
  journey.graph().faults().Add(
      {.path = "/photos", .server = "graph", .times = 2, .fault = {.kind = FaultKind::kReset}});
  journey.graph().faults().Add({.path = "/photos",
                                .server = "graph",
                                .skip = 3,
                                .fault = {.kind = FaultKind::kDuplicateItem}});
  journey.ExpectWhole(journey.Run());
}

TEST(SourceFault, ALostLoginMakesTheJobWaitAndANewOneLetsItGoOn) {
  Journey journey("test-two-phase", {.photos = 20});
  journey.graph().faults().Add({.path = "/photos",
                                .server = "graph",
                                .skip = 2,
                                .times = -1,
                                .fault = demo::GraphFault(190, 463)});
  const v1::TransferJob waiting = journey.Run();
  ASSERT_EQ(waiting.state(), v1::WAITING);
  journey.ExpectLaws();
  EXPECT_EQ(waiting.waiting().problem().reason(), v1::LOGIN_NEEDED);
  EXPECT_FALSE(waiting.waiting().has_wake_time());
  EXPECT_THAT(waiting.waiting().problem().what_to_do(), Not(IsEmpty()));
  journey.graph().faults().Clear();
  journey.graph().AcceptToken(canary::Token("afresh"));
  journey.rig().Login("facebook", canary::Token("afresh"));
  journey.ExpectWhole(journey.rig().Await(journey.name(), rig::HasEnded));
}

// The listing is through; what is lost is lost while files are looked for.
TEST(SourceFault, ALoginThatIsLostWhileFilesAreLocatedMakesTheJobWaitToo) {
  Journey journey("test-two-phase", {.photos = 20, .parallel_items = 1});
  journey.graph().faults().Add(
      {.server = "cdn", .skip = 3, .times = -1, .fault = {.kind = FaultKind::kExpired}});
  journey.graph().faults().Add({.path = "/v25.0/1",  // a node by its id
                                .query = "images",
                                .server = "graph",
                                .times = -1,
                                .fault = demo::GraphFault(190, 460)});
  const v1::TransferJob waiting = journey.Run();
  ASSERT_EQ(waiting.state(), v1::WAITING) << waiting.ShortDebugString();
  journey.ExpectLaws();
  EXPECT_EQ(waiting.waiting().problem().reason(), v1::LOGIN_NEEDED);
  EXPECT_EQ(waiting.counters().items().failed() + waiting.counters().items().skipped(), 0);
  journey.graph().faults().Clear();
  journey.graph().AcceptToken(canary::Token("afresh"));
  journey.rig().Login("facebook", canary::Token("afresh"));
  journey.ExpectWhole(journey.rig().Await(journey.name(), rig::HasEnded));
}

TEST(SourceFault, AccessToDataThatEndedIsALostLogin) {
  Journey journey("test-two-phase", {.photos = 20});
  demo::Fault ended = demo::GraphFault(10);
  ended.message = "(#10) The data access of this app has expired.";
  journey.graph().faults().Add(
      {.path = "/photos", .server = "graph", .skip = 2, .times = -1, .fault = ended});
  const v1::TransferJob waiting = journey.Run();
  ASSERT_EQ(waiting.state(), v1::WAITING) << waiting.ShortDebugString();
  EXPECT_EQ(waiting.waiting().problem().reason(), v1::LOGIN_NEEDED);
  journey.graph().faults().Clear();
  journey.graph().AcceptToken(canary::Token("afresh"));
  journey.rig().Login("facebook", canary::Token("afresh"));
  journey.ExpectWhole(journey.rig().Await(journey.name(), rig::HasEnded));
}

TEST(SourceFault, AnAlbumThatIsDeletedWhileItIsListedLeavesTheOthers) {
  Journey journey("test-two-phase", {.photos = 24, .albums = 3});
  const std::string album = journey.AlbumId(1);
  const demo::DemoAlbum& gone = journey.graph().account().album(1);
  journey.graph().faults().Add({.path = album + "/photos",
                                .server = "graph",
                                .fault = {.kind = FaultKind::kDeleteItem, .target = album}});
  const v1::TransferJob job = journey.Run();
  journey.ExpectLaws();
  EXPECT_EQ(job.state(), v1::SUCCEEDED) << job.ShortDebugString();
  EXPECT_THAT(job.notices(), Contains(HasSubstr("album")));
  const std::multiset<std::string> arrived = journey.Arrived();
  for (int64_t i = 0; i < 24; ++i) {
    if (i >= gone.first_photo && i < gone.first_photo + gone.photos) continue;
    EXPECT_THAT(arrived, Contains(journey.PhotoHash(i))) << i;
  }
}

// Each listing has one page: what goes while it is walked would move the others from page to page.
TEST(SourceFault, WhatIsDeletedBetweenListingAndFetchingIsSkippedByName) {
  Journey journey("test-two-phase", {.photos = 5, .videos = 1, .albums = 1});
  for (const int64_t photo : {1, 4}) {
    const std::string id = journey.PhotoId(photo);
    journey.graph().faults().Add(
        {.item = id, .server = "cdn", .fault = {.kind = FaultKind::kDeleteItem, .target = id}});
  }
  const v1::TransferJob job = journey.Run();
  journey.ExpectLaws();
  EXPECT_EQ(job.state(), v1::SUCCEEDED);
  EXPECT_EQ(journey.Arrived(), journey.ExpectedWithout({1, 4}));
  const auto skipped = journey.ItemsById({v1::SKIPPED});
  ASSERT_THAT(skipped, SizeIs(2));
  for (const auto& [id, item] : skipped) EXPECT_EQ(item.problem().reason(), v1::SOURCE_GONE);
}

// Reads each file twice: to count, and to send.
TEST(SourceFault, AServerThatNeverTellsALengthServesADestinationThatMustKnowItFirst) {
  Journey journey("test-fragments");
  journey.graph().faults().Add(
      {.server = "cdn", .times = -1, .fault = {.kind = FaultKind::kNoLength}});
  journey.ExpectWhole(journey.Run());
}

// The one lie that HTTP gives no means to see through: the item itself ends where its server says.
TEST(SourceFault, BytesBeyondAContentLengthThatIsTooShortNeverReachAnotherItem) {
  Journey journey("test-two-phase", {.parallel_items = 1});
  journey.graph().faults().Add({.item = journey.PhotoId(3),
                                .server = "cdn",
                                .fault = {.kind = FaultKind::kWrongLength, .length_error = -1000}});
  EXPECT_EQ(journey.Run().state(), v1::SUCCEEDED);
  journey.ExpectLaws();
  EXPECT_THAT(journey.Arrived(), ::testing::IsSupersetOf(journey.ExpectedWithout({3})));
}

}  // namespace
}  // namespace photoferry
