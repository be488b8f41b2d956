// SPDX-License-Identifier: Apache-2.0
#include "common/http/retrying_http_client.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <memory>
#include <string>
#include <utility>

#include "gtest/gtest.h"
#include "tests/testing/manual_scheduler.h"
#include "tests/testing/status_matchers.h"

namespace photoferry {
namespace {

// Answers from a list; the last one stays.
class ListedClient final : public HttpClient {
 public:
  explicit ListedClient(Scheduler& scheduler) : scheduler_(scheduler) {}

  absl::StatusOr<HttpResponse> Call(const HttpRequest&, const std::stop_token&) override {
    ++calls;
    absl::StatusOr<HttpResponse> answer = answers.front();
    if (answers.size() > 1) answers.pop_front();
    return answer;
  }

  // The body of a 2xx answer is "file", seen by the stages; that of any other is "error".
  absl::StatusOr<HttpStream> Open(const HttpRequest& request, OpenOptions options,
                                  const std::stop_token& stop) override {
    PF_ASSIGN_OR_RETURN(const HttpResponse answer, Call(request, stop));
    HttpStream stream{.status = answer.status, .headers = answer.headers};
    stream.body = std::make_shared<Pipe>(scheduler_, std::move(options.stages));
    const bool good = answer.status == 200;
    if (!good) stream.body->DropStages();
    stream.body->Write(good ? "file" : "error").IgnoreError();
    stream.body->Close().IgnoreError();
    return stream;
  }

  std::deque<absl::StatusOr<HttpResponse>> answers;
  int calls = 0;

 private:
  Scheduler& scheduler_;
};

class Retrying : public ::testing::Test {
 protected:
  Retrying() { scheduler_.AdvanceBySleeping(); }

  absl::StatusOr<HttpResponse> Call(const HttpRequest& request = {}) {
    RetryingHttpClient client(inner_, scheduler_, *rng_, policy_);
    return client.Call(request, std::stop_token());
  }
  absl::Duration Waited() { return scheduler_.clock().Monotonic(); }

  static HttpResponse Status(int status) { return {.status = status}; }
  static HttpResponse Busy(const char* retry_after) {
    return {.status = 503, .headers = {{"Retry-After", retry_after}}};
  }

  ManualScheduler scheduler_;
  std::unique_ptr<Rng> rng_ = NewRng(1);
  HttpRetryPolicy policy_;
  ListedClient inner_{scheduler_};
};

TEST_F(Retrying, RepeatsUntilItGoesWell) {
  inner_.answers = {Failure(v1::CONNECTION_LOST, "x"), Status(502), Status(200)};
  PF_ASSERT_OK_AND_ASSIGN(const HttpResponse answer, Call());
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(inner_.calls, 3);
  EXPECT_GE(Waited(), absl::Milliseconds(1500)) << "half of one second and of two";
  EXPECT_LE(Waited(), absl::Seconds(3));
}

TEST_F(Retrying, GivesUpWithTheLastAnswer) {
  inner_.answers = {Status(503)};
  PF_ASSERT_OK_AND_ASSIGN(const HttpResponse answer, Call());
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(inner_.calls, policy_.max_attempts);
}

TEST_F(Retrying, NeverRepeatsWhatMayHaveHappened) {
  inner_.answers = {Failure(v1::CONNECTION_LOST, "x")};
  EXPECT_THAT(Call({.method = "POST"}), ReasonIs(v1::CONNECTION_LOST));
  EXPECT_EQ(inner_.calls, 1);
  EXPECT_THAT(Call({.method = "POST", .repeatable = true}), ReasonIs(v1::CONNECTION_LOST));
  EXPECT_EQ(inner_.calls, 1 + policy_.max_attempts);
}

TEST_F(Retrying, LeavesItToWhoCounts) {
  inner_.answers = {Failure(v1::CONNECTION_LOST, "x")};
  EXPECT_THAT(Call({.counted = true}), ReasonIs(v1::CONNECTION_LOST));
  EXPECT_EQ(inner_.calls, 1);
}

TEST_F(Retrying, NeverRepeatsAStream) {
  inner_.answers = {Status(503)};
  HttpRequest put{.method = "PUT"};
  put.body = HttpBody{.stream = std::make_shared<Pipe>(scheduler_)};
  EXPECT_THAT(Call(put), IsOk());
  EXPECT_EQ(inner_.calls, 1);
  put.body->stream = nullptr;
  EXPECT_THAT(Call(put), IsOk());
  EXPECT_EQ(inner_.calls, 1 + policy_.max_attempts);
}

TEST_F(Retrying, LeavesOtherErrorsAndAnswersAlone) {
  for (const v1::Reason reason : {v1::CERTIFICATE_REJECTED, v1::ADDRESS_REFUSED, v1::STOPPED,
                                  v1::BAD_REQUEST, v1::MALFORMED_ANSWER}) {
    inner_.answers = {Failure(reason, "x")};
    EXPECT_THAT(Call(), ReasonIs(reason));
  }
  inner_.answers = {Status(404)};
  EXPECT_THAT(Call(), IsOk());
  EXPECT_EQ(inner_.calls, 6);
}

TEST_F(Retrying, HonoursRetryAfter) {
  inner_.answers = {Busy("7"), Status(200)};
  EXPECT_THAT(Call(), IsOk());
  EXPECT_EQ(Waited(), absl::Seconds(7));
}

TEST_F(Retrying, HandsALongWaitUp) {
  inner_.answers = {Busy("3600"), Status(200)};
  PF_ASSERT_OK_AND_ASSIGN(const HttpResponse answer, Call());
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(Waited(), absl::ZeroDuration());
}

TEST_F(Retrying, AStopEndsTheWaiting) {
  inner_.answers = {Status(503)};
  RetryingHttpClient client(inner_, scheduler_, *rng_, policy_);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THAT(client.Call({}, stop.get_token()), ReasonIs(v1::STOPPED));
  EXPECT_EQ(inner_.calls, 1);
}

TEST_F(Retrying, AnOpenIsRepeatedAndItsStagesSeeOneFileOnly) {
  inner_.answers = {Failure(v1::UNREACHABLE, "x"), Status(503), Status(200)};
  RetryingHttpClient client(inner_, scheduler_, *rng_, policy_);
  OpenOptions options;
  options.stages.push_back(NewLengthStage(4));
  PF_ASSERT_OK_AND_ASSIGN(HttpStream stream, client.Open({}, std::move(options), {}));
  EXPECT_EQ(stream.status, 200);
  char buffer[8];
  EXPECT_THAT(stream.body->Read(buffer, 8), IsOkAndHolds(4u));
  EXPECT_THAT(stream.body->Read(buffer, 8), IsOkAndHolds(0u));
}

TEST(Backoff, GrowsWithJitterUpToItsLongest) {
  const BackoffPolicy policy{.first = absl::Seconds(1), .longest = absl::Seconds(10)};
  const std::unique_ptr<Rng> rng = NewRng(2);
  for (int attempt = 0; attempt < 200; ++attempt) {
    const absl::Duration step =
        std::min(absl::Seconds(10), absl::Seconds(1) * std::pow(2.0, std::max(attempt, 1) - 1));
    const absl::Duration delay = policy.Delay(attempt, *rng);
    EXPECT_GE(delay, step / 2) << attempt;
    EXPECT_LE(delay, step) << attempt;
  }
}

}  // namespace
}  // namespace photoferry
