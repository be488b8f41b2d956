// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/login_desk.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/proto_time.h"
#include "common/base/status.h"
#include "common/http/query_text.h"
#include "common/http/url.h"
#include "transfer-worker/engine/brought_secret.h"
#include "transfer-worker/engine/job_check.h"
#include "transfer-worker/engine/login_facts.h"
#include "transfer-worker/engine/near_name.h"
#include "transfer-worker/engine/report_text.h"
#include "transfer-worker/engine/resource_name.h"
#include "transfer-worker/store/refusal.h"

namespace photoferry {
namespace {

constexpr absl::Duration kPatience = absl::Minutes(10);  // with the person
constexpr size_t kLongestRedirect = 16 << 10;

absl::Status BadRequest(absl::string_view message, absl::string_view what_to_do = "") {
  return Failure(v1::BAD_REQUEST, message, what_to_do);
}

absl::Status NoSuchCredential(const ResourceName& name, const std::vector<CredentialName>& stored) {
  std::vector<std::string> ids;
  ids.reserve(stored.size());
  for (const CredentialName& credential : stored) ids.push_back(IdOf(credential.name));
  return Refusal(absl::StatusCode::kNotFound,
                 absl::StrCat("There is no login called \"", name.id.substr(0, 64),
                              "\"; nothing was forgotten.", DidYouMean(name.id, ids)),
                 ids.empty() ? "No login is stored here."
                             : absl::StrCat("Stored are: ", absl::StrJoin(ids, ", "), "."));
}

absl::Status NoSuchAuthorization() {
  return Refusal(absl::StatusCode::kNotFound, "There is no login under way of this name.",
                 "One is known for a day after it was begun. Begin another one.");
}

// What may have been: nobody is told which, who does not know the name.
absl::Status NotUnderWay() {
  return BadRequest(
      "No login is waiting for this answer: it was used before, it is older than ten minutes, or "
      "it does not belong to a login that was begun here. Nothing was changed.",
      "Give the whole address that the browser came to at the end, with `state=` in it; a login "
      "that waits goes on waiting. Else begin again.");
}

absl::Status CheckRedirectUri(const std::string& uri) {
  const absl::StatusOr<Url> parsed = ParseUrl(uri);
  if (parsed.ok() && !absl::StrContains(uri, '#')) return absl::OkStatus();
  return BadRequest("The redirect_uri is no http or https address without a fragment.",
                    "Give it as it is registered with the provider.");
}

Insistence InsistenceOf(bool ask_again, const std::optional<StoredCredential>& before) {
  if (!ask_again) return Insistence::kNone;
  const bool complete =
      before.has_value() && before->declined.empty() && !before->tokens.access_token.empty();
  return complete ? Insistence::kConfirm : Insistence::kAskDeclined;
}

}  // namespace

absl::string_view RedirectQuery(absl::string_view redirect) {
  redirect = absl::StripAsciiWhitespace(redirect);
  redirect = redirect.substr(0, redirect.find('#'));
  const size_t mark = redirect.find('?');
  return mark == absl::string_view::npos ? redirect : redirect.substr(mark + 1);
}

LoginDesk::LoginDesk(const WorkerServices& services, LoginDeskOptions options,
                     std::function<void()> nudge)
    : services_(services), options_(std::move(options)), nudge_(std::move(nudge)) {}

absl::StatusOr<v1::Credential> LoginDesk::Provide(const v1::ProvideCredentialsRequest& request) {
  PF_RETURN_IF_ERROR(ParseCredentialName(request.name()).status());
  const v1::ProviderSpec* const spec = FindSpec(services_.providers, request.provider());
  if (spec == nullptr) {
    const std::vector<std::string> ids = ProviderIds(services_.providers);
    return BadRequest(
        absl::StrCat("There is no provider called \"", request.provider().substr(0, 64), "\".",
                     DidYouMean(request.provider(), ids)),
        absl::StrCat("The providers are: ", absl::StrJoin(ids, ", "), "."));
  }
  StoredCredential credential{.provider = request.provider()};
  credential.tokens.issued_at = services_.scheduler.clock().Now();
  const bool password = TakesPassword(*spec);
  PF_ASSIGN_OR_RETURN(credential.tokens.access_token,
                      password ? CleanPassword(request.access_token())
                               : CleanToken(request.access_token(), "access token"));
  PF_ASSIGN_OR_RETURN(credential.app.secret, CleanToken(request.app_secret(), "app secret"));
  if (credential.tokens.access_token.empty()) {
    const char* const what = password ? "password" : "access token";
    return BadRequest(absl::StrCat("The ", what, " is empty."),
                      absl::StrCat("Nothing was changed; give the ", what, " again."));
  }
  PF_RETURN_IF_ERROR(services_.store.vault().Put(request.name(), credential));
  nudge_();
  return Shown(request.name());
}

absl::StatusOr<v1::ListCredentialsResponse> LoginDesk::List(
    const v1::ListCredentialsRequest& request) {
  PF_ASSIGN_OR_RETURN(const std::string tenant, ParseTenantName(request.parent()));
  PF_ASSIGN_OR_RETURN(const std::vector<CredentialName> names,
                      services_.store.vault().List(tenant));
  v1::ListCredentialsResponse response;
  for (const CredentialName& name : names) {
    absl::StatusOr<v1::Credential> shown = Shown(name.name);
    if (!shown.ok() && absl::IsNotFound(shown.status())) continue;  // forgotten meanwhile
    PF_RETURN_IF_ERROR(shown.status());
    *response.add_credentials() = *std::move(shown);
  }
  return response;
}

absl::StatusOr<v1::Credential> LoginDesk::Shown(absl::string_view name) {
  PF_ASSIGN_OR_RETURN(const ResourceName parsed, ParseCredentialName(name));
  PF_ASSIGN_OR_RETURN(const std::optional<StoredCredential> stored,
                      services_.store.vault().Get(name));
  if (!stored.has_value()) return NoSuchCredential(parsed, {});
  bool renews = false;
  if (!stored->login.empty()) {
    const auto made =
        MadeLogin::Of(services_, options_.option_defaults, options_.apps, parsed.tenant, *stored);
    renews = made.ok() && (*made)->login().RenewsItself(stored->tokens);
  }
  const v1::ProviderSpec* const spec = FindSpec(services_.providers, stored->provider);
  return CredentialShown(name, *stored, renews,
                         spec == nullptr ? stored->provider : spec->display_name(),
                         services_.scheduler.clock().Now());
}

absl::Status LoginDesk::Delete(const v1::DeleteCredentialsRequest& request) {
  PF_ASSIGN_OR_RETURN(const ResourceName parsed, ParseCredentialName(request.name()));
  Vault& vault = services_.store.vault();
  PF_ASSIGN_OR_RETURN(const std::vector<CredentialName> all, vault.List(parsed.tenant));
  const bool known = std::any_of(all.begin(), all.end(), [&](const CredentialName& credential) {
    return credential.name == request.name();
  });
  if (!known) return NoSuchCredential(parsed, all);
  if (request.revoke()) {
    const auto stored = vault.Get(request.name());
    // One that cannot be read any more can still be forgotten.
    if (stored.ok() && stored->has_value()) PF_RETURN_IF_ERROR(Revoke(parsed.tenant, **stored));
  }
  return vault.Forget(request.name());
}

absl::Status LoginDesk::Revoke(const std::string& tenant, const StoredCredential& stored) {
  if (stored.login.empty() || stored.tokens.access_token.empty()) return absl::OkStatus();
  const auto made =
      MadeLogin::Of(services_, options_.option_defaults, options_.apps, tenant, stored);
  if (!made.ok()) return absl::OkStatus();  // the provider or its app is not known here any more
  const absl::Status ended = (*made)->login().Revoke(stored.tokens, stop_.get_token());
  // What time may cure is worth another try; anything else would keep the login here for ever.
  if (ended.ok() || !(IsTransient(ended) || ReasonOf(ended) == v1::STOPPED))
    return absl::OkStatus();
  v1::Problem problem = ProblemOf(ended);
  problem.set_message(
      absl::StrCat("The login was not ended, and not forgotten either. ", problem.message()));
  problem.set_what_to_do("Say it again later, or have it forgotten here alone.");
  return ToStatus(problem);
}

absl::StatusOr<OAuthApp> LoginDesk::AppFor(const LoginWay& way,
                                           const std::optional<StoredCredential>& before) {
  PF_ASSIGN_OR_RETURN(std::optional<OAuthApp> app,
                      options_.apps.Find(way.provider.id(), way.spec.id()));
  if (app.has_value()) return *std::move(app);
  // In whose name the login was made that this one takes the place of.
  if (before.has_value() && before->login == way.spec.id() && !before->app.id.empty()) {
    return before->app;
  }
  return Failure(v1::BAD_CONFIGURATION,
                 absl::StrCat("No app is known here in whose name people could log in by ",
                              way.spec.display_name(), "."),
                 absl::StrCat("Register one with the provider and give it with --app-id and "
                              "--app-secret-file, or in the worker's configuration (apps). It is: ",
                              way.spec.app()));
}

absl::StatusOr<v1::Authorization> LoginDesk::Begin(const v1::BeginAuthorizationRequest& request) {
  PF_ASSIGN_OR_RETURN(const std::string tenant, ParseTenantName(request.parent()));
  BegunLogin begun{.provider = request.provider(),
                   .credential = request.credential().empty()
                                     ? CredentialNameOf(tenant, request.provider())
                                     : request.credential(),
                   .options = {request.options().begin(), request.options().end()}};
  // Before names are made of it: an unknown provider is told as one.
  PF_RETURN_IF_ERROR(
      FindLoginWay(services_.providers, request.provider(), request.login()).status());
  PF_ASSIGN_OR_RETURN(const ResourceName kept, ParseCredentialName(begun.credential));
  if (kept.tenant != tenant) return BadRequest("The credential belongs to another tenant.");
  begun.pending.redirect_uri =
      request.redirect_uri().empty() ? options_.redirect_uri : request.redirect_uri();
  if (begun.pending.redirect_uri.empty()) {
    return Refusal(absl::StatusCode::kFailedPrecondition,
                   "This worker has no listener for the end of a login.",
                   "Give a redirect_uri and complete the login yourself, or set redirect_listen.");
  }
  PF_RETURN_IF_ERROR(CheckRedirectUri(begun.pending.redirect_uri));
  PF_ASSIGN_OR_RETURN(const std::optional<StoredCredential> before,
                      services_.store.vault().Get(begun.credential));
  // Whoever names no login gets the one that there is.
  const bool same = request.login().empty() && before.has_value() &&
                    before->provider == request.provider() && !before->login.empty();
  PF_ASSIGN_OR_RETURN(const LoginWay way, FindLoginWay(services_.providers, request.provider(),
                                                       same ? before->login : request.login()));
  if (same) begun.options.insert(before->options.begin(), before->options.end());
  PF_ASSIGN_OR_RETURN(begun.app, AppFor(way, before));
  PF_ASSIGN_OR_RETURN(
      const auto made,
      MadeLogin::Make(services_, options_.option_defaults, way,
                      {.tenant = tenant, .options = begun.options, .app = begun.app}));
  PF_ASSIGN_OR_RETURN(
      Authorization address,
      made->login().Begin({.redirect_uri = begun.pending.redirect_uri,
                           .insistence = InsistenceOf(request.ask_again(), before)}));
  begun.name = absl::StrCat("tenants/", tenant, "/authorizations/", services_.rng.Uuid());
  begun.login = way.spec.id();
  begun.url = std::move(address.url);
  begun.pending = std::move(address.pending);
  begun.expires = services_.scheduler.clock().Now() + kPatience;
  PF_RETURN_IF_ERROR(services_.store.authorizations().Begin(begun));
  return Get(begun.name);
}

absl::StatusOr<v1::Authorization> LoginDesk::Get(absl::string_view name) {
  PF_RETURN_IF_ERROR(ParseAuthorizationName(name).status());
  PF_ASSIGN_OR_RETURN(std::optional<v1::Authorization> found,
                      services_.store.authorizations().Look(name));
  if (!found.has_value()) return NoSuchAuthorization();
  return *std::move(found);
}

absl::StatusOr<v1::Authorization> LoginDesk::Complete(
    const v1::CompleteAuthorizationRequest& request) {
  PF_RETURN_IF_ERROR(ParseAuthorizationName(request.name()).status());
  return Finish(request.redirect(), request.name());
}

absl::StatusOr<v1::Authorization> LoginDesk::CompleteRedirect(absl::string_view redirect) {
  return Finish(redirect, "");
}

absl::StatusOr<v1::Authorization> LoginDesk::Finish(absl::string_view redirect,
                                                    absl::string_view name) {
  if (redirect.size() > kLongestRedirect) return NotUnderWay();
  const absl::string_view query = RedirectQuery(redirect);
  const Secret state(std::move(ParseQuery(query)["state"]));
  if (state.empty()) return NotUnderWay();
  PF_ASSIGN_OR_RETURN(std::optional<BegunLogin> begun,
                      services_.store.authorizations().Take(state, name));
  if (!begun.has_value()) return NotUnderWay();
  return FinishBegun(*std::move(begun), query);
}

absl::StatusOr<v1::Authorization> LoginDesk::FinishBegun(BegunLogin begun,
                                                         absl::string_view query) {
  PF_ASSIGN_OR_RETURN(const LoginWay way,
                      FindLoginWay(services_.providers, begun.provider, begun.login));
  v1::Authorization outcome;
  absl::StatusOr<CompletedLogin> login = Exchange(begun, way, query);
  if (login.ok()) {
    const StoredCredential credential{.provider = begun.provider,
                                      .tokens = std::move(login->tokens),
                                      .app = begun.app,
                                      .login = begun.login,
                                      .account = login->account,
                                      .declined = login->declined,
                                      .data_access_expires_at = login->data_access_expires_at,
                                      .options = begun.options};
    PF_RETURN_IF_ERROR(services_.store.vault().Put(begun.credential, credential));
    nudge_();
    outcome.set_state(v1::AUTHORIZATION_DONE);
    PF_ASSIGN_OR_RETURN(*outcome.mutable_credential(), Shown(begun.credential));
    *outcome.mutable_notices() = {login->notices.begin(), login->notices.end()};
  } else {
    outcome.set_state(v1::AUTHORIZATION_FAILED);
    *outcome.mutable_problem() = ProblemOf(login.status());
  }
  PF_RETURN_IF_ERROR(services_.store.authorizations().Settle(begun.name, outcome));
  return Get(begun.name);
}

absl::StatusOr<CompletedLogin> LoginDesk::Exchange(BegunLogin& begun, const LoginWay& way,
                                                   absl::string_view query) {
  PF_ASSIGN_OR_RETURN(const ResourceName name, ParseAuthorizationName(begun.name));
  PF_ASSIGN_OR_RETURN(
      const auto made,
      MadeLogin::Make(services_, options_.option_defaults, way,
                      {.tenant = name.tenant, .options = begun.options, .app = begun.app}));
  return made->login().Complete(std::move(begun.pending), query, stop_.get_token());
}

}  // namespace photoferry
