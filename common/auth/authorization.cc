// SPDX-License-Identifier: Apache-2.0
#include "common/auth/authorization.h"

#include <map>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/auth/oauth_error.h"
#include "common/base/hash.h"
#include "common/base/status.h"
#include "common/http/query_text.h"
#include "common/http/url.h"

namespace photoferry {
namespace {

// As RFC 7636, 4.1, has it: a verifier of 43 characters.
constexpr size_t kRandomBytes = 32;

// No code that we know of comes near. It goes into a form, so that any characters will do.
constexpr size_t kLongestCode = 8 << 10;

absl::Status NotThisLogin() {
  return Failure(v1::BAD_REQUEST,
                 "What the browser brought back does not belong to the login that was begun here. "
                 "Nothing of it was used.",
                 "Log in again, and open only the address that is shown then.");
}

}  // namespace

Authorization BeginAuthorization(const OAuthServer& server, const OAuthApp& app,
                                 const AuthorizationRequest& request) {
  Authorization login{
      .pending = {.redirect_uri = request.redirect_uri,
                  .scopes = request.scopes,
                  .state = Secret::Random(kRandomBytes),
                  .verifier = server.pkce ? Secret::Random(kRandomBytes) : Secret()}};
  std::vector<std::pair<std::string, std::string>> parameters = {
      {"response_type", "code"},
      {"client_id", app.id},
      {"redirect_uri", request.redirect_uri},
      {"state", std::string(login.pending.state.Reveal())}};
  if (!request.scopes.empty()) {
    const std::string separator(1, server.scope_separator);
    parameters.emplace_back("scope", absl::StrJoin(request.scopes, separator));
  }
  if (server.pkce) {
    parameters.emplace_back("code_challenge", PkceChallenge(login.pending.verifier));
    parameters.emplace_back("code_challenge_method", "S256");
  }
  for (const auto& more : {server.authorize_parameters, request.parameters}) {
    parameters.insert(parameters.end(), more.begin(), more.end());
  }
  // The address may have a query of its own (RFC 6749, 3.1).
  const char* const joint = QueryOf(server.authorize_url).empty() ? "?" : "&";
  login.url = absl::StrCat(server.authorize_url, joint, QueryString(parameters));
  return login;
}

absl::StatusOr<Secret> CodeFromRedirect(absl::string_view query, const OAuthServer& server,
                                        const PendingAuthorization& pending) {
  std::map<std::string, std::string> answer = ParseQuery(query);
  if (pending.state.empty() || Secret(std::move(answer["state"])) != pending.state) {
    return NotThisLogin();
  }
  if (!server.issuer.empty() && answer["iss"] != server.issuer) return NotThisLogin();
  if (!answer["error"].empty()) {
    return StatusOf({.code = answer["error"], .description = answer["error_description"]},
                    OAuthCall::kAuthorize, server.name);
  }
  Secret code(std::move(answer["code"]));
  if (!code.empty() && code.Reveal().size() <= kLongestCode) return code;
  return Failure(v1::MALFORMED_ANSWER,
                 absl::StrCat(server.name,
                              " sent the browser back with neither a code nor an error. "
                              "There is no login yet."),
                 "Log in again.");
}

std::string PkceChallenge(const Secret& verifier) {
  return absl::WebSafeBase64Escape(Sha256Of(verifier.Reveal()));
}

std::string LoopbackRedirectUri(int port, absl::string_view path) {
  return absl::StrCat("http://127.0.0.1:", port, "/", path);
}

}  // namespace photoferry
