// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/store/sealer.h"

#include "tests/testing/canary.h"
#include "tests/testing/status_matchers.h"

namespace photoferry {
namespace {

using ::testing::HasSubstr;

std::string Opened(const Sealer& sealer, absl::string_view sealed, absl::string_view place) {
  const absl::StatusOr<Secret> value = sealer.Unseal(sealed, place);
  EXPECT_THAT(value, IsOk());
  return value.ok() ? std::string(value->Reveal()) : "";
}

class SealerTest : public ::testing::Test {
 protected:
  const std::string token_ = canary::Token();
  const Keyring keys_ = Keyring::Fresh();
  const Sealer sealer_{keys_};
};

TEST_F(SealerTest, WhatWasSealedOpensAtTheSamePlace) {
  const std::string sealed = sealer_.Seal(token_, "credentials|facebook|me");
  EXPECT_FALSE(canary::IsIn(sealed));
  EXPECT_EQ(Opened(sealer_, sealed, "credentials|facebook|me"), token_);
  EXPECT_THAT(sealer_.Unseal(sealed, "credentials|facebook|you"), ReasonIs(v1::STORE_FAILED));
  EXPECT_THAT(sealer_.Unseal(sealed, "credentials|webdav|me"), ReasonIs(v1::STORE_FAILED));
}

TEST_F(SealerTest, AnEmptyValueCanBeSealed) {
  const std::string sealed = sealer_.Seal("", "x");
  EXPECT_EQ(Opened(sealer_, sealed, "x"), "");
  EXPECT_THAT(sealer_.Unseal(sealed, "y"), ReasonIs(v1::STORE_FAILED));
}

TEST_F(SealerTest, TheSameValueIsNeverSealedTwiceAlike) {
  EXPECT_NE(sealer_.Seal(token_, "x"), sealer_.Seal(token_, "x"));
}

TEST_F(SealerTest, EveryChangedByteIsNoticed) {
  const std::string sealed = sealer_.Seal(token_, "x");
  for (size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] ^= 1;
    EXPECT_THAT(sealer_.Unseal(changed, "x"), ReasonIs(v1::STORE_FAILED)) << i;
    EXPECT_THAT(sealer_.Unseal(sealed.substr(0, i), "x"), ReasonIs(v1::STORE_FAILED)) << i;
  }
}

TEST_F(SealerTest, OlderKeysOpenAndTheNewestSeals) {
  const std::string sealed = sealer_.Seal(token_, "x");
  const Sealer both(keys_.WithFreshKey());
  EXPECT_EQ(Opened(both, sealed, "x"), token_);
  EXPECT_FALSE(both.IsUnderCurrentKey(sealed));
  PF_ASSERT_OK_AND_ASSIGN(const std::string renewed, both.Renew(sealed, "x"));
  EXPECT_TRUE(both.IsUnderCurrentKey(renewed));
  EXPECT_EQ(Opened(Sealer(both.keys().OnlyCurrent()), renewed, "x"), token_);
}

TEST_F(SealerTest, AMissingKeyIsNamedByItsId) {
  const Sealer other(Keyring::Fresh());
  const absl::Status status = other.Unseal(sealer_.Seal(token_, "x"), "x").status();
  EXPECT_THAT(status, ReasonIs(v1::STORE_FAILED));
  EXPECT_THAT(std::string(status.message()), HasSubstr("was sealed with the key "));
}

}  // namespace
}  // namespace photoferry
