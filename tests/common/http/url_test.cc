// SPDX-License-Identifier: Apache-2.0
#include "common/http/url.h"

#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "gtest/gtest.h"
#include "tests/testing/status_matchers.h"

namespace photoferry {
namespace {

TEST(Url, IsTakenApartAndNormalised) {
  PF_ASSERT_OK_AND_ASSIGN(const Url url,
                          ParseUrl("HTTPS://Example.COM:8443/a/../b%20c?x=1&y=%2F#z"));
  EXPECT_EQ(url.scheme, "https");
  EXPECT_EQ(url.host, "example.com");
  EXPECT_EQ(url.port, 8443);
  EXPECT_EQ(url.path, "/b%20c");
  EXPECT_EQ(url.query, "x=1&y=%2F");
  EXPECT_EQ(url.Origin(), "https://example.com:8443");
  EXPECT_EQ(url.ToString(), "https://example.com:8443/b%20c?x=1&y=%2F");
}

TEST(Url, FillsInWhatIsNotWritten) {
  PF_ASSERT_OK_AND_ASSIGN(const Url https, ParseUrl("https://h"));
  EXPECT_EQ(https.port, 443);
  EXPECT_EQ(https.path, "/");
  EXPECT_EQ(https.ToString(), "https://h/");
  PF_ASSERT_OK_AND_ASSIGN(const Url http, ParseUrl("http://h:80?q"));
  EXPECT_EQ(http.ToString(), "http://h/?q");
}

TEST(Url, KnowsIpv6) {
  PF_ASSERT_OK_AND_ASSIGN(const Url url, ParseUrl("http://[::1]:8080/x"));
  EXPECT_EQ(url.host, "::1");
  EXPECT_EQ(url.Origin(), "http://[::1]:8080");
}

TEST(Url, EncodesWhatABrowserWould) {
  PF_ASSERT_OK_AND_ASSIGN(const Url url, ParseUrl("https://h/a b/\xc3\xa9?q=a b"));
  EXPECT_EQ(absl::AsciiStrToLower(url.path), "/a%20b/%c3%a9");
  EXPECT_FALSE(absl::StrContains(url.query, ' '));
}

TEST(Url, RefusesWhatIsNoPlainWebAddress) {
  for (const std::string& text :
       {std::string(""), std::string("h"), std::string("/path"), std::string("//h/p"),
        std::string("ftp://h/"), std::string("file:///etc/passwd"), std::string("javascript:x"),
        std::string("https://"), std::string("https:///p"), std::string("https://user@h/"),
        std::string("https://user:pw@h/"), std::string("https://h:0/"),
        std::string("https://h:99999/"), std::string("https://h/\r\nX: y"),
        std::string("https://h/a\0b", 13), std::string("https://[fe80::1%25eth0]/"),
        std::string("https://b\xc3\xbc"
                    "cher.example/"),
        std::string("https://h%C3%BC/")}) {
    const absl::StatusOr<Url> url = ParseUrl(text);
    EXPECT_THAT(url, ReasonIs(v1::BAD_REQUEST)) << text;
  }
  EXPECT_FALSE(
      absl::StrContains(ParseUrl("https://user:pw@h/?token=T").status().message(), "token"));
}

TEST(Url, WhoseHostIsHiddenByUserinfoIsRefused) {
  for (const char* text : {"https://h@evil/", "https://h:443@evil/", "https://h%40evil@evil/",
                           "https://@h/", "https://:@h/", "https://a@b@c/", "https://h\\@evil/"}) {
    EXPECT_THAT(ParseUrl(text), ReasonIs(v1::BAD_REQUEST)) << text;
  }
}

TEST(Url, WithAPortThatIsNoneIsRefused) {
  for (const char* text : {"https://h:0/", "https://h:65536/", "https://h:-1/", "https://h:+443/",
                           "https://h:0x1bb/", "https://h:443x/", "https://h:99999999999999999999/",
                           "https://h: 443/", "https://[::1]443/"}) {
    EXPECT_THAT(ParseUrl(text), ReasonIs(v1::BAD_REQUEST)) << text;
  }
}

TEST(Url, WithABackslashInItsHostIsRefused) {
  for (const char* text :
       {"https://h\\evil/", "https:\\\\evil/", "https://h\\.evil/", "https:/\\h/"}) {
    EXPECT_THAT(ParseUrl(text), ReasonIs(v1::BAD_REQUEST)) << text;
  }
}

TEST(Url, WithAHostThatIsNoNameIsRefused) {
  for (const char* text :
       {"https://a%2540b/", "https://a%2fb/", "https://a%40b/", "https://a%20b/", "https://a%00b/",
        "https://%31%32%37.0.0.1%25/", "https://a;b/", "https://a&b/", "https://a=b/",
        "https://caf\xc3\xa9.example/", "https://a\xff/", "https://a,b/", "https://(a)/"}) {
    EXPECT_THAT(ParseUrl(text), ReasonIs(v1::BAD_REQUEST)) << text;
  }
  PF_ASSERT_OK_AND_ASSIGN(const Url plain, ParseUrl("https://xn--caf-dma.a_b-c.example./"));
  EXPECT_EQ(plain.host, "xn--caf-dma.a_b-c.example.");
}

// Found by a fuzzer: a name at the first reading, 0.9.91.96 at the second.
TEST(Url, WhoseHostHidesANumberIsRefused) {
  for (const char* text : {"http://613%3216/", "https://%32130706433/", "https://0%787f.1/"}) {
    EXPECT_THAT(ParseUrl(text), ReasonIs(v1::BAD_REQUEST)) << text;
  }
}

TEST(Url, WithAControlCharacterAnywhereIsRefused) {
  const std::string whole = "https://h:8443/p?q#f";
  for (size_t at = 0; at <= whole.size(); ++at) {
    for (const char c : {'\0', '\t', '\n', '\r', '\x1b', '\x7f'}) {
      std::string text = whole;
      text.insert(at, 1, c);
      EXPECT_THAT(ParseUrl(text), ReasonIs(v1::BAD_REQUEST)) << at << " " << int{c};
    }
  }
}

TEST(Url, IsTheSameWhenItIsReadAgain) {
  for (const char* text :
       {"https://Example.COM:8443/a/../b%20c?x=1&y=%2F#z", "http://[::1]:8080/x", "https://h?",
        "https://0x7f.1/", "https://h/a b?c d", "https://h//../..//x", "https://h/%zz?%",
        "https://[::FFFF:10.0.0.1]/", "https://caf\xc3\xa9.example/"}) {
    const absl::StatusOr<Url> url = ParseUrl(text);
    if (!url.ok()) continue;  // then nothing is asked for
    PF_ASSERT_OK_AND_ASSIGN(const Url again, ParseUrl(url->ToString()));
    EXPECT_EQ(again.ToString(), url->ToString()) << text;
    EXPECT_EQ(again.host, url->host) << text;
  }
}

TEST(Url, FollowsReferencesFromABase) {
  PF_ASSERT_OK_AND_ASSIGN(const Url base, ParseUrl("https://h:8443/a/b?c=d"));
  const std::pair<const char*, const char*> table[] = {
      {"/x", "https://h:8443/x"},       {"x?y=z", "https://h:8443/a/x?y=z"},
      {"../x", "https://h:8443/x"},     {"?q", "https://h:8443/a/b?q"},
      {"//other/x", "https://other/x"}, {"http://other/", "http://other/"},
  };
  for (const auto& [reference, expected] : table) {
    PF_ASSERT_OK_AND_ASSIGN(const Url url, ResolveUrl(base, reference));
    EXPECT_EQ(url.ToString(), expected) << reference;
  }
  EXPECT_THAT(ResolveUrl(base, "ftp://other/"), ReasonIs(v1::BAD_REQUEST));
  EXPECT_THAT(ResolveUrl(base, "https://u:p@other/"), ReasonIs(v1::BAD_REQUEST));
}

TEST(Url, EncodesForQueriesAndPaths) {
  EXPECT_EQ(PercentEncode("aZ09-._~ /?&=%\xc3"), "aZ09-._~%20%2F%3F%26%3D%25%C3");
  EXPECT_EQ(PercentEncodePath("a b/c"), "a%20b/c");
  EXPECT_EQ(QueryString({{"a", "1 2"}, {"b&", ""}}), "a=1%202&b%26=");
  EXPECT_EQ(QueryString({}), "");
}

}  // namespace
}  // namespace photoferry
