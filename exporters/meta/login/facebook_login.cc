// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/login/facebook_login.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/auth/authorization.h"
#include "common/base/status.h"
#include "exporters/meta/graph/permissions.h"
#include "exporters/meta/login/login_answers.h"

namespace photoferry::meta {
namespace {

// Facebook's long-lived tokens live for about 60 days, the others for hours.
constexpr absl::Duration kLongEnough = absl::Hours(24 * 30);

OAuthServer ServerOf(const FacebookLoginOptions& options) {
  const std::string graph =
      absl::StrCat(absl::StripSuffix(options.graph.base_url, "/"), "/", options.graph.version);
  return {.name = "Facebook",
          .authorize_url = absl::StrCat(absl::StripSuffix(options.dialog_url, "/"), "/",
                                        options.graph.version, "/dialog/oauth"),
          .token_url = absl::StrCat(graph, "/oauth/access_token"),
          .revoke_url = absl::StrCat(graph, "/me/permissions"),
          .scope_separator = ',',
          .pkce = false,
          .to_standard = StandardAnswer};
}

// What Facebook does not tell stays as it was.
void TakeEnd(const std::optional<absl::Time>& told, std::optional<absl::Time>& end) {
  if (told.has_value()) end = told;
  if (end == absl::InfiniteFuture()) end.reset();
}

// A right that the login is nothing without, and that its page did not even offer, is not the
// person's to allow.
absl::Status CheckOffered(const std::map<std::string, bool>& consent,
                          const std::vector<std::string>& missing, const v1::LoginSpec& spec) {
  for (const v1::ScopeSpec& scope : spec.scopes()) {
    const bool is_missing = absl::c_linear_search(missing, scope.scope());
    if (!scope.required() || !is_missing || consent.empty() || consent.contains(scope.scope())) {
      continue;
    }
    const MissingRight right = WhyMissing(consent, "the account", scope.scope());
    return Failure(v1::PERMISSION_MISSING, absl::StrCat(right.why, " ", scope.purpose()),
                   right.what_to_do);
  }
  return absl::OkStatus();
}

bool HasEnded(const absl::Status& status) {
  return ReasonOf(status) == v1::LOGIN_NEEDED || ReasonOf(status) == v1::STOPPED;
}

}  // namespace

FacebookLogin::FacebookLogin(FacebookLoginOptions options, OAuthApp app,
                             const LoginServices& services)
    : options_(std::move(options)),
      app_(std::move(app)),
      services_(services),
      server_(ServerOf(options_)),
      client_(options_.graph) {}

absl::StatusOr<Authorization> FacebookLogin::Begin(const LoginRequest& request) {
  PF_RETURN_IF_ERROR(CheckAddresses(server_));
  AuthorizationRequest asked{.redirect_uri = request.redirect_uri, .scopes = options_.scopes};
  if (!app_.configuration.empty()) {
    asked.scopes.clear();  // the configuration names them
    asked.parameters.emplace_back("config_id", app_.configuration);
  }
  if (request.insistence != Insistence::kNone) {
    asked.parameters.emplace_back(
        "auth_type", request.insistence == Insistence::kAskDeclined ? "rerequest" : "reauthorize");
  }
  return BeginAuthorization(server_, app_, asked);
}

absl::StatusOr<CompletedLogin> FacebookLogin::Complete(PendingAuthorization pending,
                                                       absl::string_view query,
                                                       const std::stop_token& stop) {
  PF_ASSIGN_OR_RETURN(const Secret code,
                      CodeFromRedirect(WithoutMetaSuffix(query), server_, pending));
  PF_ASSIGN_OR_RETURN(TokenGrant grant,
                      GetToken(server_.token_url,
                               {{"client_id", app_.id},
                                {"client_secret", std::string(app_.secret.Reveal())},
                                {"redirect_uri", pending.redirect_uri},
                                {"code", std::string(code.Reveal())}},
                               OAuthCall::kExchange, server_, pending.scopes, services_.http,
                               services_.scheduler.clock(), stop));
  CompletedLogin login{.tokens = std::move(grant.tokens)};
  PF_RETURN_IF_ERROR(MakeItLast(login, stop));
  PF_ASSIGN_OR_RETURN(const Permissions consent, ReadConsent(login, stop));
  PF_RETURN_IF_ERROR(CheckOffered(consent, login.declined, options_.spec));
  PF_ASSIGN_OR_RETURN(const std::vector<std::string> notices,
                      NoticesOfDeclined(options_.spec, login.declined, server_.name));
  login.notices.insert(login.notices.end(), notices.begin(), notices.end());
  return login;
}

absl::Status FacebookLogin::MakeItLast(CompletedLogin& login, const std::stop_token& stop) {
  PF_ASSIGN_OR_RETURN(const auto first, FactsOf(login.tokens.access_token, stop));
  if (first.has_value()) TakeFacts(*first, login);
  const absl::Time now = services_.scheduler.clock().Now();
  const bool lasts =
      !login.tokens.expires_at.has_value() || *login.tokens.expires_at - now >= kLongEnough;
  if (lasts || (first.has_value() && !first->person)) return absl::OkStatus();
  absl::StatusOr<TokenGrant> longer =
      GetToken(server_.token_url,
               {{"grant_type", "fb_exchange_token"},
                {"client_id", app_.id},
                {"client_secret", std::string(app_.secret.Reveal())},
                {"fb_exchange_token", std::string(login.tokens.access_token.Reveal())}},
               OAuthCall::kRefresh, server_, login.tokens.scopes, services_.http,
               services_.scheduler.clock(), stop);
  if (!longer.ok()) {
    if (HasEnded(longer.status())) return longer.status();
    login.notices.push_back(
        "Facebook did not make the login a lasting one, so it ends within hours. Log in again if "
        "that is too early.");
    return absl::OkStatus();
  }
  login.tokens = std::move(longer->tokens);
  PF_ASSIGN_OR_RETURN(const auto facts, FactsOf(login.tokens.access_token, stop));
  if (facts.has_value()) TakeFacts(*facts, login);
  return absl::OkStatus();
}

void FacebookLogin::TakeFacts(const TokenFacts& facts, CompletedLogin& login) const {
  TakeEnd(facts.expires_at, login.tokens.expires_at);
  TakeEnd(facts.data_access_expires_at, login.data_access_expires_at);
  if (!facts.scopes.empty()) login.tokens.scopes = facts.scopes;
}

absl::StatusOr<std::optional<TokenFacts>> FacebookLogin::FactsOf(const Secret& token,
                                                                 const std::stop_token& stop) {
  // An app's own login is its id and its secret in one.
  const Credential as_app = {.access_token =
                                 Secret(absl::StrCat(app_.id, "|", app_.secret.Reveal()))};
  ProviderContext context = ContextOf(as_app, stop);
  absl::StatusOr<TokenFacts> facts = ReadTokenFacts(client_, token, context);
  if (facts.ok()) return std::optional<TokenFacts>(*std::move(facts));
  if (HasEnded(facts.status())) return facts.status();
  return std::optional<TokenFacts>();
}

absl::StatusOr<FacebookLogin::Permissions> FacebookLogin::ReadConsent(CompletedLogin& login,
                                                                      const std::stop_token& stop) {
  const Credential credential = {.access_token = login.tokens.access_token,
                                 .app_secret = app_.secret};
  ProviderContext context = ContextOf(credential, stop);
  absl::StatusOr<Permissions> read = ReadPermissions(client_, context);
  if (!read.ok() && HasEnded(read.status())) return read.status();
  Permissions permissions;
  if (read.ok()) permissions = *std::move(read);
  if (!permissions.empty()) {
    login.tokens.scopes.clear();
    for (const auto& [scope, granted] : permissions) {
      if (granted) login.tokens.scopes.push_back(scope);
    }
  }
  const std::vector<std::string>& granted = login.tokens.scopes;
  for (const std::string& scope : options_.scopes) {
    const bool given = std::find(granted.begin(), granted.end(), scope) != granted.end();
    if (!given) login.declined.push_back(scope);
  }
  const absl::StatusOr<Json> me = client_.Get("me", {{"fields", "id,name"}}, context);
  if (!me.ok() && HasEnded(me.status())) return me.status();
  if (me.ok()) {
    const std::string name = JsonString(*me, "name");
    login.account = name.empty() ? JsonString(*me, "id") : name;
  }
  return permissions;
}

absl::Status FacebookLogin::Revoke(const TokenSet& tokens, const std::stop_token& stop) {
  const Credential credential = {.access_token = tokens.access_token, .app_secret = app_.secret};
  ProviderContext context = ContextOf(credential, stop);
  const absl::Status ended = client_.Delete("me/permissions", context).status();
  // What does not know the login has ended it before.
  return ReasonOf(ended) == v1::LOGIN_NEEDED ? absl::OkStatus() : ended;
}

ProviderContext FacebookLogin::ContextOf(const Credential& credential,
                                         const std::stop_token& stop) const {
  return {.http = services_.http,
          .scheduler = services_.scheduler,
          .rng = services_.rng,
          .memory = services_.memory,
          .credential = credential,
          .stop = stop};
}

}  // namespace photoferry::meta
