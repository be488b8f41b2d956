// SPDX-License-Identifier: Apache-2.0
#include "common/base/hash.h"

#include <string>

#include "gtest/gtest.h"
#include "tests/testing/status_matchers.h"

namespace photoferry {
namespace {

TEST(Hash, MatchesThePublishedVectors) {
  EXPECT_EQ(HexOf(Sha256Of("")),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(HexOf(Sha256Of("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(HexOf(Sha256Of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(HexOf(Sha256Of(std::string(1000000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Hash, HmacMatchesRfc4231) {
  EXPECT_EQ(HexOf(HmacSha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(HexOf(HmacSha256(std::string(131, '\xaa'),
                             "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Hash, ADigestLeavesTheStateOpen) {
  Sha256 hash;
  hash.Update("ab");
  EXPECT_EQ(hash.Digest(), Sha256Of("ab"));
  hash.Update("c");
  EXPECT_EQ(hash.Digest(), Sha256Of("abc"));
  EXPECT_EQ(hash.size(), 3);
}

TEST(Hash, CopiesGoTheirOwnWays) {
  Sha256 one;
  one.Update("a");
  Sha256 two = one;
  two.Update("b");
  one.Update("c");
  EXPECT_EQ(one.Digest(), Sha256Of("ac"));
  EXPECT_EQ(two.Digest(), Sha256Of("ab"));
  one = two;
  EXPECT_EQ(one.Digest(), Sha256Of("ab"));
}

TEST(Hash, GoesOnFromASavedStateRoundEveryBlockBoundary) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) bytes.push_back(static_cast<char>(i * 37));
  for (size_t cut = 0; cut <= bytes.size(); ++cut) {
    Sha256 first;
    first.Update(absl::string_view(bytes).substr(0, cut));
    const std::string state = first.Save();
    ASSERT_EQ(state.size(), 104u);
    PF_ASSERT_OK_AND_ASSIGN(Sha256 second, Sha256::Restore(state));
    EXPECT_EQ(second.size(), static_cast<int64_t>(cut));
    EXPECT_EQ(second.Save(), state);
    second.Update(absl::string_view(bytes).substr(cut));
    EXPECT_EQ(second.Digest(), Sha256Of(bytes)) << cut;
  }
}

TEST(Hash, TheSavedLayoutIsFixed) {
  Sha256 hash;
  hash.Update("abc");
  EXPECT_EQ(HexOf(hash.Save()),
            "6a09e667bb67ae853c6ef372a54ff53a510e527f9b05688c1f83d9ab5be0cd19"
            "0000000000000018"
            "6162630000000000000000000000000000000000000000000000000000000000"
            "0000000000000000000000000000000000000000000000000000000000000000");
}

TEST(Hash, CountsBeyondFourGigabytes) {
  std::string state = Sha256().Save();
  state[32 + 2] = 1;  // 2^40 bits
  PF_ASSERT_OK_AND_ASSIGN(const Sha256 hash, Sha256::Restore(state));
  EXPECT_EQ(hash.size(), int64_t{1} << 37);
  EXPECT_EQ(hash.Save(), state);
}

TEST(Hash, RefusesStatesThatItNeverSaved) {
  const std::string good = Sha256().Save();
  EXPECT_THAT(Sha256::Restore(""), ReasonIs(v1::SESSION_EXPIRED));
  EXPECT_THAT(Sha256::Restore(good + "x"), ReasonIs(v1::SESSION_EXPIRED));
  std::string odd_bits = good;
  odd_bits[39] = 1;
  EXPECT_THAT(Sha256::Restore(odd_bits), ReasonIs(v1::SESSION_EXPIRED));
  std::string padding = good;
  padding[103] = 1;
  EXPECT_THAT(Sha256::Restore(padding), ReasonIs(v1::SESSION_EXPIRED));
}

TEST(Hash, Md5IsThatOfRfc1321) {
  EXPECT_EQ(HexOf(Md5Of("")), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(HexOf(Md5Of("message digest")), "f96b697d7cb7938d525a2f31aaf161d0");
}

}  // namespace
}  // namespace photoferry
