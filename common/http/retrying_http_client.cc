// SPDX-License-Identifier: Apache-2.0
#include "common/http/retrying_http_client.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "common/base/status.h"

namespace photoferry {
namespace {

bool MayRepeat(const HttpRequest& request) {
  constexpr std::array<absl::string_view, 6> kMethods = {"GET",    "HEAD",     "PUT",
                                                         "DELETE", "PROPFIND", "OPTIONS"};
  if (request.counted) return false;
  if (request.body.has_value() && request.body->stream != nullptr) return false;
  return request.repeatable ||
         std::find(kMethods.begin(), kMethods.end(), request.method) != kMethods.end();
}

bool IsTransportError(const absl::Status& status) {
  const v1::Reason reason = ReasonOf(status);
  return reason == v1::UNREACHABLE || reason == v1::TIMED_OUT || reason == v1::CONNECTION_LOST ||
         reason == v1::TRUNCATED;
}

// The stages of a body that is asked for several times: only one answer will get to use them.
class SharedStages final : public PipeStage {
 public:
  using Stages = std::vector<std::unique_ptr<PipeStage>>;
  explicit SharedStages(std::shared_ptr<const Stages> stages) : stages_(std::move(stages)) {}

  absl::Status Pass(absl::string_view bytes) override {
    for (const auto& stage : *stages_) PF_RETURN_IF_ERROR(stage->Pass(bytes));
    return absl::OkStatus();
  }

  absl::Status Finish() override {
    for (const auto& stage : *stages_) PF_RETURN_IF_ERROR(stage->Finish());
    return absl::OkStatus();
  }

 private:
  const std::shared_ptr<const Stages> stages_;
};

// Asks until an answer is not worth another attempt. `Answer` has a status and headers.
template <typename Answer, typename Ask>
absl::StatusOr<Answer> Repeat(Scheduler& scheduler, Rng& rng, const HttpRetryPolicy& policy,
                              const std::stop_token& stop, Ask ask) {
  for (int attempt = 1;; ++attempt) {
    absl::StatusOr<Answer> answer = ask();
    std::optional<absl::Duration> asked;
    if (answer.ok()) {
      const auto& statuses = policy.statuses;
      const bool listed =
          std::find(statuses.begin(), statuses.end(), answer->status) != statuses.end();
      if (!listed) return answer;
      asked = RetryAfterFrom(answer->headers, scheduler.clock().Now());
    } else if (!IsTransportError(answer.status())) {
      return answer;
    }
    const absl::Duration delay = asked.value_or(policy.backoff.Delay(attempt, rng));
    if (attempt >= policy.max_attempts || delay > policy.longest_wait) return answer;
    // A stream that is not wanted must not wait with us.
    answer = absl::CancelledError();
    if (!scheduler.SleepFor(delay, stop)) {
      return Failure(v1::STOPPED, "The request was given up because the work was stopped.");
    }
  }
}

}  // namespace

RetryingHttpClient::RetryingHttpClient(HttpClient& inner, Scheduler& scheduler, Rng& rng,
                                       HttpRetryPolicy policy)
    : inner_(inner), scheduler_(scheduler), rng_(rng), policy_(std::move(policy)) {}

absl::StatusOr<HttpResponse> RetryingHttpClient::Call(const HttpRequest& request,
                                                      const std::stop_token& stop) {
  if (!MayRepeat(request)) return inner_.Call(request, stop);
  return Repeat<HttpResponse>(scheduler_, rng_, policy_, stop,
                              [&] { return inner_.Call(request, stop); });
}

absl::StatusOr<HttpStream> RetryingHttpClient::Open(const HttpRequest& request, OpenOptions options,
                                                    const std::stop_token& stop) {
  if (!MayRepeat(request)) return inner_.Open(request, std::move(options), stop);
  const auto stages = std::make_shared<const SharedStages::Stages>(std::move(options.stages));
  return Repeat<HttpStream>(scheduler_, rng_, policy_, stop, [&] {
    OpenOptions again;
    again.capacity = options.capacity;
    if (!stages->empty()) again.stages.push_back(std::make_unique<SharedStages>(stages));
    return inner_.Open(request, std::move(again), stop);
  });
}

}  // namespace photoferry
