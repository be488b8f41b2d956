// SPDX-License-Identifier: Apache-2.0
#include "tests/suites/importer_suite.h"

#include "common/base/hash.h"

namespace photoferry {

using Presence = RemoteState::Presence;

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ImporterSuite);

std::string ImporterSuite::WhyNot(const std::string& what) {
  const auto found = GetParam().cannot.find(what);
  return found == GetParam().cannot.end() ? "" : found->second;
}

void ImporterSuite::ExpectConfirmed(const Parcel& parcel, const v1::RemoteItem& item) {
  v1::RemoteItem told = item;
  if (!told.has_size_bytes() && !told.has_hash()) {
    PF_ASSERT_OK_AND_ASSIGN(const RemoteState state, CheckOn(parcel, item));
    ASSERT_EQ(state.presence, Presence::kPresent);
    told = state.item;
  }
  EXPECT_TRUE(told.has_size_bytes() || told.has_hash()) << "nothing confirms the item";
  if (told.has_size_bytes()) {
    EXPECT_EQ(told.size_bytes(), static_cast<int64_t>(parcel.bytes.size()));
  }
  if (told.hash().algorithm() == v1::ContentHash::SHA256) {
    EXPECT_EQ(HexOf(told.hash().digest()), HexOf(Sha256Of(parcel.bytes)));
  }
}

void ImporterSuite::ExpectHeld(const Parcel& parcel, const v1::RemoteItem& item) {
  PF_NEEDS_HAND(read);
  PF_ASSERT_OK_AND_ASSIGN(const std::string held, hand().read(item.id()));
  EXPECT_EQ(held.size(), parcel.bytes.size()) << item.id();
  EXPECT_TRUE(held == parcel.bytes) << item.id() << " holds other bytes than were sent";
}

void ImporterSuite::ExpectNothingOf(const Parcel& parcel) {
  PF_ASSERT_OK_AND_ASSIGN(const RemoteState state, CheckOn(parcel));
  EXPECT_NE(state.presence, Presence::kPresent);
  PF_NEEDS_HAND(items);
  EXPECT_THAT(hand().items(), ::testing::IsEmpty());
}

}  // namespace photoferry
