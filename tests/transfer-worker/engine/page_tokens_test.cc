// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/page_tokens.h"

#include <cstdint>
#include <limits>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/testing/status_matchers.h"
#include "tests/transfer-worker/engine/map_vault.h"

namespace photoferry {
namespace {

class PageTokensTest : public ::testing::Test {
 protected:
  std::string Sealed(absl::string_view listing = "jobs", int64_t after = 50) {
    absl::StatusOr<std::string> token = tokens_.Seal(listing, after);
    EXPECT_THAT(token, IsOk());
    return token.value_or("");
  }

  MapVault vault_;
  PageTokens tokens_{vault_};
};

TEST_F(PageTokensTest, OpenToWhatWasSealed) {
  for (const int64_t after :
       {int64_t{0}, int64_t{50}, int64_t{-1}, std::numeric_limits<int64_t>::min(),
        std::numeric_limits<int64_t>::max()}) {
    EXPECT_THAT(tokens_.Open("jobs", Sealed("jobs", after)), IsOkAndHolds(after));
  }
  EXPECT_THAT(tokens_.Open("jobs", ""), IsOkAndHolds(0));
  EXPECT_THAT(PageTokens(vault_).Open("jobs", Sealed()), IsOkAndHolds(50)) << "after a restart";
}

TEST_F(PageTokensTest, OneOfAnotherListingIsRefused) {
  EXPECT_THAT(tokens_.Open("jobs/2", Sealed("jobs/1")), ReasonIs(v1::BAD_REQUEST));
  EXPECT_THAT(tokens_.Open("", Sealed("jobs")), ReasonIs(v1::BAD_REQUEST));
  MapVault other_store;
  EXPECT_THAT(PageTokens(other_store).Open("jobs", Sealed()), ReasonIs(v1::BAD_REQUEST));
}

TEST_F(PageTokensTest, OneThatWasCutShortIsRefused) {
  const std::string token = Sealed();
  for (size_t size = 1; size < token.size(); ++size) {
    EXPECT_THAT(tokens_.Open("jobs", token.substr(0, size)), ReasonIs(v1::BAD_REQUEST)) << size;
  }
}

TEST_F(PageTokensTest, OneThatWasAlteredAnywhereIsRefused) {
  const std::string token = Sealed();
  for (size_t at = 0; at < token.size(); ++at) {
    for (const char c : {'A', 'B', '_', '=', ' ', '\0', '\x80'}) {
      std::string altered = token;
      altered[at] = c;
      if (altered == token) continue;
      EXPECT_THAT(tokens_.Open("jobs", altered), ReasonIs(v1::BAD_REQUEST)) << at;
    }
  }
}

// Readers of Base64 forgive blanks, padding and stray bits in the last character.
TEST_F(PageTokensTest, AnotherSpellingOfTheSameBytesIsRefused) {
  const std::string token = Sealed();
  for (const char* more : {" ", "\n", "=", "==", "."}) {
    EXPECT_THAT(tokens_.Open("jobs", absl::StrCat(token, more)), ReasonIs(v1::BAD_REQUEST)) << more;
    EXPECT_THAT(tokens_.Open("jobs", absl::StrCat(more, token)), ReasonIs(v1::BAD_REQUEST)) << more;
  }
}

TEST_F(PageTokensTest, TextsThatWereNeverTokensAreRefused) {
  for (const std::string& text :
       {std::string("1"), std::string("§"), std::string(64, 'A'), std::string(100000, 'A'),
        std::string("\0", 1), std::string("jobs/1|50")}) {
    EXPECT_THAT(tokens_.Open("jobs", text), ReasonIs(v1::BAD_REQUEST));
  }
}

}  // namespace
}  // namespace photoferry
