// SPDX-License-Identifier: Apache-2.0
// The input's first line is an HTTP status, the rest the body of an answer.
#include <algorithm>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/json.h"
#include "common/base/status.h"
#include "exporters/meta/graph/graph_client.h"
#include "exporters/meta/graph/graph_error.h"
#include "exporters/meta/graph/json_repair.h"
#include "tests/fuzz/provider_bench.h"

namespace photoferry::meta {
namespace {

using fuzz::CheckError;
using fuzz::ProviderBench;

constexpr char kCanary[] = "CaNaRyCaNaRy";

void CheckStatus(const GraphError& error) {
  const absl::Status status = StatusOf(error, "Facebook");
  CheckError(status);
  FUZZ_CHECK(absl::StartsWith(ProblemOf(status).message(), "Facebook "));
  FUZZ_CHECK(GraphCodeOf(status) == error.code);
  FUZZ_CHECK(UnknownFieldOf(status).empty() || error.code == 100);
}

// A token that Facebook quotes goes no further, whatever stands before it.
void CheckHidesTokens(GraphError error) {
  absl::StrAppend(&error.message, " https://graph.facebook.com/me?access_token=EAAB", kCanary);
  const v1::Problem problem = ProblemOf(StatusOf(error, "Facebook"));
  FUZZ_CHECK(!absl::StrContains(problem.SerializeAsString(), kCanary));
}

// The same through the client: an answer that is no success never passes for one.
void CheckAnswer(int http_status, const std::string& body) {
  ProviderBench bench({.status = http_status, .body = body});
  ProviderContext context = bench.Context();
  GraphClient client{{}};
  const absl::StatusOr<Json> answer = client.Get("me", {}, context);
  if (!answer.ok()) return CheckError(answer.status());
  FUZZ_CHECK(http_status >= 200 && http_status <= 299);
  FUZZ_CHECK(answer->is_object() && !ReadGraphError(*answer, http_status).has_value());
}

}  // namespace
}  // namespace photoferry::meta

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace photoferry;        // NOLINT: a main function of sorts
  using namespace photoferry::meta;  // NOLINT
  absl::string_view text = fuzz::Text(data, size);
  int http_status = 0;
  if (!absl::SimpleAtoi(fuzz::TakeLine(text), &http_status)) http_status = 400;
  http_status = std::clamp(http_status, 100, 999);
  CheckAnswer(http_status, std::string(text));
  fuzz::CheckError(StatusOfForeignAnswer({.status = http_status}, "Facebook"));

  const std::string repaired = RepairedJsonText(text);
  FUZZ_CHECK(RepairedJsonText(repaired) == repaired);
  const absl::StatusOr<Json> body = ParseJson(repaired);
  if (!body.ok()) {
    fuzz::CheckError(body.status());
    return 0;
  }
  FUZZ_CHECK(!absl::StrContains(repaired, '\0'));
  const std::optional<GraphError> error = ReadGraphError(*body, http_status);
  if (!error.has_value()) return 0;
  CheckStatus(*error);
  // The fuzzer finds the word that is looked for, and says it itself.
  if (!absl::StrContains(ToText(*body), kCanary)) CheckHidesTokens(*error);
  return 0;
}
