// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/auth/provider_login.h"
#include "common/provider/login_plugin.h"
#include "transfer-worker/engine/provider_apps.h"
#include "transfer-worker/engine/provider_memory.h"
#include "transfer-worker/engine/supervisor.h"

namespace photoferry {

// One way to log in, as the provider table has it.
struct LoginWay {
  const v1::ProviderSpec& provider;
  const v1::LoginSpec& spec;
  const LoginPlugin& plugin;
};
// BAD_REQUEST: there is no such provider, or none of its logins is called so. An empty `login` is
// the usual one.
absl::StatusOr<LoginWay> FindLoginWay(const ProviderTable& providers, absl::string_view provider,
                                      absl::string_view login);

// For whose logins, with which options of the provider, and in the name of which app.
struct LoginPurpose {
  std::string tenant;
  std::map<std::string, std::string> options;  // over the worker's defaults
  OAuthApp app;
};

// A provider's login with everything that is lent to it. Thread-safe.
class MadeLogin {
 public:
  static absl::StatusOr<std::unique_ptr<MadeLogin>> Make(
      const WorkerServices& services, const std::map<std::string, std::string>& option_defaults,
      const LoginWay& way, LoginPurpose purpose);
  // That by which a stored credential was made.
  static absl::StatusOr<std::unique_ptr<MadeLogin>> Of(
      const WorkerServices& services, const std::map<std::string, std::string>& option_defaults,
      const ProviderApps& apps, const std::string& tenant, const StoredCredential& stored);

  ProviderLogin& login() { return *login_; }

 private:
  MadeLogin(const WorkerServices& services, absl::string_view tenant, absl::string_view provider)
      : memory_(services.store.vault(), tenant, provider) {}

  VaultMemory memory_;
  std::unique_ptr<ProviderLogin> login_;
};

}  // namespace photoferry
