// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/base/mutex.h"
#include "common/base/scheduler.h"
#include "common/http/http_client.h"

namespace photoferry {

struct RatePolicy {
  double per_second = 0;  // 0: no limit
  double burst = 10;
};

// A token bucket in front of another client. Calls wait for their turn in order of arrival.
// Thread-safe.
class RateLimitedHttpClient final : public HttpClient {
 public:
  RateLimitedHttpClient(HttpClient& inner, Scheduler& scheduler, RatePolicy policy);
  absl::StatusOr<HttpResponse> Call(const HttpRequest& request,
                                    const std::stop_token& stop) override;
  absl::StatusOr<HttpStream> Open(const HttpRequest& request, OpenOptions options,
                                  const std::stop_token& stop) override;

 private:
  absl::Status TakeTurn(const std::stop_token& stop);

  HttpClient& inner_;
  Scheduler& scheduler_;
  const RatePolicy policy_;
  Mutex mutex_;
  absl::Duration next_free_ PF_GUARDED_BY(mutex_);
};

}  // namespace photoferry
