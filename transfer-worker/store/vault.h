// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/secret.h"

namespace photoferry {

struct StoredCredential {
  std::string provider;
  Secret access_token;
  Secret app_secret;
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
  virtual absl::StatusOr<std::vector<CredentialName>> List(absl::string_view tenant) = 0;

  // Small values of a provider, by scope ("facebook|account").
  virtual absl::StatusOr<std::optional<std::string>> Recall(absl::string_view scope,
                                                            absl::string_view key) = 0;
  virtual absl::Status Remember(absl::string_view scope, absl::string_view key,
                                absl::string_view value) = 0;
};

}  // namespace photoferry
