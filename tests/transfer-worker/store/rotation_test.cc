// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include "tests/transfer-worker/store/sealed_store.h"

// A new key for a store that is full of secrets. rotation_kills_test.cc kills it.

namespace photoferry {
namespace {

class RotationTest : public ::testing::Test {
 protected:
  void SetUp() override { store_.Fill(); }

  TemporaryDirectory directory_;
  SealedStore store_{directory_.path() + "/state"};
};

TEST_F(RotationTest, EverythingIsSealedAnewAndTheOldKeyGoes) {
  PF_ASSERT_OK_AND_ASSIGN(const Keyring before, ReadKeyFile(store_.KeyFile()));
  PF_ASSERT_OK_AND_ASSIGN(const KeyRotation rotation, store_.Rotate());
  EXPECT_EQ(rotation.values, SealedStore::kValues);
  EXPECT_FALSE(rotation.continued);
  EXPECT_FALSE(rotation.old_keys_stay);
  store_.ExpectSealedWithOneKeyOnly(before.current().id);
  store_.ExpectWhole();
  PF_ASSERT_OK_AND_ASSIGN(const KeyRotation again, store_.Rotate());
  EXPECT_NE(again.key_id, rotation.key_id);
  store_.ExpectWhole();
}

TEST_F(RotationTest, WhileTheStoreIsOpenNothingIsChanged) {
  const std::string key = ReadFile(store_.KeyFile());
  PF_ASSERT_OK_AND_ASSIGN(const auto store, store_.Open());
  EXPECT_THAT(store_.Rotate(), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(ReadFile(store_.KeyFile()), key);
}

TEST_F(RotationTest, WhereThereIsNoStoreNothingIsMade) {
  EXPECT_THAT(SealedStore(directory_.path() + "/none").Rotate(),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_FALSE(std::filesystem::exists(directory_.path() + "/none"));
}

TEST_F(RotationTest, KeysFromACommandAreChangedByGivingTheNewOneFirst) {
  const std::string old = ReadFile(store_.KeyFile());
  std::filesystem::remove(store_.KeyFile());
  const std::string fresh(Keyring::Fresh().ToText().Reveal());
  const KeySource one{.command = "printf '" + old + "'"};
  const KeySource both{.command = "printf '" + fresh + old + "'"};
  const KeySource last{.command = "printf '" + fresh + "'"};
  EXPECT_THAT(store_.Rotate(one), StatusIs(absl::StatusCode::kFailedPrecondition));
  store_.ExpectWhole(one);
  store_.ExpectWhole(both);
  EXPECT_THAT(store_.Open(last), ReasonIs(v1::STORE_FAILED));
  PF_ASSERT_OK_AND_ASSIGN(const KeyRotation rotation, store_.Rotate(both));
  EXPECT_TRUE(rotation.old_keys_stay);
  EXPECT_EQ(rotation.values, SealedStore::kValues);
  store_.ExpectWhole(last);
  EXPECT_THAT(store_.Open(one), ReasonIs(v1::STORE_FAILED));
  EXPECT_FALSE(std::filesystem::exists(store_.KeyFile()));
}

TEST_F(RotationTest, AValueThatDoesNotOpenKeepsTheOldKey) {
  {
    PF_ASSERT_OK_AND_ASSIGN(auto db, SqliteConnection::Open(store_.State() + "/photoferry.db",
                                                            SqliteConnection::Access::kReadWrite));
    ASSERT_THAT(db->Script("UPDATE items SET sealed = (SELECT sealed FROM items LIMIT 1)"
                           " WHERE source_id = '7'"),
                IsOk());
  }
  EXPECT_THAT(store_.Rotate(), ReasonIs(v1::STORE_FAILED));
  PF_ASSERT_OK_AND_ASSIGN(const Keyring keys, ReadKeyFile(store_.KeyFile()));
  EXPECT_EQ(keys.size(), 2u);
  EXPECT_THAT(store_.Open(), IsOk());
}

}  // namespace
}  // namespace photoferry
