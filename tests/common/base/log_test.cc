// SPDX-License-Identifier: Apache-2.0
#include "common/base/log.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/rng.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace photoferry {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

std::string* g_lines = nullptr;

class LogTest : public ::testing::Test {
 protected:
  LogTest() {
    g_lines = &lines_;
    SetLogSink([](absl::string_view line) { absl::StrAppend(g_lines, line); });
    SetLogLevel(LogLevel::kTrace);
  }
  ~LogTest() override {
    SetLogSink(nullptr);
    SetLogLevel(LogLevel::kWarning);
  }

  std::string lines_;
};

TEST_F(LogTest, WritesOneLineAnEvent) {
  Log(LogLevel::kInfo, "page_committed", {{"job", "a b"}, {"photos", 12}, {"empty", ""}});
  EXPECT_THAT(lines_, HasSubstr("Z info page_committed job=\"a b\" photos=12 empty=\"\"\n"));
}

TEST_F(LogTest, EscapesWhatWouldForgeALine) {
  Log(LogLevel::kInfo, "x", {{"name", "a\n2026 error\x1b[31m"}});
  EXPECT_THAT(lines_, HasSubstr("a\\n2026 error\\x1b[31m"));
}

TEST_F(LogTest, KeepsBelowItsLevelSilent) {
  SetLogLevel(LogLevel::kWarning);
  Log(LogLevel::kInfo, "x");
  EXPECT_EQ(lines_, "");
  EXPECT_TRUE(SetLogLevel("debug"));
  EXPECT_FALSE(SetLogLevel("loud"));
  Log(LogLevel::kDebug, "y");
  EXPECT_THAT(lines_, HasSubstr("debug y"));
}

TEST_F(LogTest, ASecretFieldIsSecretByItsName) {
  Log(LogLevel::kError, "x", {{"access_token", "abcdef"}, {"upload_url", "https://h/p?sig=abc"}});
  EXPECT_THAT(lines_, Not(HasSubstr("abc")));
}

TEST(Redaction, KeepsWhatIsNoSecret) {
  for (const char* text :
       {"The disk under /photos is full.", "job=42 photos=12", "Really? Yes.",
        "https://graph.facebook.com/v19.0/me", "The token expired", "tokens=5",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "/photos/2019/IMG_20190304_123456.jpg", "4f9c7f2e-5a0b-4c6e-9f57-3d1f0c0b8f11"}) {
    EXPECT_EQ(Redacted(text), text);
  }
}

TEST(Redaction, NoSecretSurvivesWhereverItStands) {
  const std::string canary = "CaNaRy";
  const std::vector<std::string> secrets = {
      "EAABsbCS" + canary + "ZAqwertz",
      "IGQVJ" + canary + "abcdefgh",
      "ya29.a0" + canary + "-x_y",
      "eyJhbGciOi." + canary + ".sig",
      "access_token=" + canary,
      "access_token%3D" + canary,
      "\"access_token\":\"" + canary + "\"",
      "\"access_token\" : \"" + canary + " with blanks\"",
      "\\\"refresh_token\\\":\\\"" + canary + "\\\"",
      "ACCESS_TOKEN: " + canary,
      "client_secret=" + canary,
      "appsecret_proof=" + canary,
      "Authorization: Basic dXNlcjpw " + canary,
      "authorization: Bearer " + canary,
      "Bearer " + canary,
      "bearer  " + canary,
      "OAuth " + canary,
      "Cookie: a=b; session=" + canary,
      "x-api-key: " + canary,
      "password=" + canary,
      "https://user:" + canary + "@host/path",
      "https://h/p?X-Amz-Signature=1&foo=" + canary + "&z",
      "https://scontent.xx.fbcdn.net/v/t1.jpg?_nc_ht=a&oh=" + canary + "&oe=1",
      "/v19.0/me?after=" + canary,
      "123456789|" + canary + "_abc",
      "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9" + canary,
      "grant_type=x&code=" + canary,
  };
  const std::vector<std::string> surroundings = {"",     " ",  "x ",  "(",          "\"",
                                                 "key=", "\n", "\t{", "https://h/ "};
  for (const std::string& secret : secrets) {
    for (const std::string& before : surroundings) {
      for (const std::string& after : surroundings) {
        const std::string text = absl::StrCat(before, secret, after);
        EXPECT_FALSE(absl::StrContains(Redacted(text), canary)) << text << "\n" << Redacted(text);
      }
    }
  }
}

TEST(Redaction, OfATextWithoutEndOnlyTheBeginningIsKept) {
  const std::string words = "token=CaNaRy " + std::string(10, 'w');
  std::string text;
  while (text.size() < 10 << 20) text += words + " ";
  const std::string out = Redacted(text);
  EXPECT_LT(out.size(), 40u << 10);
  EXPECT_THAT(out, EndsWith("[cut]"));
  EXPECT_FALSE(absl::StrContains(out, "CaNaRy"));
  // A secret that reaches over the end is not cut into something that looks harmless.
  EXPECT_EQ(Redacted("x " + std::string(1 << 20, 'a')), "x [cut]");
  EXPECT_EQ(Redacted(std::string(10 << 20, '?')), " [cut]");
}

TEST(Redaction, TakesAnyBytes) {
  const std::unique_ptr<Rng> rng = NewRng(1);
  for (int i = 0; i < 2000; ++i) {
    std::string text;
    for (uint64_t n = rng->Next() % 60; n > 0; --n) {
      text += "\"'=:?&%3D \\tokenEAA|@/\n\xff"[rng->Next() % 24];
    }
    const std::string out = Redacted(text);
    EXPECT_FALSE(absl::StrContains(out, "\n"));
  }
}

}  // namespace
}  // namespace photoferry
