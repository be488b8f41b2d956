// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/base/rng.h"
#include "common/base/scheduler.h"
#include "common/http/backoff.h"
#include "common/http/http_client.h"

namespace photoferry {

// Which outcomes are worth repeating at this floor, before a provider has looked at them.
struct HttpRetryPolicy {
  int max_attempts = 4;
  BackoffPolicy backoff;
  // Longer than this is the engine's business, and the answer is handed up as it is.
  absl::Duration longest_wait = absl::Seconds(20);
  // Answers to repeat, besides transport errors. Providers that explain themselves in the body of
  // a 5xx leave this empty and decide for themselves.
  std::vector<int> statuses = {429, 500, 502, 503, 504};
};

// Repeats calls that may be repeated: GET, HEAD, PUT, DELETE, PROPFIND and OPTIONS, and what is
// marked repeatable; never one that its caller counts, or whose body was a stream. Honours
// Retry-After. Open is repeated until its head only. Thread-safe if the inner client is.
class RetryingHttpClient final : public HttpClient {
 public:
  RetryingHttpClient(HttpClient& inner, Scheduler& scheduler, Rng& rng, HttpRetryPolicy policy);
  absl::StatusOr<HttpResponse> Call(const HttpRequest& request,
                                    const std::stop_token& stop) override;
  absl::StatusOr<HttpStream> Open(const HttpRequest& request, OpenOptions options,
                                  const std::stop_token& stop) override;

 private:
  HttpClient& inner_;
  Scheduler& scheduler_;
  Rng& rng_;
  const HttpRetryPolicy policy_;
};

}  // namespace photoferry
