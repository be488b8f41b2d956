// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/graph/graph_client.h"

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "common/base/hash.h"
#include "common/base/log.h"
#include "common/base/status.h"
#include "common/http/url.h"
#include "exporters/meta/graph/graph_error.h"
#include "exporters/meta/graph/json_repair.h"

namespace photoferry::meta {
namespace {

// Longer waits belong to the engine, which can use the time.
constexpr absl::Duration kLongestWaitHere = absl::Seconds(30);

bool IsWorthRepeating(const absl::Status& status) {
  switch (ReasonOf(status)) {
    case v1::UNREACHABLE:
    case v1::TIMED_OUT:
    case v1::CONNECTION_LOST:
    case v1::MALFORMED_ANSWER:
    case v1::SERVICE_DOWN:
      return true;
    default:
      return false;
  }
}

GraphClientOptions Normalised(GraphClientOptions options) {
  while (absl::EndsWith(options.base_url, "/")) options.base_url.pop_back();
  return options;
}

absl::Status WithRetryAfter(const absl::Status& status, const HttpHeaders& headers,
                            absl::Time now) {
  const std::optional<absl::Duration> wait = RetryAfterFrom(headers, now);
  if (!wait.has_value() || RetryAfterOf(status).has_value()) return status;
  v1::Problem problem = ProblemOf(status);
  problem.mutable_retry_after()->set_seconds(absl::ToInt64Seconds(*wait));
  return ToStatus(problem);
}

}  // namespace

bool IsGraphId(absl::string_view id) {
  return !id.empty() && std::all_of(id.begin(), id.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-';
  });
}

GraphClient::GraphClient(GraphClientOptions options)
    : options_(Normalised(std::move(options))), governor_(options_.base_url) {}

absl::StatusOr<Json> GraphClient::Get(absl::string_view path, const GraphParams& params,
                                      ProviderContext& context) {
  return Ask({.method = "GET", .path = path, .params = params}, context);
}

absl::StatusOr<Json> GraphClient::GetNodes(absl::Span<const std::string> ids,
                                           absl::string_view fields, ProviderContext& context) {
  const GraphParams params = {{"ids", absl::StrJoin(ids, ",")}, {"fields", std::string(fields)}};
  return Ask({.method = "GET", .path = "", .params = params, .calls = static_cast<int>(ids.size())},
             context);
}

absl::StatusOr<size_t> GraphClient::RoomFor(size_t wanted, ProviderContext& context) {
  PF_ASSIGN_OR_RETURN(const int room, governor_.Room(static_cast<int>(wanted), context));
  return static_cast<size_t>(room);
}

absl::StatusOr<Json> GraphClient::Delete(absl::string_view path, ProviderContext& context) {
  return Ask({.method = "DELETE", .path = path, .params = {}}, context);
}

absl::StatusOr<Json> GraphClient::Ask(const Question& question, ProviderContext& context) {
  PF_ASSIGN_OR_RETURN(const Credential credential, context.FreshCredential());
  if (credential.access_token.empty()) {
    return Failure(v1::LOGIN_NEEDED, absl::StrCat("There is no login for ", options_.service, "."),
                   "Connect the account.");
  }
  absl::StatusOr<Json> answer = Repeatedly(question, credential, context);
  if (answer.ok() || ReasonOf(answer.status()) != v1::LOGIN_NEEDED) return answer;
  const absl::StatusOr<Credential> newer = context.CredentialInsteadOf(credential.access_token);
  if (newer.ok()) return Repeatedly(question, *newer, context);
  // The service itself says best why a login ended.
  return ReasonOf(newer.status()) == v1::LOGIN_NEEDED ? answer.status() : newer.status();
}

absl::StatusOr<Json> GraphClient::Repeatedly(const Question& question, const Credential& credential,
                                             ProviderContext& context) {
  const HttpRequest request = RequestFor(question, credential);
  for (int attempt = 1;; ++attempt) {
    absl::StatusOr<Json> answer = Once(request, question.calls, context);
    if (answer.ok() || attempt >= options_.max_attempts || !IsWorthRepeating(answer.status())) {
      return answer;
    }
    const absl::Duration asked = RetryAfterOf(answer.status()).value_or(absl::ZeroDuration());
    if (asked > kLongestWaitHere) return answer;
    const absl::Duration wait = std::max(asked, options_.backoff.Delay(attempt, context.rng));
    if (!context.scheduler.SleepFor(wait, context.stop)) {
      return Failure(v1::STOPPED, "Stopped while it waited to ask again; nothing is lost.");
    }
  }
}

absl::StatusOr<Json> GraphClient::Get(absl::string_view path, FieldList& fields,
                                      const GraphParams& params, ProviderContext& context) {
  while (true) {
    const std::string asked = fields.Text();
    GraphParams all = {{"fields", asked}};
    all.insert(all.end(), params.begin(), params.end());
    absl::StatusOr<Json> answer = Get(path, all, context);
    if (answer.ok() || !fields.Drop(UnknownFieldOf(answer.status()), asked)) return answer;
  }
}

HttpRequest GraphClient::RequestFor(const Question& question, const Credential& credential) const {
  const absl::string_view token = credential.access_token.Reveal();
  GraphParams all = question.params;
  if (options_.sign && !credential.app_secret.empty()) {
    all.emplace_back("appsecret_proof", HexOf(HmacSha256(credential.app_secret.Reveal(), token)));
  }
  HttpRequest request{.method = question.method, .counted = true};
  request.url = absl::StrCat(options_.base_url, "/", options_.version, "/",
                             absl::StripPrefix(question.path, "/"), "?", QueryString(all));
  request.headers.Add("Accept", "application/json");
  request.secret_headers.emplace_back("Authorization", Secret(absl::StrCat("Bearer ", token)));
  return request;
}

absl::StatusOr<Json> GraphClient::Once(const HttpRequest& request, int calls,
                                       ProviderContext& context) {
  PF_ASSIGN_OR_RETURN(UsageGovernor::Permit permit, governor_.Admit(calls, context));
  PF_ASSIGN_OR_RETURN(const HttpResponse answer, context.http.Call(request, context.stop));
  NoteVersion(answer.headers);
  absl::StatusOr<Json> body = Read(answer);
  if (!body.ok() && ReasonOf(body.status()) == v1::RATE_LIMITED) {
    return governor_.Throttled(
        WithRetryAfter(body.status(), answer.headers, context.scheduler.clock().Now()),
        answer.headers, permit, context);
  }
  governor_.Observe(answer.headers, permit, context);
  if (body.ok()) return body;
  return WithRetryAfter(body.status(), answer.headers, context.scheduler.clock().Now());
}

// The body is read whatever its MIME type: the API sends JSON as text/javascript too.
absl::StatusOr<Json> GraphClient::Read(const HttpResponse& answer) const {
  absl::StatusOr<Json> body = ParseJson(answer.body);
  if (!body.ok()) body = ParseJson(RepairedJsonText(answer.body));
  if (!body.ok()) return StatusOfForeignAnswer(answer, options_.service);
  if (const std::optional<GraphError> error = ReadGraphError(*body, answer.status)) {
    return StatusOf(*error, options_.service);
  }
  if (answer.status < 200 || answer.status > 299 || !body->is_object()) {
    return StatusOfForeignAnswer(answer, options_.service);
  }
  return body;
}

void GraphClient::NoteVersion(const HttpHeaders& headers) {
  const std::optional<std::string> answered = headers.Get("facebook-api-version");
  if (!answered.has_value() || *answered == options_.version) return;
  if (version_noted_.exchange(true)) return;
  Log(LogLevel::kWarning, "graph_version_differs",
      {{"asked", options_.version}, {"answered", *answered}});
}

}  // namespace photoferry::meta
