// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/faces/web/redirect_listener.h"

#include <atomic>

#include "absl/strings/str_cat.h"
#include "common/base/mutex.h"
#include "tests/testing/loopback_call.h"
#include "tests/testing/status_matchers.h"

namespace photoferry {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class RedirectListenerTest : public ::testing::Test {
 protected:
  void Serve(RedirectListenerOptions options = {.patience = absl::Milliseconds(300)}) {
    PF_ASSERT_OK_AND_ASSIGN(listener_, RedirectListener::Bind(0, std::move(options)));
    listener_->Serve(*scheduler_, [this](absl::string_view query) {
      MutexLock lock(mutex_);
      queries_.emplace_back(query);
      return RedirectPage{.html = "<p>Welcome back</p>"};
    });
  }
  std::vector<std::string> Queries() {
    MutexLock lock(mutex_);
    return queries_;
  }
  std::string Get(absl::string_view target) { return GetFromLoopback(listener_->port(), target); }
  std::string Said(absl::string_view bytes) {
    LoopbackCall call(listener_->port());
    call.Say(bytes);
    return call.Hear();
  }

  const std::unique_ptr<Scheduler> scheduler_ = NewThreadScheduler();
  Mutex mutex_;
  std::vector<std::string> queries_ PF_GUARDED_BY(mutex_);
  std::unique_ptr<RedirectListener> listener_;
};

TEST_F(RedirectListenerTest, HandsTheQueryOverAndShowsThePage) {
  Serve();
  EXPECT_EQ(listener_->redirect_uri(),
            absl::StrCat("http://127.0.0.1:", listener_->port(), "/login"));
  EXPECT_THAT(Get("/login?code=a%20b&state=c"),
              AllOf(StartsWith("HTTP/1.1 200 OK\r\n"), HasSubstr("Welcome back")));
  EXPECT_THAT(Queries(), ElementsAre("code=a%20b&state=c"));
}

TEST_F(RedirectListenerTest, ServesNothingElse) {
  Serve();
  for (const char* target : {"/", "/favicon.ico", "/login/", "/loginx", "/../login", "/%6cogin",
                             "http://127.0.0.1/login", "*"}) {
    EXPECT_THAT(Get(target), StartsWith("HTTP/1.1 404 ")) << target;
  }
  for (const char* method : {"POST", "PUT", "HEAD", "OPTIONS", "get"}) {
    EXPECT_THAT(Said(absl::StrCat(method, " /login?state=s HTTP/1.1\r\n\r\n")),
                StartsWith("HTTP/1.1 405 "))
        << method;
  }
  EXPECT_THAT(Queries(), IsEmpty());
}

TEST_F(RedirectListenerTest, NonsenseIsOneBadRequest) {
  Serve();
  for (const std::string& bytes :
       {std::string("\r\n\r\n"), std::string("GET /login\r\n\r\n"),
        std::string("GET /login HTTP/2.0\r\n\r\n"), std::string("GET  /login HTTP/1.1\r\n\r\n"),
        std::string("\x16\x03\x01\x02\x00\x01\r\n\r\n", 10), std::string(300, '\0') + "\r\n\r\n"}) {
    EXPECT_THAT(Said(bytes), StartsWith("HTTP/1.1 400 "));
  }
  EXPECT_THAT(Get("/login?x"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(RedirectListenerTest, AHeadHasABound) {
  Serve();
  std::string head = "GET /login?state=s HTTP/1.1\r\n";
  for (int i = 0; i < 2000; ++i) absl::StrAppend(&head, "X-", i, ": y\r\n");
  EXPECT_THAT(Said(head), StartsWith("HTTP/1.1 431 "));
  EXPECT_THAT(Said("GET /login?" + std::string(1 << 20, 'a')), StartsWith("HTTP/1.1 431 "));
  EXPECT_THAT(Queries(), IsEmpty());
}

TEST_F(RedirectListenerTest, WhoSaysNothingOrDawdlesKeepsNobodyWaiting) {
  Serve();
  std::vector<std::unique_ptr<LoopbackCall>> silent;
  for (int i = 0; i < 12; ++i) {
    silent.push_back(std::make_unique<LoopbackCall>(listener_->port()));
    silent.back()->Say("GET /lo");
  }
  EXPECT_THAT(Get("/login?state=s"), StartsWith("HTTP/1.1 200 "));
  for (const auto& call : silent) EXPECT_THAT(call->Hear(), StartsWith("HTTP/1.1 408 "));
}

TEST_F(RedirectListenerTest, APortThatIsTakenIsAnErrorInWords) {
  Serve();
  const auto second = RedirectListener::Bind(listener_->port());
  EXPECT_THAT(second, ReasonIs(v1::BAD_CONFIGURATION));
  EXPECT_THAT(second.status().message(), HasSubstr(absl::StrCat(listener_->port())));
}

TEST_F(RedirectListenerTest, StopsThoughConnectionsAreOpen) {
  Serve({.patience = absl::Seconds(2)});
  LoopbackCall open(listener_->port());
  open.Say("GET ");
  listener_->Stop();
  listener_->Stop();
}

}  // namespace
}  // namespace photoferry
