// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/endpoint_login.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "transfer-worker/engine/login_facts.h"

namespace photoferry {
namespace {

// Of a login that ends when it ends.
class NoRefresher final : public TokenRefresher {
 public:
  bool CanRefresh(const TokenSet&) const override { return false; }
  absl::StatusOr<TokenSet> Refresh(const TokenSet&, const std::stop_token&) override {
    return Failure(v1::LOGIN_NEEDED, "The login cannot be renewed.", "Log in again.");
  }
};

TokenRefresher& RefresherOf(ProviderLogin& login) {
  static NoRefresher& none = *new NoRefresher;
  TokenRefresher* const refresher = login.refresher();
  return refresher == nullptr ? none : *refresher;
}

absl::Status NoLogin(const v1::ProviderSpec& spec, bool ended) {
  return Failure(
      v1::LOGIN_NEEDED,
      absl::StrCat(ended ? "The login for " : "There is no login for ", spec.display_name(),
                   ended ? " has ended" : "", "; nothing moves until there is one."),
      absl::StrCat("Run `photoferry login ", spec.id(),
                   spec.logins().empty() ? " --token-stdin`"
                   : ended               ? " --renew`"
                           : " --app-id ID --app-secret-file FILE`, or with --token-stdin",
                   ". A job in a worker then goes on by itself; any other does when "
                   "its command is given again."));
}

}  // namespace

EndpointLogin::EndpointLogin(const WorkerServices& services, const v1::ProviderSpec& spec,
                             std::string name)
    : services_(services),
      spec_(spec),
      name_(std::move(name)),
      shelf_(services.store.vault(), name_) {}

absl::StatusOr<std::unique_ptr<EndpointLogin>> EndpointLogin::Open(const WorkerServices& services,
                                                                   const SupervisorOptions& options,
                                                                   const v1::ProviderSpec& spec,
                                                                   const std::string& tenant,
                                                                   const v1::Endpoint& endpoint) {
  std::unique_ptr<EndpointLogin> opened(new EndpointLogin(services, spec, endpoint.credential()));
  PF_ASSIGN_OR_RETURN(const std::optional<StoredCredential> stored,
                      services.store.vault().Get(endpoint.credential()));
  if (!stored.has_value()) {
    if (!spec.needs_credential()) return opened;
    return NoLogin(spec, /*ended=*/false);
  }
  if (stored->tokens.access_token.empty()) return NoLogin(spec, /*ended=*/true);
  opened->credential_ = {.access_token = stored->tokens.access_token,
                         .app_secret = stored->app.secret,
                         .login = stored->login};
  if (stored->login.empty()) return opened;
  PF_ASSIGN_OR_RETURN(opened->login_, MadeLogin::Of(services, options.option_defaults, options.apps,
                                                    tenant, *stored));
  ProviderLogin& login = opened->login_->login();
  opened->tokens_ = std::make_unique<TokenSource>(
      RefresherOf(login), opened->shelf_, services.scheduler, services.rng, login.renewal());
  return opened;
}

std::string EndpointLogin::Warning() const {
  if (name_.empty()) return "";
  const absl::StatusOr<std::optional<StoredCredential>> stored = services_.store.vault().Get(name_);
  if (!stored.ok() || !stored->has_value()) return "";
  const bool renews = login_ != nullptr && login_->login().RenewsItself((*stored)->tokens);
  return LoginWarning(**stored, renews, spec_.display_name(), services_.scheduler.clock().Now());
}

}  // namespace photoferry
