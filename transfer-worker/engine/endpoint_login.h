// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/auth/token_source.h"
#include "common/provider/provider_context.h"
#include "transfer-worker/engine/made_login.h"
#include "transfer-worker/engine/vault_shelf.h"

namespace photoferry {

// The login of one side of a running job, kept fresh. Thread-safe.
class EndpointLogin {
 public:
  // LOGIN_NEEDED: there is none, or it has ended. Nobody is called. `services` and
  // `spec` outlive it.
  static absl::StatusOr<std::unique_ptr<EndpointLogin>> Open(const WorkerServices& services,
                                                             const SupervisorOptions& options,
                                                             const v1::ProviderSpec& spec,
                                                             const std::string& tenant,
                                                             const v1::Endpoint& endpoint);

  const v1::ProviderSpec& spec() const { return spec_; }
  // As it was when it was opened; empty where the provider needs none.
  const Credential& credential() const { return credential_; }
  TokenSource* tokens() { return tokens_.get(); }  // nullptr: there is nothing to keep fresh

  // What people should know about its end, as it is now. Empty: no end is near.
  std::string Warning() const;

 private:
  EndpointLogin(const WorkerServices& services, const v1::ProviderSpec& spec, std::string name);

  const WorkerServices& services_;
  const v1::ProviderSpec& spec_;
  const std::string name_;
  Credential credential_;
  std::unique_ptr<MadeLogin> login_;  // nullptr: somebody brought a token or password
  VaultShelf shelf_;
  std::unique_ptr<TokenSource> tokens_;
};

}  // namespace photoferry
