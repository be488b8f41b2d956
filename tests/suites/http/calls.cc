// SPDX-License-Identifier: Apache-2.0
//
// Questions and answers that fit in memory.
#include <atomic>

#include "absl/strings/str_cat.h"
#include "tests/suites/http/http_client_suite.h"
#include "tests/testing/canary.h"

namespace photoferry {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST_P(HttpClientSuite, GetsAnAnswerWithItsHeaders) {
  const std::string origin =
      ServeAlways({.headers = {{"X-One", "1"}, {"x-one", "2"}}, .body = "hello"});
  Play([&] {
    PF_ASSERT_OK_AND_ASSIGN(const HttpResponse answer, Call({.url = origin + "/a?b=c"}));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "hello");
    EXPECT_EQ(answer.headers.Get("X-ONE"), "1") << "the first one";
    EXPECT_FALSE(answer.early);
  });
}

TEST_P(HttpClientSuite, AsksWithItsHeadersAndItsSecrets) {
  const std::string origin = ServeEcho();
  HttpRequest request{.url = origin + "/me?x=1", .headers = {{"Accept", "x/y"}}};
  request.secret_headers.emplace_back("Authorization", Secret("Bearer " + canary::Token()));
  Play([&] {
    PF_ASSERT_OK_AND_ASSIGN(const HttpResponse answer, Call(request));
    EXPECT_EQ(answer.headers.Get("X-Target"), "/me?x=1");
    EXPECT_EQ(answer.headers.Get("X-Saw-Accept"), "x/y");
    EXPECT_EQ(answer.headers.Get("X-Saw-Authorization"), "Bearer " + canary::Token());
  });
}

TEST_P(HttpClientSuite, AnyStatusIsAnAnswer) {
  Play([&] {
    for (const int status : {201, 302, 400, 401, 404, 429, 500, 503, 599}) {
      PF_ASSERT_OK_AND_ASSIGN(const HttpResponse answer,
                              Call({.url = ServeAlways({.status = status, .body = "so it is"})}));
      EXPECT_EQ(answer.status, status);
      EXPECT_EQ(answer.body, "so it is");
    }
  });
}

TEST_P(HttpClientSuite, SpeaksEveryMethodWithAndWithoutABody) {
  const std::string origin = ServeEcho();
  Play([&] {
    for (const char* method : {"POST", "PUT", "PATCH", "PROPFIND", "DELETE"}) {
      for (const char* body : {"", "a body"}) {
        HttpRequest request{.method = method, .url = origin};
        if (*body != '\0') request.body = HttpBody{.prefix = body};
        PF_ASSERT_OK_AND_ASSIGN(const HttpResponse answer, Call(request));
        EXPECT_EQ(answer.headers.Get("X-Method"), method);
        EXPECT_EQ(answer.body, body);
      }
    }
  });
}

TEST_P(HttpClientSuite, SendsALargeBodyWhole) {
  const std::string origin = ServeEcho();
  const std::string body = Pattern(3 << 20);
  Play([&] {
    PF_ASSERT_OK_AND_ASSIGN(
        const HttpResponse answer,
        Call({.method = "POST", .url = origin, .body = HttpBody{.prefix = body}}));
    EXPECT_TRUE(answer.body == body);
  });
}

TEST_P(HttpClientSuite, AnAnswerThatIsTooLongIsRefused) {
  Play([&] {
    for (const bool tells : {true, false}) {
      const std::string origin = ServeAlways({.body = Pattern(5000), .tells_length = tells});
      EXPECT_THAT(Call({.url = origin, .max_response_bytes = 4999}),
                  ReasonIs(v1::MALFORMED_ANSWER));
      EXPECT_THAT(Call({.url = origin, .max_response_bytes = 5000}), IsOk());
    }
  });
}

TEST_P(HttpClientSuite, ACutAnswerIsNeverAShorterOne) {
  Play([&] {
    for (const int64_t at : {0, 1, 2500, 4999}) {
      EXPECT_THAT(Call({.url = ServeAlways({.body = Pattern(5000), .ends_after = at})}),
                  AnyOf(ReasonIs(v1::TRUNCATED), ReasonIs(v1::CONNECTION_LOST)))
          << at;
    }
  });
}

TEST_P(HttpClientSuite, SaysUnreachableWhenNobodyListens) {
  const std::string url = scene().DeadOrigin() + "/path?token=secret" + canary::Token();
  Play([&] {
    const absl::StatusOr<HttpResponse> answer = Call({.url = url});
    EXPECT_THAT(answer, ReasonIs(v1::UNREACHABLE));
    EXPECT_THAT(std::string(answer.status().message()), Not(HasSubstr("secret")));
    EXPECT_THAT(Open({.url = url}), ReasonIs(v1::UNREACHABLE));
  });
}

TEST_P(HttpClientSuite, ASilentServerTimesOut) {
  const std::string origin = ServeAlways({.silent = true});
  Play([&] {
    const HttpRequest request{.url = origin, .timeout = absl::Milliseconds(50)};
    EXPECT_THAT(Call(request), ReasonIs(v1::TIMED_OUT));
    EXPECT_THAT(Open(request), ReasonIs(v1::TIMED_OUT));
  });
}

TEST_P(HttpClientSuite, ARedirectIsFollowedWithoutTheSecrets) {
  const std::string origin = Serve([](const ServedRequest& request) {
    if (request.target == "/") {
      return ServedAnswer{.status = 302, .headers = {{"Location", "/next"}}, .body = "moved"};
    }
    return ServedAnswer{.body = request.headers.Get("Authorization").value_or("no login")};
  });
  HttpRequest request{.url = origin + "/", .max_redirects = 1};
  request.secret_headers.emplace_back("Authorization", Secret("Bearer " + canary::Token()));
  Play([&] {
    PF_ASSERT_OK_AND_ASSIGN(const HttpResponse led, Call(request));
    EXPECT_EQ(led.body, "no login");
    request.max_redirects = 0;
    PF_ASSERT_OK_AND_ASSIGN(const HttpResponse told, Call(request));
    EXPECT_EQ(told.status, 302);
    request.max_redirects = 5;
    request.method = "POST";
    PF_ASSERT_OK_AND_ASSIGN(const HttpResponse posted, Call(request));
    EXPECT_EQ(posted.status, 302) << "only GET and HEAD are led on";
  });
}

TEST_P(HttpClientSuite, RedirectsInACircleEnd) {
  std::atomic<int> asked = 0;
  const std::string origin = Serve([&asked](const ServedRequest&) {
    ++asked;
    return ServedAnswer{.status = 307, .headers = {{"Location", "/"}}};
  });
  Play([&] {
    EXPECT_THAT(Call({.url = origin + "/", .max_redirects = 100}), ReasonIs(v1::MALFORMED_ANSWER));
    EXPECT_EQ(asked, 6) << "five at most are followed";
  });
}

TEST_P(HttpClientSuite, StopsWhenAskedTo) {
  const std::string silent = ServeAlways({.silent = true});
  Play([&] {
    std::stop_source stop;
    const auto stopper = scheduler().Spawn("stopper", [&] {
      scheduler().SleepFor(absl::Milliseconds(20), {});
      stop.request_stop();
    });
    EXPECT_THAT(scene().client().Call({.url = silent}, stop.get_token()), ReasonIs(v1::STOPPED));
    EXPECT_THAT(scene().client().Call({.url = silent}, stop.get_token()), ReasonIs(v1::STOPPED));
    EXPECT_THAT(scene().client().Open({.url = silent}, {}, stop.get_token()),
                ReasonIs(v1::STOPPED));
  });
}

}  // namespace
}  // namespace photoferry
