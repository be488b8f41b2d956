// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <ostream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/suites/http/http_scene.h"
#include "tests/testing/status_matchers.h"

// What every HttpClient promises (common/http/http_client.h), whatever carries its bytes. A client
// joins by one line:
//
//   INSTANTIATE_TEST_SUITE_P(Curl, HttpClientSuite,
//                            testing::Values(HttpClientCase{"curl", NewSocketScene}));
//
// What only sockets and TLS can do (resets, certificates, addresses) is tested where they are. The
// promises stand in tests/suites/http, one idea a file.

namespace photoferry {

struct HttpClientCase {
  const char* name;
  std::unique_ptr<HttpScene> (*new_scene)();
};
inline void PrintTo(const HttpClientCase& value, std::ostream* out) {
  *out << value.name;
}

class HttpClientSuite : public ::testing::TestWithParam<HttpClientCase> {
 protected:
  HttpClientSuite() : scene_(GetParam().new_scene()) {}

  absl::StatusOr<HttpResponse> Call(const HttpRequest& request) {
    return scene_->client().Call(request, std::stop_token());
  }
  absl::StatusOr<HttpStream> Open(const HttpRequest& request, OpenOptions options = {}) {
    return scene_->client().Open(request, std::move(options), std::stop_token());
  }
  void Play(const std::function<void()>& act) { scene_->Play(act); }
  std::string Serve(HttpScene::Handler handler) { return scene_->Serve(std::move(handler)); }
  // A server with one answer for everything.
  std::string ServeAlways(const ServedAnswer& answer);
  // A server that answers with what was sent to it, and says in headers what came with it.
  std::string ServeEcho();

  static absl::StatusOr<std::string> ReadAll(Pipe& pipe);
  // Bytes that tell their place, so that a hole or a swap shows.
  static std::string Pattern(size_t size);

  HttpScene& scene() { return *scene_; }
  Scheduler& scheduler() { return scene_->scheduler(); }

 private:
  const std::unique_ptr<HttpScene> scene_;
};

}  // namespace photoferry
