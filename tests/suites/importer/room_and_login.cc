// SPDX-License-Identifier: Apache-2.0
//
// What only a person can mend: no room, no login. The job waits for it, and loses nothing.
#include "tests/suites/importer_suite.h"

namespace photoferry {
namespace {

using ::testing::SizeIs;

TEST_P(ImporterSuite, AFullDestinationIsAWaitAndLeavesNothingHalf) {
  PF_NEEDS_HAND(set_full);
  PF_NEEDS_HAND(items);
  const Parcel parcel = ParcelOf("1", NoiseOf(2 << 20));
  hand().set_full(true);
  for (int time = 0; time < 2; ++time) {
    const absl::StatusOr<Stored> refused = Deliver(parcel);
    ASSERT_THAT(refused, ReasonIs(v1::DESTINATION_FULL));
    EXPECT_EQ(NextStepFor(refused.status()).step, Step::kWait);
    EXPECT_FALSE(ProblemOf(refused.status()).what_to_do().empty());
  }
  ExpectNothingOf(parcel);
  hand().set_full(false);
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Deliver(parcel));
  ExpectConfirmed(parcel, stored.item);
  ExpectHeld(parcel, stored.item);
  EXPECT_THAT(hand().items(), SizeIs(1));
}

TEST_P(ImporterSuite, WhatIsThereStaysWhenTheDestinationFillsUp) {
  PF_NEEDS_HAND(set_full);
  const Parcel first = ParcelOf("1", NoiseOf(1 << 20));
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Deliver(first));
  hand().set_full(true);
  EXPECT_THAT(Deliver("2", NoiseOf(1 << 20)), ReasonIs(v1::DESTINATION_FULL));
  PF_ASSERT_OK_AND_ASSIGN(const RemoteState state, CheckOn(first, stored.item));
  EXPECT_EQ(state.presence, RemoteState::Presence::kPresent);
  ExpectHeld(first, stored.item);
}

TEST_P(ImporterSuite, ALoginThatIsLostIsToldByEveryCallAndBurnsNoItem) {
  if (!spec().needs_credential() && !hand().set_login) GTEST_SKIP() << "There is no login.";
  PF_NEEDS_HAND(set_login);
  PF_ASSERT_OK_AND_ASSIGN(AlbumEntry album, EnsureAlbum("a"));
  const AlbumEntry* const target = HasAlbums() ? &album : nullptr;
  const Parcel kept = ParcelOf("kept", NoiseOf(1000));
  PF_ASSERT_OK_AND_ASSIGN(const Stored before, Deliver(kept, target));
  const Parcel parcel = ParcelOf("1", NoiseOf(2 << 20));

  hand().set_login(false);
  EXPECT_THAT(NewImporter()->Connect(context()), ReasonIs(v1::LOGIN_NEEDED));
  EXPECT_THAT(Deliver(parcel, target), ReasonIs(v1::LOGIN_NEEDED));
  EXPECT_THAT(CheckOn(kept, before.item), ReasonIs(v1::LOGIN_NEEDED));
  if (HasAlbums()) {
    EXPECT_THAT(EnsureAlbum("b"), ReasonIs(v1::LOGIN_NEEDED));
    if (!before.placed_in_album) {
      EXPECT_THAT(Place(album, kept, before.item), ReasonIs(v1::LOGIN_NEEDED));
    }
  }

  hand().set_login(true);
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, Deliver(parcel, target));
  ExpectHeld(parcel, stored.item);
  PF_NEEDS_HAND(items);
  EXPECT_THAT(hand().items(), SizeIs(2));
}

}  // namespace
}  // namespace photoferry
