// SPDX-License-Identifier: Apache-2.0
// Heads that no decent server sends. http_trouble_test.cc sends some of them over a wire.
#include "common/http/curl_head.h"

#include <initializer_list>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/testing/status_matchers.h"

namespace photoferry {
namespace {

absl::Status AddAll(CurlHead& head, std::initializer_list<const char*> lines) {
  for (const char* line : lines) PF_RETURN_IF_ERROR(head.AddLine(absl::StrCat(line, "\r\n")));
  return absl::OkStatus();
}

TEST(CurlHead, InterimAnswersAreDropped) {
  CurlHead head;
  ASSERT_THAT(AddAll(head, {"HTTP/1.1 103 Early Hints", "Link: </x>", "Content-Length: 3", "",
                            "HTTP/1.1 200 OK", "A: b", ""}),
              IsOk());
  EXPECT_TRUE(head.complete());
  EXPECT_EQ(head.status(), 200);
  EXPECT_EQ(head.headers().Get("Link"), std::nullopt);
  EXPECT_EQ(head.content_length(), std::nullopt);
}

TEST(CurlHead, AStatusIsANumberOfThreeDigits) {
  for (const char* line : {"HTTP/1.1", "HTTP/1.1 ", "HTTP/1.1 OK", "HTTP/1.1 -200", "HTTP/1.1 99",
                           "HTTP/1.1 1000", "HTTP/1.1 2147483647", "HTTP/1.1 99999999999"}) {
    CurlHead head;
    EXPECT_THAT(AddAll(head, {line}), ReasonIs(v1::MALFORMED_ANSWER)) << line;
  }
}

TEST(CurlHead, ALengthIsOneNumberHoweverOftenItIsTold) {
  CurlHead twice;
  ASSERT_THAT(AddAll(twice, {"HTTP/1.1 200 OK", "Content-Length: 5, 5", "content-length: 5", ""}),
              IsOk());
  EXPECT_EQ(twice.content_length(), 5);
  for (const char* value : {"", "-5", "+5", "5;6", "5, 6", "5,", "0x5", "5.0",
                            "9223372036854775808", "99999999999999999999"}) {
    CurlHead head;
    EXPECT_THAT(AddAll(head, {"HTTP/1.1 200 OK", absl::StrCat("Content-Length: ", value).c_str()}),
                ReasonIs(v1::MALFORMED_ANSWER))
        << value;
  }
}

TEST(CurlHead, LinesWithoutANameAreNoHeaders) {
  for (const char* line : {"no colon", ": value", " : value", "\t: value"}) {
    CurlHead head;
    EXPECT_THAT(AddAll(head, {"HTTP/1.1 200 OK", line}), ReasonIs(v1::MALFORMED_ANSWER)) << line;
  }
}

}  // namespace
}  // namespace photoferry
