// SPDX-License-Identifier: Apache-2.0
#include "common/http/rate_limited_http_client.h"

#include <algorithm>
#include <utility>

#include "common/base/status.h"

namespace photoferry {

RateLimitedHttpClient::RateLimitedHttpClient(HttpClient& inner, Scheduler& scheduler,
                                             RatePolicy policy)
    : inner_(inner), scheduler_(scheduler), policy_(policy) {}

// Each call books the next free instant, so whoever came first goes first; an idle time is worth
// up to `burst` calls at once.
absl::Status RateLimitedHttpClient::TakeTurn(const std::stop_token& stop) {
  if (policy_.per_second <= 0) return absl::OkStatus();
  const absl::Duration interval = absl::Seconds(1 / policy_.per_second);
  const absl::Duration now = scheduler_.clock().Monotonic();
  absl::Duration turn;
  {
    MutexLock lock(mutex_);
    turn = std::max(next_free_, now - interval * std::max(policy_.burst - 1, 0.0));
    next_free_ = turn + interval;
  }
  if (turn <= now || scheduler_.SleepFor(turn - now, stop)) return absl::OkStatus();
  return Failure(v1::STOPPED, "The request was given up because the work was stopped.");
}

absl::StatusOr<HttpResponse> RateLimitedHttpClient::Call(const HttpRequest& request,
                                                         const std::stop_token& stop) {
  PF_RETURN_IF_ERROR(TakeTurn(stop));
  return inner_.Call(request, stop);
}

absl::StatusOr<HttpStream> RateLimitedHttpClient::Open(const HttpRequest& request,
                                                       OpenOptions options,
                                                       const std::stop_token& stop) {
  PF_RETURN_IF_ERROR(TakeTurn(stop));
  return inner_.Open(request, std::move(options), stop);
}

}  // namespace photoferry
