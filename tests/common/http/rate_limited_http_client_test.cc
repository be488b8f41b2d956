// SPDX-License-Identifier: Apache-2.0
#include "common/http/rate_limited_http_client.h"

#include <atomic>
#include <memory>
#include <vector>

#include "gtest/gtest.h"
#include "tests/testing/manual_scheduler.h"
#include "tests/testing/status_matchers.h"

namespace photoferry {
namespace {

class CountingClient final : public HttpClient {
 public:
  absl::StatusOr<HttpResponse> Call(const HttpRequest&, const std::stop_token&) override {
    ++calls;
    return HttpResponse{.status = 200};
  }
  absl::StatusOr<HttpStream> Open(const HttpRequest&, OpenOptions,
                                  const std::stop_token&) override {
    ++calls;
    return HttpStream{.status = 200};
  }
  std::atomic<int> calls = 0;
};

TEST(RateLimitedHttpClient, LetsABurstThroughAndThenKeepsTheRate) {
  ManualScheduler scheduler;
  scheduler.AdvanceBySleeping();
  CountingClient inner;
  RateLimitedHttpClient client(inner, scheduler, {.per_second = 10, .burst = 5});
  scheduler.Advance(absl::Hours(1));
  const absl::Duration start = scheduler.clock().Monotonic();
  for (int i = 0; i < 5; ++i) EXPECT_THAT(client.Call({}, {}), IsOk());
  EXPECT_EQ(scheduler.clock().Monotonic(), start);
  for (int i = 0; i < 20; ++i) {
    EXPECT_THAT(client.Call({}, {}), IsOk());
    EXPECT_THAT(client.Open({}, {}, {}), IsOk());
  }
  EXPECT_EQ(scheduler.clock().Monotonic() - start, absl::Seconds(4));
}

TEST(RateLimitedHttpClient, WithoutARateNobodyWaits) {
  ManualScheduler scheduler;
  CountingClient inner;
  RateLimitedHttpClient client(inner, scheduler, {});
  for (int i = 0; i < 1000; ++i) EXPECT_THAT(client.Call({}, {}), IsOk());
  EXPECT_EQ(inner.calls, 1000);
}

TEST(RateLimitedHttpClient, ServesInTheOrderOfArrival) {
  ManualScheduler scheduler;
  CountingClient inner;
  RateLimitedHttpClient client(inner, scheduler, {.per_second = 1, .burst = 1});
  EXPECT_THAT(client.Call({}, {}), IsOk());
  std::vector<std::unique_ptr<Thread>> threads;
  std::atomic<int> served = 0;
  for (int i = 0; i < 3; ++i) {
    threads.push_back(scheduler.Spawn("caller", [&, i] {
      EXPECT_THAT(client.Call({}, {}), IsOk());
      EXPECT_EQ(served++, i);
    }));
    scheduler.AwaitSleepers(i + 1);
  }
  for (int i = 1; i <= 3; ++i) {
    scheduler.Advance(absl::Seconds(1));
    threads[i - 1]->Join();
    EXPECT_EQ(served, i);
  }
}

TEST(RateLimitedHttpClient, AStopEndsTheWaiting) {
  ManualScheduler scheduler;
  CountingClient inner;
  RateLimitedHttpClient client(inner, scheduler, {.per_second = 0.001, .burst = 1});
  EXPECT_THAT(client.Call({}, {}), IsOk());
  std::stop_source stop;
  const auto caller = scheduler.Spawn(
      "caller", [&] { EXPECT_THAT(client.Call({}, stop.get_token()), ReasonIs(v1::STOPPED)); });
  scheduler.AwaitSleepers(1);
  stop.request_stop();
  caller->Join();
  EXPECT_EQ(inner.calls, 1);
}

}  // namespace
}  // namespace photoferry
