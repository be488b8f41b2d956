// SPDX-License-Identifier: Apache-2.0
#include "common/provider/provider_context.h"

#include <utility>

#include "common/base/status.h"

namespace photoferry {
namespace {

Credential WithToken(const Credential& credential, Secret token) {
  return {.access_token = std::move(token),
          .app_secret = credential.app_secret,
          .login = credential.login};
}

}  // namespace

absl::StatusOr<Credential> ProviderContext::FreshCredential() const {
  if (tokens == nullptr) return credential;
  PF_ASSIGN_OR_RETURN(Secret token, tokens->Token(stop));
  return WithToken(credential, std::move(token));
}

absl::StatusOr<Credential> ProviderContext::CredentialInsteadOf(const Secret& refused) const {
  if (tokens == nullptr) {
    return Failure(v1::LOGIN_NEEDED, "The login was refused, and there is no other.",
                   "Log in again.");
  }
  PF_ASSIGN_OR_RETURN(Secret token, tokens->TokenInsteadOf(refused, stop));
  return WithToken(credential, std::move(token));
}

}  // namespace photoferry
