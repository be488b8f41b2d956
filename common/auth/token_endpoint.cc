// SPDX-License-Identifier: Apache-2.0
#include "common/auth/token_endpoint.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "common/http/url.h"

namespace photoferry {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(30);
constexpr size_t kLongestAnswer = 256 << 10;

// RFC 6749, 2.3.1: both parts are encoded before they are joined.
Secret BasicLogin(const OAuthApp& app) {
  const Secret secret(PercentEncode(app.secret.Reveal()));
  const Secret pair(absl::StrCat(PercentEncode(app.id), ":", secret.Reveal()));
  const Secret text(absl::Base64Escape(pair.Reveal()));
  return Secret(absl::StrCat("Basic ", text.Reveal()));
}

// Into `text`, which never moves meanwhile and so leaves no copy behind.
void WriteForm(const std::vector<std::pair<const char*, absl::string_view>>& form,
               std::string& text) {
  size_t longest = 0;
  for (const auto& [name, value] : form) {
    longest += absl::string_view(name).size() + 3 * value.size() + 2;
  }
  text.reserve(longest);
  for (const auto& [name, value] : form) {
    const Secret encoded(PercentEncode(value));
    absl::StrAppend(&text, text.empty() ? "" : "&", name, "=", encoded.Reveal());
  }
}

}  // namespace

TokenEndpoint::TokenEndpoint(OAuthServer server, OAuthApp app, HttpClient& http, const Clock& clock)
    : server_(std::move(server)), app_(std::move(app)), http_(http), clock_(clock) {}

absl::StatusOr<TokenGrant> TokenEndpoint::Exchange(PendingAuthorization pending,
                                                   absl::string_view query,
                                                   const std::stop_token& stop) {
  PF_ASSIGN_OR_RETURN(const Secret code, CodeFromRedirect(query, server_, pending));
  Form form = {{"grant_type", "authorization_code"},
               {"code", code.Reveal()},
               {"redirect_uri", pending.redirect_uri}};
  if (!pending.verifier.empty()) form.emplace_back("code_verifier", pending.verifier.Reveal());
  const absl::Time asked = clock_.Now();
  PF_ASSIGN_OR_RETURN(HttpResponse answer,
                      Post(server_.token_url, std::move(form), /*repeatable=*/false, stop));
  return ReadTokenAnswer(std::move(answer), OAuthCall::kExchange, server_, pending.scopes, asked);
}

absl::StatusOr<TokenSet> TokenEndpoint::Refresh(const TokenSet& tokens,
                                                const std::stop_token& stop) {
  const absl::Time asked = clock_.Now();
  // Repeated when its answer is lost: servers that rotate leave a moment for just that, and with
  // those that do not the login is lost already.
  PF_ASSIGN_OR_RETURN(HttpResponse answer, Post(server_.token_url,
                                                {{"grant_type", "refresh_token"},
                                                 {"refresh_token", tokens.refresh_token.Reveal()}},
                                                /*repeatable=*/true, stop));
  PF_ASSIGN_OR_RETURN(TokenGrant grant, ReadTokenAnswer(std::move(answer), OAuthCall::kRefresh,
                                                        server_, tokens.scopes, asked));
  if (grant.tokens.refresh_token.empty()) grant.tokens.refresh_token = tokens.refresh_token;
  return std::move(grant.tokens);
}

absl::Status TokenEndpoint::Revoke(const TokenSet& tokens, const std::stop_token& stop) {
  if (!CanRevoke()) {
    return Failure(
        v1::BAD_REQUEST,
        absl::StrCat(server_.name, " does not take logins back when asked by a program."),
        "Take the app's access away at its own site.");
  }
  // With the refresh token goes the whole login (RFC 7009, 2.1).
  const bool whole = !tokens.refresh_token.empty();
  const Secret& token = whole ? tokens.refresh_token : tokens.access_token;
  PF_ASSIGN_OR_RETURN(HttpResponse answer,
                      Post(server_.revoke_url,
                           {{"token", token.Reveal()},
                            {"token_type_hint", whole ? "refresh_token" : "access_token"}},
                           /*repeatable=*/true, stop));
  if (answer.status >= 200 && answer.status <= 299) return absl::OkStatus();
  return ErrorOfAnswer(std::move(answer), OAuthCall::kRevoke, server_, clock_.Now());
}

absl::StatusOr<HttpResponse> TokenEndpoint::Post(const std::string& url, Form form, bool repeatable,
                                                 const std::stop_token& stop) {
  PF_RETURN_IF_ERROR(CheckAddresses(server_));
  HttpRequest request{.method = "POST",
                      .url = url,
                      .headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                                  {"Accept", "application/json"}},
                      .timeout = kPatience,
                      .max_response_bytes = kLongestAnswer,
                      .repeatable = repeatable};
  const bool basic =
      server_.client_authentication == ClientAuthentication::kBasic && !app_.secret.empty();
  if (basic) {
    request.secret_headers.emplace_back("Authorization", BasicLogin(app_));
  } else {
    form.emplace_back("client_id", app_.id);
    if (!app_.secret.empty()) form.emplace_back("client_secret", app_.secret.Reveal());
  }
  request.body.emplace();
  std::string& text = request.body->prefix;
  WriteForm(form, text);
  absl::StatusOr<HttpResponse> answer = http_.Call(request, stop);
  const Secret overwritten(std::move(text));
  if (answer.ok()) return answer;
  return Annotate(answer.status(), absl::StrCat("asking ", server_.name, " for a login"));
}

}  // namespace photoferry
