// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/store/sealer.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "tests/testing/status_matchers.h"
#include "tests/transfer-worker/store/store_suite.h"

namespace photoferry {
namespace {

class SealerTest : public ::testing::Test {
 protected:
  const std::string& KeyFile() const { return key_file_; }

  TemporaryDirectory directory_;
  const std::string key_file_ = directory_.path() + "/key";
};

TEST_F(SealerTest, WhatWasSealedOpensForTheSamePurpose) {
  PF_ASSERT_OK_AND_ASSIGN(const auto sealer, Sealer::Create(KeyFile()));
  const std::string sealed = sealer->Seal("a token", "credential|me");
  EXPECT_EQ(sealed.find("a token"), std::string::npos);
  EXPECT_THAT(sealer->Unseal(sealed, "credential|me"), IsOkAndHolds(std::string("a token")));
  EXPECT_THAT(sealer->Unseal(sealed, "credential|you"), ReasonIs(v1::STORE_FAILED));
}

TEST_F(SealerTest, AnEmptyValueCanBeSealed) {
  PF_ASSERT_OK_AND_ASSIGN(const auto sealer, Sealer::Create(KeyFile()));
  EXPECT_THAT(sealer->Unseal(sealer->Seal("", ""), ""), IsOkAndHolds(std::string()));
}

TEST_F(SealerTest, TheSameValueIsNeverSealedTwiceAlike) {
  PF_ASSERT_OK_AND_ASSIGN(const auto sealer, Sealer::Create(KeyFile()));
  EXPECT_NE(sealer->Seal("a token", "x"), sealer->Seal("a token", "x"));
}

TEST_F(SealerTest, EveryChangedByteIsNoticed) {
  PF_ASSERT_OK_AND_ASSIGN(const auto sealer, Sealer::Create(KeyFile()));
  const std::string sealed = sealer->Seal("a token", "x");
  for (size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] ^= 1;
    EXPECT_THAT(sealer->Unseal(changed, "x"), ReasonIs(v1::STORE_FAILED)) << i;
    EXPECT_THAT(sealer->Unseal(sealed.substr(0, i), "x"), ReasonIs(v1::STORE_FAILED)) << i;
  }
}

TEST_F(SealerTest, TheKeyFileIsItsOwnersAlone) {
  ASSERT_THAT(Sealer::Create(KeyFile()), IsOk());
  struct stat about {};
  ASSERT_EQ(stat(KeyFile().c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
  EXPECT_EQ(about.st_size, 32);
}

TEST_F(SealerTest, CreatingTwiceKeepsTheFirstKey) {
  PF_ASSERT_OK_AND_ASSIGN(const auto first, Sealer::Create(KeyFile()));
  PF_ASSERT_OK_AND_ASSIGN(const auto second, Sealer::Create(KeyFile()));
  EXPECT_THAT(second->Unseal(first->Seal("a token", "x"), "x"),
              IsOkAndHolds(std::string("a token")));
  // Nothing is left beside it.
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(directory_.path()),
                          std::filesystem::directory_iterator()),
            1);
}

TEST_F(SealerTest, AMissingKeyFileIsNotFound) {
  EXPECT_THAT(Sealer::Open(KeyFile()), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Sealer::Open(KeyFile()), ReasonIs(v1::STORE_FAILED));
}

TEST_F(SealerTest, AKeyFileOfTheWrongLengthIsRefused) {
  std::ofstream(KeyFile()) << "short";
  std::filesystem::permissions(KeyFile(), std::filesystem::perms(0600));
  EXPECT_THAT(Sealer::Open(KeyFile()), ReasonIs(v1::STORE_FAILED));
}

TEST_F(SealerTest, AKeyFileThatEverybodyCanReadIsRefused) {
  ASSERT_THAT(Sealer::Create(KeyFile()), IsOk());
  std::filesystem::permissions(KeyFile(), std::filesystem::perms(0644));
  EXPECT_THAT(Sealer::Open(KeyFile()), ReasonIs(v1::STORE_FAILED));
}

}  // namespace
}  // namespace photoferry
