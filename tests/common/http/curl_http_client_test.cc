// SPDX-License-Identifier: Apache-2.0
#include "common/http/curl_http_client.h"

#include <atomic>
#include <cstdlib>
#include <stop_token>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/common/http/http_fixture.h"
#include "tests/testing/canary.h"
#include "tests/testing/scripted_resolver.h"

namespace photoferry {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class CurlHttpClient : public HttpFixture {};

// Answers each request of a connection with its own head and body.
void Echo(RawConnection& connection) {
  for (std::string head = connection.ReadHead(); !head.empty(); head = connection.ReadHead()) {
    const std::string body = connection.ReadBody(head);
    connection.SendAnswer(200, absl::StrCat(head, body));
  }
}

TEST_F(CurlHttpClient, SendsHeadersAndSecretHeaders) {
  RawServer server(Echo);
  HttpRequest request{.url = server.Url("/me"), .headers = {{"Accept", "x/y"}, {"X-Empty", ""}}};
  request.secret_headers.emplace_back("Authorization", Secret("Bearer " + canary::Token()));
  PF_ASSERT_OK_AND_ASSIGN(const HttpResponse answer, Call(request));
  EXPECT_THAT(answer.body, HasSubstr("GET /me HTTP/1.1\r\n"));
  EXPECT_THAT(answer.body, HasSubstr("Accept: x/y\r\n"));
  EXPECT_THAT(answer.body, HasSubstr("X-Empty:\r\n"));
  EXPECT_THAT(answer.body, HasSubstr("Authorization: Bearer " + canary::Token() + "\r\n"));
  EXPECT_THAT(answer.body, HasSubstr("User-Agent: photoferry\r\n"));
}

TEST_F(CurlHttpClient, SpeaksEveryMethodWithAndWithoutABody) {
  RawServer server(Echo);
  for (const char* method : {"POST", "PUT", "PATCH", "PROPFIND", "DELETE"}) {
    PF_ASSERT_OK_AND_ASSIGN(
        const HttpResponse with,
        Call({.method = method, .url = server.Url(), .body = HttpBody{.prefix = "a"}}));
    EXPECT_THAT(with.body, HasSubstr(absl::StrCat(method, " / HTTP/1.1\r\n")));
    EXPECT_THAT(with.body, HasSubstr("Content-Length: 1\r\n"));
    EXPECT_THAT(with.body, Not(HasSubstr("Content-Type")));
    EXPECT_THAT(with.body, Not(HasSubstr("Expect")));
    PF_ASSERT_OK_AND_ASSIGN(const HttpResponse without,
                            Call({.method = method, .url = server.Url()}));
    EXPECT_THAT(without.body, HasSubstr(absl::StrCat(method, " / HTTP/1.1\r\n")));
  }
  EXPECT_EQ(server.connections() <= 2, true) << "at most one a loop";
}

TEST_F(CurlHttpClient, EndsAPostWithoutABodyByItsLength) {
  RawServer server(Echo);
  PF_ASSERT_OK_AND_ASSIGN(const HttpResponse answer, Call({.method = "POST", .url = server.Url()}));
  EXPECT_THAT(answer.body, HasSubstr("Content-Length: 0\r\n"));
}

TEST_F(CurlHttpClient, HeadHasALengthAndNoBody) {
  RawServer server([](RawConnection& connection) {
    EXPECT_THAT(connection.ReadHead(), HasSubstr("HEAD /x"));
    connection.Send("HTTP/1.1 200 OK\r\nContent-Length: 12345\r\n\r\n");
  });
  PF_ASSERT_OK_AND_ASSIGN(const HttpResponse answer,
                          Call({.method = "HEAD", .url = server.Url("/x")}));
  EXPECT_EQ(answer.headers.Get("content-length"), "12345");
  EXPECT_EQ(answer.body, "");
}

TEST_F(CurlHttpClient, UsesAConnectionAgain) {
  client_ = NewClient(/*loops=*/1);
  RawServer server(Echo);
  for (int i = 0; i < 20; ++i) {
    ASSERT_THAT(Call({.url = server.Url()}), IsOk());
    ASSERT_THAT(
        Call({.method = "PUT", .url = server.Url(), .body = HttpBody{.prefix = Pattern(100000)}}),
        IsOk());
  }
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(CurlHttpClient, RefusesHeadersThatWouldSplitTheRequest) {
  RawServer server(Echo);
  EXPECT_THAT(Call({.url = server.Url(), .headers = {{"X", "a\r\nY: b"}}}),
              ReasonIs(v1::BAD_REQUEST));
  EXPECT_EQ(server.connections(), 0);
}

TEST_F(CurlHttpClient, RefusesOtherSchemesBeforeAnythingIsAsked) {
  EXPECT_THAT(Call({.url = "file:///etc/passwd"}), ReasonIs(v1::BAD_REQUEST));
  EXPECT_THAT(Call({.url = "gopher://127.0.0.1/"}), ReasonIs(v1::BAD_REQUEST));
}

// RFC 1035, 2.3.4: a label ends at 63 bytes, so the resolver refuses this name without a network.
TEST_F(CurlHttpClient, SaysUnreachableOfAnUnknownHostEachTime) {
  client_ = NewClient(/*loops=*/1);
  const std::string unknown = absl::StrCat("https://", std::string(64, 'a'), ".invalid/");
  for (int attempt = 0; attempt < 3; ++attempt) {
    EXPECT_THAT(Call({.url = unknown}), ReasonIs(v1::UNREACHABLE));
  }
}

// Whoever resolves names sits in threads of its own: the loop serves the others meanwhile.
TEST_F(CurlHttpClient, AResolverThatNeverAnswersEndsWithTheTimeForConnecting) {
  client_ = NewClient(/*loops=*/1);
  const ScriptedResolver resolver({}, /*silent=*/{"silent.example.com"});
  RawServer server(Echo);
  const auto waiting = scheduler_->Spawn("waiting", [this] {
    EXPECT_THAT(Call({.url = "https://silent.example.com/",
                      .connect_timeout = absl::Milliseconds(300),
                      .timeout = absl::Minutes(1)}),
                ReasonIs(v1::TIMED_OUT));
  });
  EXPECT_THAT(Call({.url = server.Url()}), IsOk());
  waiting->Join();
  EXPECT_THAT(Call({.url = server.Url()}), IsOk());
}

TEST_F(CurlHttpClient, IgnoresTheProxyOfTheEnvironment) {
  setenv("http_proxy", "http://127.0.0.1:1", 1);
  RawServer server(Echo);
  EXPECT_THAT(Call({.url = server.Url()}), IsOk());
  unsetenv("http_proxy");
}

TEST_F(CurlHttpClient, DropsInterimAnswers) {
  RawServer server([](RawConnection& connection) {
    connection.ReadHead();
    connection.Send("HTTP/1.1 103 Early Hints\r\nLink: x\r\nContent-Length: 7\r\n\r\n");
    connection.SendAnswer(200, "final");
  });
  PF_ASSERT_OK_AND_ASSIGN(const HttpResponse answer, Call({.url = server.Url()}));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.Get("Link"), std::nullopt);
  EXPECT_EQ(answer.body, "final");
}

TEST_F(CurlHttpClient, DoesNotRepeatAPostOnADeadConnectionByItself) {
  client_ = NewClient(/*loops=*/1);
  std::atomic<int> requests = 0;
  RawServer server([&](RawConnection& connection) {
    if (connection.ReadHead().empty()) return;
    ++requests;
    connection.SendAnswer(200, "first");
    if (connection.ReadHead().empty()) return;
    ++requests;  // Obeyed, and the answer is lost.
  });
  ASSERT_THAT(Call({.url = server.Url()}), IsOk());
  const HttpBody body{.prefix = "create"};
  EXPECT_THAT(Call({.method = "POST", .url = server.Url(), .body = body}),
              ReasonIs(v1::CONNECTION_LOST));
  EXPECT_EQ(requests, 2);
}

TEST_F(CurlHttpClient, EndsWhatIsUnderWayWhenItGoes) {
  RawServer server([](RawConnection& connection) { connection.Drain(); });
  PF_ASSERT_OK_AND_ASSIGN(const HttpStream stream, [&] {
    RawServer half([](RawConnection& connection) {
      connection.ReadHead();
      connection.Send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
      connection.Drain();
    });
    absl::StatusOr<HttpStream> opened = Open({.url = half.Url()});
    client_.reset();
    return opened;
  }());
  EXPECT_THAT(ReadAll(*stream.body), ReasonIs(v1::STOPPED));
}

}  // namespace
}  // namespace photoferry
