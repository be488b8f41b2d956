// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/login/login_answers.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "common/base/status.h"
#include "common/http/url.h"
#include "exporters/meta/graph/graph_error.h"

namespace photoferry::meta {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(30);
constexpr size_t kLongestAnswer = 256 << 10;

// What the Graph API says of a login by number or in words, in the words of RFC 6749, 5.2. The
// first line that fits counts.
struct Line {
  int code;          // 0: any
  int subcode;       // 0: any
  const char* text;  // part of the message in lower case; nullptr: any
  const char* standard;
};

constexpr Line kLines[] = {
    {100, 36009, nullptr, "invalid_grant"},
    {100, 36008, nullptr, "invalid_request"},
    {191, 0, nullptr, "invalid_request"},
    {101, 0, nullptr, "invalid_client"},
    {0, 0, "client secret", "invalid_client"},
    {0, 0, "client_secret", "invalid_client"},
    {0, 0, "validating application", "invalid_client"},
    {0, 0, "platform app", "invalid_client"},
    {0, 0, "client_id", "invalid_client"},
    {0, 0, "redirect", "invalid_request"},
    {0, 0, "verification code", "invalid_grant"},
    {0, 0, "authorization code", "invalid_grant"},
    {0, 0, "matching code", "invalid_grant"},
    {190, 0, nullptr, "invalid_grant"},
    {102, 0, nullptr, "invalid_grant"},
    {3, 0, nullptr, "unauthorized_client"},
    {10, 0, nullptr, "unauthorized_client"},
    {200, 0, nullptr, "unauthorized_client"},
    {4, 0, nullptr, "slow_down"},
    {17, 0, nullptr, "slow_down"},
    {32, 0, nullptr, "slow_down"},
    {613, 0, nullptr, "slow_down"},
    {1, 0, nullptr, "temporarily_unavailable"},
    {2, 0, nullptr, "temporarily_unavailable"},
};

const char* StandardCodeOf(const GraphError& error) {
  const std::string message = absl::AsciiStrToLower(error.message);
  for (const Line& line : kLines) {
    if (line.code != 0 && line.code != error.code) continue;
    if (line.subcode != 0 && line.subcode != error.subcode) continue;
    if (line.text != nullptr && !absl::StrContains(message, line.text)) continue;
    return line.standard;
  }
  return error.transient ? "temporarily_unavailable" : "invalid_request";
}

// ["a","b"] or "a,b".
std::string ScopeText(const Json& permissions) {
  if (permissions.is_string()) return permissions.get<std::string>();
  std::vector<std::string> names;
  if (permissions.is_array()) {
    for (const Json& name : permissions) {
      if (name.is_string()) names.push_back(name.get<std::string>());
    }
  }
  return absl::StrJoin(names, ",");
}

}  // namespace

Json StandardAnswer(Json answer) {
  if (!answer.is_object()) return answer;
  const Json& error = JsonMember(answer, "error");
  const bool standard = error.is_string();
  if (!standard) {
    if (const std::optional<GraphError> graph = ReadGraphError(answer, 0)) {
      return {{"error", StandardCodeOf(*graph)}, {"error_description", graph->message}};
    }
  }
  const auto data = answer.find("data");
  if (data != answer.end() && data->is_array() && !data->empty() && data->front().is_object()) {
    answer = Json(std::move(data->front()));
  }
  if (answer.contains("permissions") && !answer.contains("scope")) {
    answer["scope"] = ScopeText(answer["permissions"]);
  }
  return answer;
}

absl::string_view WithoutMetaSuffix(absl::string_view query) {
  query = query.substr(0, query.find('#'));
  for (const absl::string_view suffix : {"%23_%3D_", "%23_=_", "%23_"}) {
    if (absl::ConsumeSuffix(&query, suffix)) break;
  }
  return query;
}

absl::StatusOr<TokenGrant> GetToken(const std::string& url, const GraphParams& params,
                                    OAuthCall call, const OAuthServer& server,
                                    const std::vector<std::string>& asked, HttpClient& http,
                                    const Clock& clock, const std::stop_token& stop) {
  OAuthServer there = server;  // the token calls have several addresses
  there.token_url = url;
  PF_RETURN_IF_ERROR(CheckAddresses(there));
  HttpRequest request{.url = absl::StrCat(url, "?", QueryString(params)),
                      .headers = {{"Accept", "application/json"}},
                      .timeout = kPatience,
                      .max_response_bytes = kLongestAnswer};
  const absl::Time now = clock.Now();
  absl::StatusOr<HttpResponse> answer = http.Call(request, stop);
  const Secret overwritten(std::move(request.url));
  if (!answer.ok()) {
    return Annotate(answer.status(), absl::StrCat("asking ", server.name, " for a login"));
  }
  return ReadTokenAnswer(*std::move(answer), call, server, asked, now);
}

}  // namespace photoferry::meta
