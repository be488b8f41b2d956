// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/scheduler.h"
#include "common/http/curl_http_client.h"
#include "common/http/http_client.h"
#include "gtest/gtest.h"
#include "tests/testing/raw_server.h"
#include "tests/testing/status_matchers.h"

namespace photoferry {

// A client on real threads that may reach the loopback.
class HttpFixture : public ::testing::Test {
 protected:
  HttpFixture() : client_(NewClient()) {}

  std::unique_ptr<HttpClient> NewClient(int loops = 2) {
    CurlHttpClientOptions options;
    options.loops = loops;
    options.guard = AddressGuard(/*allow_loopback=*/true);
    return NewCurlHttpClient(*scheduler_, options);
  }

  absl::StatusOr<HttpResponse> Call(const HttpRequest& request) {
    return client_->Call(request, std::stop_token());
  }
  absl::StatusOr<HttpStream> Open(const HttpRequest& request, OpenOptions options = {}) {
    return client_->Open(request, std::move(options), std::stop_token());
  }

  static absl::StatusOr<std::string> ReadAll(Pipe& pipe) {
    std::string all;
    std::string buffer(64 << 10, '\0');
    for (;;) {
      PF_ASSIGN_OR_RETURN(const size_t got, pipe.Read(buffer.data(), buffer.size()));
      if (got == 0) return all;
      all.append(buffer, 0, got);
    }
  }

  // Bytes that tell their place, so that a hole or a swap shows.
  static std::string Pattern(size_t size) {
    std::string bytes(size, '\0');
    for (size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>((i * 131 + (i >> 8)) & 0xff);
    return bytes;
  }

  std::unique_ptr<Scheduler> scheduler_ = NewThreadScheduler();
  std::unique_ptr<HttpClient> client_;
};

}  // namespace photoferry
