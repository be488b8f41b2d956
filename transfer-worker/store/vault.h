// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/auth/login_shelf.h"
#include "common/auth/oauth_server.h"
#include "common/auth/token_set.h"
#include "common/base/secret.h"

namespace photoferry {

// A login, token or password as it is kept.
struct StoredCredential {
  std::string provider;
  TokenSet tokens;  // a password is an access token alone; no access token: the login ended
  OAuthApp app;     // in whose name it was made; of a token that was brought, the secret alone
  std::string login = {};                  // LoginSpec.id; empty: somebody brought it
  std::string account = {};                // whose it is, for people
  std::vector<std::string> declined = {};  // scopes
  std::optional<absl::Time> data_access_expires_at = {};
  std::map<std::string, std::string> options = {};  // of the provider, when the login was made
  absl::Time created = absl::InfinitePast();        // told by Get
};

struct CredentialName {
  std::string name;  // tenants/{tenant}/credentials/{credential}
  std::string provider;
};

// Credentials and what providers remember, both sealed. Thread-safe.
class Vault {
 public:
  virtual ~Vault() = default;
  // Replaces an earlier one of the same name. Jobs that wait for a login with it become QUEUED.
  virtual absl::Status Put(absl::string_view name, const StoredCredential& credential) = 0;
  // Nothing: there is none.
  virtual absl::StatusOr<std::optional<StoredCredential>> Get(absl::string_view name) = 0;
  // OK also if there was none. Its bytes are gone from the database file afterwards.
  virtual absl::Status Forget(absl::string_view name) = 0;
  // An empty tenant: those of all.
  virtual absl::StatusOr<std::vector<CredentialName>> List(absl::string_view tenant) = 0;

  // The tokens of a credential, shared by processes that may renew them: as in LoginShelf.
  virtual absl::StatusOr<std::optional<LoginOnShelf>> Look(absl::string_view name) = 0;
  virtual absl::StatusOr<std::optional<int64_t>> Replace(absl::string_view name, int64_t version,
                                                         const KeptLogin& login) = 0;

  // Small values of a provider, by scope ("facebook|account").
  virtual absl::StatusOr<std::optional<std::string>> Recall(absl::string_view scope,
                                                            absl::string_view key) = 0;
  virtual absl::Status Remember(absl::string_view scope, absl::string_view key,
                                absl::string_view value) = 0;
};

}  // namespace photoferry
