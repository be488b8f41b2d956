// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include "common/http/retrying_http_client.h"

namespace photoferry {

// What providers are given in front of the wire. Repeats calls that a broken connection cut short.
// Media goes by untouched: the engine knows how far a file came, and begins again from there.
// Statuses are for the providers to judge, who read what stands beside them. Thread-safe if the
// wire is.
class CallsRepeated final : public HttpClient {
 public:
  CallsRepeated(HttpClient& wire, Scheduler& scheduler, Rng& rng)
      : wire_(wire), calls_(wire, scheduler, rng, {.max_attempts = 3, .statuses = {}}) {}

  absl::StatusOr<HttpResponse> Call(const HttpRequest& request,
                                    const std::stop_token& stop) override {
    return calls_.Call(request, stop);
  }
  absl::StatusOr<HttpStream> Open(const HttpRequest& request, OpenOptions options,
                                  const std::stop_token& stop) override {
    return wire_.Open(request, std::move(options), stop);
  }

 private:
  HttpClient& wire_;
  RetryingHttpClient calls_;
};

}  // namespace photoferry
