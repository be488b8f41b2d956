// SPDX-License-Identifier: Apache-2.0
//
// An item's way: it is named, confirmed, found again, and never doubled.
#include "tests/suites/importer_suite.h"
#include "tests/testing/fake_media_source.h"

namespace photoferry {
namespace {

using ::testing::Each;
using ::testing::SizeIs;

using Presence = RemoteState::Presence;

TEST_P(ImporterSuite, ConnectingNamesTheSameAccountAgain) {
  PF_ASSERT_OK_AND_ASSIGN(const Destination again, importer().Connect(context()));
  EXPECT_FALSE(again.account_key.empty());
  const std::unique_ptr<Importer> other = NewImporter();
  PF_ASSERT_OK_AND_ASSIGN(const Destination fresh, other->Connect(context()));
  EXPECT_EQ(fresh.account_key, again.account_key);
}

TEST_P(ImporterSuite, AnItemHasANameAndIsConfirmedByTheDestination) {
  const Parcel parcel = ParcelOf("1", NoiseOf(3 << 20));
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Deliver(parcel));
  EXPECT_FALSE(stored.item.id().empty());
  ExpectConfirmed(parcel, stored.item);
  ExpectHeld(parcel, stored.item);
}

TEST_P(ImporterSuite, TwoItemsOfTheSameBytesStayTwo) {
  PF_ASSERT_OK_AND_ASSIGN(const Stored one, Deliver("1", "bytes"));
  PF_ASSERT_OK_AND_ASSIGN(const Stored two, Deliver("2", "bytes"));
  EXPECT_NE(one.item.id(), two.item.id());
  PF_NEEDS_HAND(items);
  EXPECT_THAT(hand().items(), SizeIs(2));
}

TEST_P(ImporterSuite, CheckFindsWhatAnEarlierProcessSent) {
  const Parcel parcel = ParcelOf("1", "bytes");
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Deliver(parcel));
  ASSERT_THAT(Restart(), IsOk());
  PF_ASSERT_OK_AND_ASSIGN(RemoteState state, CheckOn(parcel, stored.item));
  EXPECT_EQ(state.presence, Presence::kPresent);
  EXPECT_EQ(state.item.id(), stored.item.id());
  // The same after a crash before the answer was written down: only the key and the session are
  // left.
  PF_ASSERT_OK_AND_ASSIGN(state, CheckOn(parcel));
  EXPECT_EQ(state.presence, CheckTells() ? Presence::kPresent : Presence::kUnknown);
  if (CheckTells()) {
    EXPECT_EQ(state.item.id(), stored.item.id());
  }
}

TEST_P(ImporterSuite, CheckNeverFindsWhatWasNotSent) {
  PF_ASSERT_OK_AND_ASSIGN(const RemoteState state, CheckOn(ParcelOf("never", "")));
  EXPECT_EQ(state.presence, CheckTells() ? Presence::kAbsent : Presence::kUnknown);
}

TEST_P(ImporterSuite, CheckAnswersEveryEntryInItsOrder) {
  const Parcel first = ParcelOf("1", "one");
  const Parcel second = ParcelOf("2", "two, longer");
  PF_ASSERT_OK_AND_ASSIGN(const Stored one, Deliver(first));
  PF_ASSERT_OK_AND_ASSIGN(const Stored two, Deliver(second));
  const std::vector<CheckEntry> entries = {EntryOf(second, two.item), EntryOf(first, one.item)};
  const auto states = importer().Check(entries, context());
  ASSERT_THAT(states, SizeIs(2));
  ASSERT_THAT(states, Each(IsOk()));
  EXPECT_EQ(states[0]->item.id(), two.item.id());
  EXPECT_EQ(states[1]->item.id(), one.item.id());
}

TEST_P(ImporterSuite, ARepeatDoublesNothingWhereThatIsSaid) {
  const Parcel parcel = ParcelOf("1", "bytes");
  PF_ASSERT_OK_AND_ASSIGN(const Stored first, Deliver(parcel));
  if (capabilities().doubt() == v1::REPEAT_IS_HARMLESS) {
    PF_ASSERT_OK_AND_ASSIGN(const Stored again, Deliver(parcel));
    EXPECT_EQ(again.item.id(), first.item.id());
  }
  ExpectConfirmed(parcel, first.item);
  PF_NEEDS_HAND(items);
  EXPECT_THAT(hand().items(), SizeIs(1));
}

TEST_P(ImporterSuite, ASourceThatFailsIsToldAsItIsAndLeavesNoItem) {
  const Parcel parcel = ParcelOf("1", NoiseOf(1 << 20));
  FakeMediaSource source(scheduler(), parcel.bytes);
  source.BreakAt(300000, Failure(v1::SOURCE_CHANGED, "The photo was edited meanwhile."));
  EXPECT_THAT(Deliver(parcel, source), ReasonIs(v1::SOURCE_CHANGED));
  ExpectNothingOf(parcel);
}

}  // namespace
}  // namespace photoferry
