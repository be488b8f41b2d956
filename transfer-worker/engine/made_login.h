// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/auth/provider_login.h"
#include "transfer-worker/engine/login_way.h"
#include "transfer-worker/engine/provider_apps.h"
#include "transfer-worker/engine/provider_memory.h"
#include "transfer-worker/engine/supervisor.h"

namespace photoferry {

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
