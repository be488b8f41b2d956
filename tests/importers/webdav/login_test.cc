// SPDX-License-Identifier: Apache-2.0
#include "importers/webdav/login.h"

#include <string>

#include "absl/strings/match.h"
#include "common/base/rng.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "importers/webdav/challenge.h"
#include "importers/webdav/digest.h"

namespace photoferry::webdav {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

HttpHeaders Asking(std::initializer_list<const char*> challenges) {
  HttpHeaders headers;
  for (const char* challenge : challenges) headers.Add("WWW-Authenticate", challenge);
  return headers;
}

constexpr char kDigest[] =
    "Digest realm=\"dav\", nonce=\"n1\", algorithm=MD5, qop=\"auth-int, auth\", opaque=\"o\"";
constexpr char kStale[] = "Digest realm=\"dav\", nonce=\"n2\", qop=\"auth\", stale=TRUE";

class LoginTest : public ::testing::Test {
 protected:
  // What the next request carries; "" for nothing.
  std::string Next(Login& login) {
    const Login::Pass pass =
        login.For("PUT", "https://h:8443/a%20b?c", Secret(std::string("pw")), *rng_);
    round_ = pass.round;
    return pass.authorization ? std::string(pass.authorization->Reveal()) : "";
  }

  const std::unique_ptr<Rng> rng_ = NewRng(3);
  int64_t round_ = 0;
};

TEST(Challenges, SeveralInOneHeaderAndOneInSeveral) {
  const auto found =
      ChallengesIn(Asking({"Basic realm=\"a, \\\"b\\\" = c\", charset=\"UTF-8\", NewScheme , "
                           "Digest realm=x,nonce=\"\",stale = false",
                           "Bearer"}));
  ASSERT_EQ(found.size(), 4u);
  EXPECT_EQ(found[0].scheme, "basic");
  EXPECT_EQ(found[0].parameters.at("realm"), "a, \"b\" = c");
  EXPECT_EQ(found[0].parameters.at("charset"), "UTF-8");
  EXPECT_EQ(found[1].scheme, "newscheme");
  EXPECT_EQ(found[2].scheme, "digest");
  EXPECT_EQ(found[2].parameters.at("realm"), "x");
  EXPECT_EQ(found[2].parameters.at("stale"), "false");
  EXPECT_EQ(found[3].scheme, "bearer");
}

TEST(Challenges, WhatNobodyUnderstandsEndsTheHeader) {
  for (const char* text :
       {"", " , ,", "\"", "=", "(", "Digest realm=\"never ends", "Digest realm="}) {
    EXPECT_LE(ChallengesIn(Asking({text})).size(), 1u) << text;
  }
}

// The examples of RFC 7616, 3.9.1.
TEST(Digest, TheExamplesOfItsRfc) {
  for (const auto& [algorithm, response] :
       {std::pair("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        {"SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"}}) {
    const auto nonce = DigestNonce::From(
        {.scheme = "digest",
         .parameters = {{"realm", "http-auth@example.org"},
                        {"qop", "auth, auth-int"},
                        {"algorithm", algorithm},
                        {"nonce", "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"},
                        {"opaque", "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"}}});
    ASSERT_TRUE(nonce.has_value());
    const Secret value =
        DigestAuthorization(*nonce,
                            {.method = "GET",
                             .uri = "/dir/index.html",
                             .count = 1,
                             .cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"},
                            "Mufasa", Secret(std::string("Circle of Life")));
    EXPECT_THAT(std::string(value.Reveal()), HasSubstr(response)) << algorithm;
    EXPECT_THAT(std::string(value.Reveal()), HasSubstr("nc=00000001"));
  }
}

TEST(Digest, WhatIsNotSpokenHereIsNoOffer) {
  const Challenge good{.scheme = "digest",
                       .parameters = {{"realm", "r"}, {"nonce", "n"}, {"qop", "auth"}}};
  EXPECT_TRUE(DigestNonce::From(good).has_value());
  for (const auto& [name, value] :
       {std::pair("algorithm", "SHA-512-256"), {"qop", "auth-int"}, {"qop", ""}, {"nonce", ""}}) {
    Challenge bad = good;
    bad.parameters[name] = value;
    EXPECT_FALSE(DigestNonce::From(bad).has_value()) << name;
  }
}

TEST(Digest, ANameThatIsNotAsciiHasItsOwnForm) {
  const auto nonce = DigestNonce::From(
      {.scheme = "digest", .parameters = {{"realm", "r"}, {"nonce", "n"}, {"qop", "auth"}}});
  const DigestUse use{.method = "GET", .uri = "/", .count = 1, .cnonce = "c"};
  const Secret password(std::string("p"));
  EXPECT_THAT(std::string(DigestAuthorization(*nonce, use, "Jäsøn", password).Reveal()),
              HasSubstr("username*=UTF-8''J%C3%A4s%C3%B8n,"));
  EXPECT_THAT(std::string(DigestAuthorization(*nonce, use, "a\"b\\", password).Reveal()),
              HasSubstr("username=\"a\\\"b\\\\\","));
}

TEST_F(LoginTest, NothingIsSentBeforeTheServerAsks) {
  Login login(LoginKind::kAuto, "ada");
  EXPECT_EQ(Next(login), "");
  ASSERT_TRUE(login.Learn(Asking({"Basic realm=\"x\""}), round_));
  EXPECT_EQ(Next(login), "Basic YWRhOnB3");
  EXPECT_FALSE(login.Learn(Asking({"Basic realm=\"x\""}), round_)) << "the password is wrong";
}

TEST_F(LoginTest, TheStrongestOfferIsTaken) {
  Login login(LoginKind::kAuto, "ada");
  Next(login);
  ASSERT_TRUE(login.Learn(
      Asking({"Basic realm=\"x\"", kDigest,
              "Digest realm=\"dav\", nonce=\"s\", algorithm=SHA-256, qop=\"auth\"", "Bearer"}),
      round_));
  EXPECT_THAT(Next(login), AllOf(StartsWith("Digest "), HasSubstr("algorithm=SHA-256")));
}

TEST_F(LoginTest, WithoutANameItIsABearerToken) {
  Login login(LoginKind::kAuto, "");
  Next(login);
  EXPECT_FALSE(login.Learn(Asking({"Basic realm=\"x\""}), round_));
  ASSERT_TRUE(login.Learn(Asking({"Basic realm=\"x\"", "Bearer"}), round_));
  EXPECT_EQ(Next(login), "Bearer pw");
}

TEST_F(LoginTest, WhatThePersonChoseIsSentAtOnce) {
  Login basic(LoginKind::kBasic, "ada");
  EXPECT_EQ(Next(basic), "Basic YWRhOnB3");
  Login bearer(LoginKind::kBearer, "ada");
  EXPECT_EQ(Next(bearer), "Bearer pw");
  Login digest(LoginKind::kDigest, "ada");
  EXPECT_EQ(Next(digest), "");
  EXPECT_FALSE(digest.Learn(Asking({"Basic realm=\"x\""}), round_)) << "never weaker than asked";
}

TEST_F(LoginTest, ANonceIsCountedAndReplacedWhenItGrewOld) {
  Login login(LoginKind::kAuto, "ada");
  Next(login);
  ASSERT_TRUE(login.Learn(Asking({kDigest}), round_));
  EXPECT_THAT(Next(login), AllOf(HasSubstr("nonce=\"n1\""), HasSubstr("nc=00000001"),
                                 HasSubstr("uri=\"/a%20b?c\""), HasSubstr("opaque=\"o\"")));
  EXPECT_THAT(Next(login), HasSubstr("nc=00000002"));
  ASSERT_TRUE(login.Learn(Asking({kStale}), round_));
  const std::string fresh = Next(login);
  EXPECT_THAT(fresh, AllOf(HasSubstr("nonce=\"n2\""), HasSubstr("nc=00000001")));
  EXPECT_THAT(fresh, Not(HasSubstr("opaque")));
  EXPECT_FALSE(login.Learn(Asking({kDigest}), round_)) << "not stale: the password is wrong";
}

TEST_F(LoginTest, WhoWasRefusedTogetherLearnsOnce) {
  Login login(LoginKind::kAuto, "ada");
  Next(login);
  ASSERT_TRUE(login.Learn(Asking({kDigest}), round_));
  Next(login);
  const int64_t both = round_;
  ASSERT_TRUE(login.Learn(Asking({kStale}), both));
  EXPECT_TRUE(login.Learn(Asking({kStale}), both)) << "the other's nonce serves this one too";
  EXPECT_THAT(Next(login), HasSubstr("nc=00000001"));
}

}  // namespace
}  // namespace photoferry::webdav
