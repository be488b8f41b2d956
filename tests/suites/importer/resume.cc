// SPDX-License-Identifier: Apache-2.0
//
// A large file that breaks in the middle, and the importer that goes on with it.
#include "absl/strings/str_cat.h"
#include "tests/suites/importer_suite.h"
#include "tests/testing/fake_media_source.h"

namespace photoferry {
namespace {

using ::testing::Contains;
using ::testing::Ge;
using ::testing::SizeIs;

// Broken shortly before its end, after more than the bound on what may travel twice.
struct LargeFile {
  Parcel parcel;
  int64_t breaks_at;
};

LargeFile LargeFileFor(int64_t bound) {
  const int64_t size = 2 * bound + bound / 2;
  return {.parcel = ParcelOf("large", NoiseOf(static_cast<size_t>(size))),
          .breaks_at = 2 * bound + bound / 4};
}

// The bytes of the source that were asked for, from the first Range on.
int64_t AskedFrom(const FakeMediaSource& source) {
  return *std::min_element(source.asked().begin(), source.asked().end());
}

TEST_P(ImporterSuite, ALargeFileThatBreaksGoesOnInTheNextProcess) {
  const LargeFile large = LargeFileFor(GetParam().resend_bound);
  FakeMediaSource first(scheduler(), large.parcel.bytes);
  first.BreakAt(large.breaks_at, Failure(v1::STOPPED, "The worker was ended."));
  EXPECT_THAT(Deliver(large.parcel, first), ReasonIs(v1::STOPPED));
  PF_NEEDS_HAND(items);
  EXPECT_THAT(hand().items(), SizeIs(0)) << "half a file is visible";

  ASSERT_THAT(Restart(), IsOk());
  FakeMediaSource rest(scheduler(), large.parcel.bytes);
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Deliver(large.parcel, rest));
  ASSERT_FALSE(rest.asked().empty());
  if (capabilities().resume() == v1::FROM_OFFSET) {
    EXPECT_THAT(AskedFrom(rest), Ge(large.breaks_at - GetParam().resend_bound));
  } else {
    EXPECT_EQ(AskedFrom(rest), 0);
  }
  ExpectConfirmed(large.parcel, stored.item);
  ExpectHeld(large.parcel, stored.item);
  EXPECT_THAT(hand().items(), SizeIs(1));
}

TEST_P(ImporterSuite, ALargeFileSurvivesABreakAtEveryThird) {
  const LargeFile large = LargeFileFor(GetParam().resend_bound);
  const auto size = static_cast<int64_t>(large.parcel.bytes.size());
  for (const int64_t at : {size / 3, 2 * size / 3, size - 1}) {
    FakeMediaSource source(scheduler(), large.parcel.bytes);
    source.BreakAt(at, Failure(v1::STOPPED, "The worker was ended."));
    EXPECT_THAT(Deliver(large.parcel, source), ReasonIs(v1::STOPPED));
    ASSERT_THAT(Restart(), IsOk());
  }
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Deliver(large.parcel));
  ExpectHeld(large.parcel, stored.item);
  PF_NEEDS_HAND(items);
  EXPECT_THAT(hand().items(), SizeIs(1));
}

// The session is taken back: what follows begins with the first byte and is whole.
TEST_P(ImporterSuite, WhatWasDiscardedIsSentFromItsFirstByte) {
  if (capabilities().resume() != v1::FROM_OFFSET) GTEST_SKIP() << "There are no upload sessions.";
  const LargeFile large = LargeFileFor(GetParam().resend_bound);
  FakeMediaSource broken(scheduler(), large.parcel.bytes);
  broken.BreakAt(large.breaks_at, Failure(v1::STOPPED, "The worker was ended."));
  EXPECT_THAT(Deliver(large.parcel, broken), ReasonIs(v1::STOPPED));
  ASSERT_THAT(sessions(), Contains(::testing::Key(large.parcel.key)));
  for (int time = 0; time < 2; ++time) {
    EXPECT_THAT(importer().Discard(sessions()[large.parcel.key], context()), IsOk());
  }
  // An attempt that does not know of it is told so, or starts afresh.
  absl::StatusOr<Stored> stored = Deliver(large.parcel);
  if (!stored.ok()) {
    EXPECT_THAT(stored, ReasonIs(v1::SESSION_EXPIRED));
    sessions().clear();
    stored = Deliver(large.parcel);
  }
  ASSERT_THAT(stored, IsOk());
  ExpectHeld(large.parcel, stored->item);
}

}  // namespace
}  // namespace photoferry
