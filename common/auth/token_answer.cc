// SPDX-License-Identifier: Apache-2.0
#include "common/auth/token_answer.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/proto_time.h"
#include "common/base/status.h"

namespace photoferry {
namespace {

constexpr JsonLimits kLimits = {.max_bytes = 256 << 10, .max_depth = 16};
constexpr size_t kLongestToken = 16 << 10;
constexpr size_t kLongestScope = 256;
constexpr int64_t kLongestLifeSeconds = int64_t{10} * 365 * 24 * 3600;

absl::Status Unusable(const OAuthServer& server, absl::string_view what) {
  return Failure(
      v1::MALFORMED_ANSWER,
      absl::StrCat(server.name, " answered the login with ", what, ". Nothing of it was used."),
      "Try again later; if it stays so, check the address of its token endpoint.");
}

// Takes a text out of the answer, so that no copy of it stays behind.
Secret TakeSecret(Json& answer, const char* key) {
  const auto found = answer.find(key);
  if (found == answer.end() || !found->is_string()) return Secret();
  Secret taken(std::move(found->get_ref<std::string&>()));
  answer.erase(found);
  return taken;
}

// A token goes into a header: VSCHAR of RFC 6749, appendix A, and nothing else.
bool IsToken(const Secret& token) {
  const absl::string_view text = token.Reveal();
  return !text.empty() && text.size() <= kLongestToken &&
         std::all_of(text.begin(), text.end(), absl::ascii_isgraph);
}

// A number or, from some, a number as text. What is no lifetime tells nothing.
std::optional<absl::Time> ExpiryOf(const Json& answer, absl::Time now) {
  int64_t seconds = 0;
  double fraction = 0;
  const std::string told = JsonString(answer, "expires_in");
  if (!absl::SimpleAtoi(told, &seconds)) {
    if (!absl::SimpleAtod(told, &fraction) || !(fraction >= 1 && fraction < 1e12)) {
      return std::nullopt;
    }
    seconds = static_cast<int64_t>(fraction);
  }
  if (seconds <= 0) return std::nullopt;
  return now + absl::Seconds(std::min(seconds, kLongestLifeSeconds));
}

// Blanks part scopes, and commas where the server uses them.
std::vector<std::string> ScopesOf(const Json& answer, char separator,
                                  const std::vector<std::string>& asked) {
  const Json& told = JsonMember(answer, "scope");
  if (!told.is_string()) return asked;
  std::vector<std::string> scopes;
  for (const absl::string_view scope : absl::StrSplit(
           told.get_ref<const std::string&>(),
           absl::ByAnyChar(absl::StrCat(" ", std::string(1, separator))), absl::SkipEmpty())) {
    if (scope.size() <= kLongestScope) scopes.emplace_back(scope);
  }
  return scopes;
}

std::vector<std::string> Missing(const std::vector<std::string>& asked,
                                 const std::vector<std::string>& granted) {
  std::vector<std::string> missing;
  std::copy_if(asked.begin(), asked.end(), std::back_inserter(missing),
               [&](const std::string& scope) {
                 return std::find(granted.begin(), granted.end(), scope) == granted.end();
               });
  return missing;
}

// The answer's object in the standard's form; its text is overwritten.
absl::StatusOr<Json> ObjectOf(HttpResponse& answer, const OAuthServer& server) {
  const Secret text(std::move(answer.body));
  absl::StatusOr<Json> object = ParseJson(text.Reveal(), kLimits);
  if (!object.ok()) return object;
  Json standard = server.to_standard ? server.to_standard(*std::move(object)) : *std::move(object);
  if (!standard.is_object()) return Unusable(server, "something that is no answer to a login");
  return standard;
}

std::optional<OAuthError> ErrorIn(const Json& object, int http_status) {
  const std::string code = JsonString(object, "error");
  if (code.empty()) return std::nullopt;
  return OAuthError{.code = code,
                    .description = JsonString(object, "error_description"),
                    .http_status = http_status};
}

// The same with the time for which the server asked to be left alone.
absl::Status WithRetryAfter(const absl::Status& status, const HttpHeaders& headers,
                            absl::Time now) {
  const std::optional<absl::Duration> wait = RetryAfterFrom(headers, now);
  if (!wait.has_value() || !IsTransient(status)) return status;
  v1::Problem problem = ProblemOf(status);
  *problem.mutable_retry_after() = ToProto(*wait);
  return ToStatus(problem);
}

}  // namespace

absl::StatusOr<TokenGrant> ReadTokenAnswer(HttpResponse answer, OAuthCall call,
                                           const OAuthServer& server,
                                           const std::vector<std::string>& asked, absl::Time now) {
  if (answer.status < 200 || answer.status > 299) {
    return ErrorOfAnswer(std::move(answer), call, server, now);
  }
  absl::StatusOr<Json> object = ObjectOf(answer, server);
  if (!object.ok()) return Unusable(server, "something that is no token: a page, perhaps");
  // Some say 200 and mean an error.
  if (const auto error = ErrorIn(*object, answer.status)) {
    return StatusOf(*error, call, server.name);
  }
  TokenGrant grant;
  grant.tokens.access_token = TakeSecret(*object, "access_token");
  grant.tokens.refresh_token = TakeSecret(*object, "refresh_token");
  TakeSecret(*object, "id_token");
  if (!IsToken(grant.tokens.access_token)) return Unusable(server, "no token that could be used");
  if (!grant.tokens.refresh_token.empty() && !IsToken(grant.tokens.refresh_token)) {
    return Unusable(server, "a token for renewal that could not be used");
  }
  const std::string type = JsonString(*object, "token_type");
  if (!type.empty() && !absl::EqualsIgnoreCase(type, "bearer")) {
    return Unusable(server, "a token of a kind that is not known here");
  }
  grant.tokens.issued_at = now;
  grant.tokens.expires_at = ExpiryOf(*object, now);
  grant.tokens.scopes = ScopesOf(*object, server.scope_separator, asked);
  grant.declined = Missing(asked, grant.tokens.scopes);
  grant.more = *std::move(object);
  return grant;
}

absl::Status ErrorOfAnswer(HttpResponse answer, OAuthCall call, const OAuthServer& server,
                           absl::Time now) {
  if (answer.status >= 300 && answer.status <= 399) {
    return Unusable(server, "a way to another address, which is not gone for the secrets' sake");
  }
  const absl::StatusOr<Json> object = ObjectOf(answer, server);
  const std::optional<OAuthError> error =
      object.ok() ? ErrorIn(*object, answer.status) : std::nullopt;
  const bool status_tells = answer.status >= 500 || answer.status == 429 || answer.status == 401;
  if (!error.has_value() && !status_tells) {
    return Unusable(server, absl::StrCat("HTTP ", answer.status, " and no word of why"));
  }
  return WithRetryAfter(
      StatusOf(error.value_or(OAuthError{.http_status = answer.status}), call, server.name),
      answer.headers, now);
}

}  // namespace photoferry
