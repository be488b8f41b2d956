// SPDX-License-Identifier: Apache-2.0
//
// What a source can do to an item: it is empty, it ends too soon, it lies about its length, it does
// not know its length, it is not even asked. A wrong file is never an item.
#include "absl/strings/str_cat.h"
#include "tests/suites/importer_suite.h"
#include "tests/testing/fake_media_source.h"

namespace photoferry {
namespace {

using ::testing::AnyOf;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST_P(ImporterSuite, AnEmptyFileIsStoredAsSuchOrRefusedWithAReason) {
  const Parcel parcel = ParcelOf("1", "");
  const absl::StatusOr<Stored> stored = Deliver(parcel);
  if (stored.ok()) {
    ExpectConfirmed(parcel, stored->item);
    ExpectHeld(parcel, stored->item);
    return;
  }
  EXPECT_THAT(stored, AnyOf(ReasonIs(v1::EMPTY_FILE), ReasonIs(v1::ITEM_REJECTED)));
  ExpectNothingOf(parcel);
}

TEST_P(ImporterSuite, ATruncatedSourceNeverBecomesAShorterItem) {
  const Parcel parcel = ParcelOf("1", NoiseOf(600000));
  for (const int64_t at : {0, 1, 300000, 599999}) {
    SCOPED_TRACE(at);
    FakeMediaSource source(scheduler(), parcel.bytes);
    // Whoever comes again finds it broken again.
    for (int time = 0; time < 20; ++time) {
      source.BreakAt(at, Failure(v1::TRUNCATED, "The source ended too soon."));
    }
    EXPECT_THAT(Deliver(parcel, source), ReasonIs(v1::TRUNCATED));
    ExpectNothingOf(parcel);
  }
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Deliver(parcel));
  ExpectHeld(parcel, stored.item);
}

TEST_P(ImporterSuite, ASourceThatHasFewerBytesThanItToldIsNoItem) {
  const Parcel parcel = ParcelOf("1", NoiseOf(600000));
  FakeMediaSource source(scheduler(), parcel.bytes);
  source.set_length(parcel.bytes.size() + 1000);
  EXPECT_THAT(Deliver(parcel, source), ReasonIs(v1::TRUNCATED));
  ExpectNothingOf(parcel);
}

TEST_P(ImporterSuite, ASourceThatHasMoreBytesThanItToldIsNoItem) {
  const Parcel parcel = ParcelOf("1", NoiseOf(600000));
  FakeMediaSource source(scheduler(), parcel.bytes);
  source.set_length(parcel.bytes.size() - 1000);
  EXPECT_THAT(Deliver(parcel, source), ReasonIs(v1::LENGTH_MISMATCH));
  ExpectNothingOf(parcel);
}

TEST_P(ImporterSuite, ASourceOfUnknownLengthArrivesWhole) {
  if (capabilities().size_required()) GTEST_SKIP() << "This destination must know the size first.";
  const Parcel parcel = ParcelOf("1", NoiseOf(600000));
  FakeMediaSource source(scheduler(), parcel.bytes);
  source.set_length(std::nullopt);
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Deliver(parcel, source));
  ExpectConfirmed(parcel, stored.item);
  ExpectHeld(parcel, stored.item);
}

TEST_P(ImporterSuite, ASourceOfUnknownLengthThatBreaksIsNoItem) {
  if (capabilities().size_required()) GTEST_SKIP() << "This destination must know the size first.";
  const Parcel parcel = ParcelOf("1", NoiseOf(600000));
  FakeMediaSource source(scheduler(), parcel.bytes);
  source.set_length(std::nullopt);
  for (int time = 0; time < 20; ++time) {
    source.BreakAt(300000, Failure(v1::MEDIA_URL_EXPIRED, "The address has expired."));
  }
  EXPECT_THAT(Deliver(parcel, source), ReasonIs(v1::MEDIA_URL_EXPIRED));
  ExpectNothingOf(parcel);
}

// Nobody takes the bytes of such an upload: whoever fills them must not wait for ever.
TEST_P(ImporterSuite, AnAnswerBeforeTheBytesIsAnAnswer) {
  const Parcel parcel = ParcelOf("1", NoiseOf(2 << 20));
  http().AnswerNextUploadEarly(401);
  const absl::StatusOr<Stored> early = Deliver(parcel);
  if (http().early_answer_left()) GTEST_SKIP() << "No bytes are streamed by HTTP.";
  EXPECT_THAT(early, ReasonIs(v1::LOGIN_NEEDED));
  ExpectNothingOf(parcel);
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Deliver(parcel));
  ExpectHeld(parcel, stored.item);
}

}  // namespace
}  // namespace photoferry
