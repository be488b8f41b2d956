// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/base/rng.h"
#include "common/base/status.h"
#include "common/provider/provider_context.h"
#include "tests/fuzz/fuzz.h"
#include "tests/testing/manual_scheduler.h"
#include "tests/testing/map_memory.h"

namespace photoferry::fuzz {

// An HttpClient without a wire that answers every call alike and remembers what was asked.
class ParrotHttpClient final : public HttpClient {
 public:
  explicit ParrotHttpClient(HttpResponse answer) : answer_(std::move(answer)) {}

  absl::StatusOr<HttpResponse> Call(const HttpRequest& request, const std::stop_token&) override {
    urls_.push_back(request.url);
    FUZZ_CHECK(urls_.size() <= kMostCalls);  // one page never makes for a flood
    return answer_;
  }
  absl::StatusOr<HttpStream> Open(const HttpRequest&, OpenOptions,
                                  const std::stop_token&) override {
    return Failure(v1::UNREACHABLE, "Nothing is downloaded here.");
  }

  const std::vector<std::string>& urls() const { return urls_; }

 private:
  static constexpr size_t kMostCalls = 5000;

  const HttpResponse answer_;
  std::vector<std::string> urls_;
};

// What the engine lends to an exporter, with nothing behind it: no wire, no waiting.
class ProviderBench {
 public:
  explicit ProviderBench(HttpResponse answer) : http(std::move(answer)) {
    scheduler.AdvanceBySleeping();
  }

  ProviderContext Context() {
    return {.http = http,
            .scheduler = scheduler,
            .rng = *rng,
            .memory = memory,
            .credential = credential,
            .stop = {}};
  }

  ParrotHttpClient http;
  ManualScheduler scheduler;
  std::unique_ptr<Rng> rng = NewRng(7);
  MapMemory memory;
  Credential credential = {.access_token = Secret("the-token")};
};

}  // namespace photoferry::fuzz
