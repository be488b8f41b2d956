// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "common/base/mutex.h"
#include "common/base/scheduler.h"
#include "common/http/http_client.h"
#include "tests/testing/call_faults.h"

namespace photoferry {

// Another client, and the one call of it that goes wrong: before anything was asked, or after it
// was done and before the answer is seen. So every provider that speaks HTTP meets every fault,
// and its server need know nothing of it. Thread-safe if the other client is.
class FaultyHttpClient final : public HttpClient, public CallFaults {
 public:
  FaultyHttpClient(HttpClient& real, Scheduler& scheduler) : real_(real), scheduler_(scheduler) {}

  std::vector<std::string> kinds() const override;
  void Strike(int64_t nth, absl::string_view kind) override;
  int64_t calls() const override;
  // The next request that carries a stream is answered with `status` before a byte of it is taken.
  void AnswerNextUploadEarly(int status);
  // Whether no such request has come yet.
  bool early_answer_left() const;

  absl::StatusOr<HttpResponse> Call(const HttpRequest& request,
                                    const std::stop_token& stop) override;
  absl::StatusOr<HttpStream> Open(const HttpRequest& request, OpenOptions options,
                                  const std::stop_token& stop) override;

 private:
  struct Fault;
  static const std::vector<Fault>& Faults();
  // Counts the call; what strikes it, or nullptr.
  const Fault* Next();
  bool TakeEarly(const HttpRequest& request, int& status);

  HttpClient& real_;
  Scheduler& scheduler_;
  mutable Mutex mutex_;
  int64_t calls_ PF_GUARDED_BY(mutex_) = 0;
  int64_t nth_ PF_GUARDED_BY(mutex_) = 0;
  const Fault* fault_ PF_GUARDED_BY(mutex_) = nullptr;
  int early_status_ PF_GUARDED_BY(mutex_) = 0;  // 0: none
};

}  // namespace photoferry
