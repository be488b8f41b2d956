// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/login/instagram_business_login.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/auth/authorization.h"
#include "common/base/status.h"
#include "exporters/meta/instagram/instagram_account.h"
#include "exporters/meta/login/login_answers.h"
#include "exporters/meta/login/login_specs.h"

namespace photoferry::meta {
namespace {

constexpr absl::Duration kShortLife = absl::Hours(1);
constexpr absl::Duration kYoungestToRenew = absl::Hours(24);
constexpr absl::Duration kWeek = absl::Hours(24 * 7);

OAuthServer ServerOf(const InstagramLoginOptions& options) {
  return {
      .name = "Instagram",
      .authorize_url = absl::StrCat(absl::StripSuffix(options.dialog_url, "/"), "/oauth/authorize"),
      .token_url = absl::StrCat(absl::StripSuffix(options.token_url, "/"), "/oauth/access_token"),
      .scope_separator = ',',
      .pkce = false,
      .to_standard = StandardAnswer};
}

}  // namespace

InstagramBusinessLogin::InstagramBusinessLogin(InstagramLoginOptions options, OAuthApp app,
                                               const LoginServices& services)
    : options_(std::move(options)),
      app_(std::move(app)),
      services_(services),
      server_(ServerOf(options_)),
      endpoint_(server_, app_, services_.http, services_.scheduler.clock()) {}

absl::StatusOr<Authorization> InstagramBusinessLogin::Begin(const LoginRequest& request) {
  PF_RETURN_IF_ERROR(CheckAddresses(server_));
  AuthorizationRequest asked{.redirect_uri = request.redirect_uri, .scopes = options_.scopes};
  if (request.insistence != Insistence::kNone) asked.parameters = {{"force_reauth", "true"}};
  return BeginAuthorization(server_, app_, asked);
}

absl::StatusOr<CompletedLogin> InstagramBusinessLogin::Complete(PendingAuthorization pending,
                                                                absl::string_view query,
                                                                const std::stop_token& stop) {
  PF_ASSIGN_OR_RETURN(TokenGrant grant,
                      endpoint_.Exchange(std::move(pending), WithoutMetaSuffix(query), stop));
  CompletedLogin login{.tokens = std::move(grant.tokens), .declined = std::move(grant.declined)};
  PF_ASSIGN_OR_RETURN(login.notices,
                      NoticesOfDeclined(options_.spec, login.declined, server_.name));
  PF_RETURN_IF_ERROR(MakeItLast(login, stop));
  PF_RETURN_IF_ERROR(ReadAccount(login, stop));
  return login;
}

absl::Status InstagramBusinessLogin::MakeItLast(CompletedLogin& login,
                                                const std::stop_token& stop) {
  absl::StatusOr<TokenGrant> longer =
      Get("access_token",
          {{"grant_type", "ig_exchange_token"},
           {"client_secret", std::string(app_.secret.Reveal())},
           {"access_token", std::string(login.tokens.access_token.Reveal())}},
          OAuthCall::kRefresh, login.tokens.scopes, stop);
  if (longer.ok()) {
    login.tokens = std::move(longer->tokens);
    return absl::OkStatus();
  }
  const v1::Reason reason = ReasonOf(longer.status());
  if (reason == v1::LOGIN_NEEDED || reason == v1::STOPPED) return longer.status();
  if (!login.tokens.expires_at.has_value()) {
    login.tokens.expires_at = login.tokens.issued_at + kShortLife;
  }
  login.notices.push_back(
      "Instagram did not make the login a lasting one, so it ends within the hour. Log in again if "
      "that is too early.");
  return absl::OkStatus();
}

absl::Status InstagramBusinessLogin::ReadAccount(CompletedLogin& login,
                                                 const std::stop_token& stop) {
  const Credential credential = {.access_token = login.tokens.access_token,
                                 .app_secret = app_.secret,
                                 .login = kInstagramLoginId};
  ProviderContext context = {.http = services_.http,
                             .scheduler = services_.scheduler,
                             .rng = services_.rng,
                             .memory = services_.memory,
                             .credential = credential,
                             .stop = stop};
  GraphClient client(options_.graph);
  const absl::StatusOr<InstagramAccount> account = FindThroughLogin(client, "", context);
  if (account.ok()) {
    login.account = account->username.empty() ? account->id : absl::StrCat("@", account->username);
    return absl::OkStatus();
  }
  // Whose it is can wait; that nothing of it may be read cannot.
  const bool transient = IsTransient(account.status());
  return transient ? absl::OkStatus() : account.status();
}

LoginRenewalOptions InstagramBusinessLogin::renewal() const {
  return {.due_at_age = kWeek};
}

bool InstagramBusinessLogin::CanRefresh(const TokenSet& tokens) const {
  const absl::Time now = services_.scheduler.clock().Now();
  return !tokens.access_token.empty() && now - tokens.issued_at >= kYoungestToRenew &&
         now < tokens.expires_at.value_or(absl::InfiniteFuture());
}

absl::StatusOr<TokenSet> InstagramBusinessLogin::Refresh(const TokenSet& tokens,
                                                         const std::stop_token& stop) {
  PF_ASSIGN_OR_RETURN(TokenGrant grant,
                      Get("refresh_access_token",
                          {{"grant_type", "ig_refresh_token"},
                           {"access_token", std::string(tokens.access_token.Reveal())}},
                          OAuthCall::kRefresh, tokens.scopes, stop));
  return std::move(grant.tokens);
}

absl::StatusOr<TokenGrant> InstagramBusinessLogin::Get(const char* path, const GraphParams& params,
                                                       OAuthCall call,
                                                       const std::vector<std::string>& scopes,
                                                       const std::stop_token& stop) {
  const std::string url = absl::StrCat(absl::StripSuffix(options_.graph.base_url, "/"), "/", path);
  return GetToken(url, params, call, server_, scopes, services_.http, services_.scheduler.clock(),
                  stop);
}

absl::Status InstagramBusinessLogin::Revoke(const TokenSet&, const std::stop_token&) {
  return Failure(v1::BAD_REQUEST, "Instagram does not take logins back when asked by a program.",
                 kTakeBackAtInstagram);
}

}  // namespace photoferry::meta
