// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/made_login.h"

#include <utility>

#include "common/base/status.h"
#include "transfer-worker/engine/endpoint_options.h"

namespace photoferry {
namespace {

// A login needs no option that only a transfer requires.
v1::ProviderSpec WithoutRequired(v1::ProviderSpec spec) {
  for (v1::OptionSpec& option : *spec.mutable_options()) option.clear_required();
  return spec;
}

}  // namespace

absl::StatusOr<std::unique_ptr<MadeLogin>> MadeLogin::Make(
    const WorkerServices& services, const std::map<std::string, std::string>& option_defaults,
    const LoginWay& way, LoginPurpose purpose) {
  v1::Endpoint endpoint;
  *endpoint.mutable_options() = {purpose.options.begin(), purpose.options.end()};
  PF_ASSIGN_OR_RETURN(const ProviderOptions options,
                      OptionsFor(WithoutRequired(way.provider), endpoint, option_defaults));
  std::unique_ptr<MadeLogin> made(new MadeLogin(services, purpose.tenant, way.provider.id()));
  PF_ASSIGN_OR_RETURN(made->login_, way.plugin.make(options, std::move(purpose.app),
                                                    {.http = services.http,
                                                     .scheduler = services.scheduler,
                                                     .rng = services.rng,
                                                     .memory = made->memory_}));
  return made;
}

absl::StatusOr<std::unique_ptr<MadeLogin>> MadeLogin::Of(
    const WorkerServices& services, const std::map<std::string, std::string>& option_defaults,
    const ProviderApps& apps, const std::string& tenant, const StoredCredential& stored) {
  PF_ASSIGN_OR_RETURN(const LoginWay way,
                      FindLoginWay(services.providers, stored.provider, stored.login));
  PF_ASSIGN_OR_RETURN(OAuthApp app, apps.AsNow(stored.app, stored.provider, stored.login));
  return Make(services, option_defaults, way,
              {.tenant = tenant, .options = stored.options, .app = std::move(app)});
}

}  // namespace photoferry
