// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <list>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/json.h"
#include "common/base/mutex.h"
#include "common/http/http_client.h"

namespace photoferry {

// An HttpClient without a wire: a test says beforehand what is answered, and afterwards looks at
// what was asked. A request that nothing was said about fails the test. Thread-safe.
//
//   http.Answer("/me/albums", R"({"data":[]})");
//   http.Answer("/me/albums", HttpResponse{.status = 502});
class ScriptedHttpClient final : public HttpClient {
 public:
  // Answers the next request whose decoded URL contains `part` and that no earlier answer is left
  // for. `times` -1: all of them.
  void Answer(absl::string_view part, absl::StatusOr<HttpResponse> answer, int times = 1);
  // The same with HTTP 200 and this body.
  void Answer(absl::string_view part, absl::string_view body, int times = 1);
  void AnswerJson(absl::string_view part, const Json& body, int times = 1);

  absl::StatusOr<HttpResponse> Call(const HttpRequest& request,
                                    const std::stop_token& stop) override;
  // Not scripted: fails the test.
  absl::StatusOr<HttpStream> Open(const HttpRequest& request, OpenOptions options,
                                  const std::stop_token& stop) override;

  // With the text of their bodies, without streams.
  std::vector<HttpRequest> requests() const;
  // The URLs of all requests so far, decoded, without scheme and host.
  std::vector<std::string> paths() const;
  // Answers that were never asked for, -1 ones apart.
  int left() const;

 private:
  struct Rule {
    std::string part;
    absl::StatusOr<HttpResponse> answer;
    int times;
  };

  mutable Mutex mutex_;
  std::list<Rule> rules_ PF_GUARDED_BY(mutex_);
  std::vector<HttpRequest> requests_ PF_GUARDED_BY(mutex_);
};

}  // namespace photoferry
