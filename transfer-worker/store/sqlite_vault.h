// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "transfer-worker/store/sqlite_credentials.h"
#include "transfer-worker/store/sqlite_database.h"
#include "transfer-worker/store/vault.h"

namespace photoferry {

// Vault in SQLite. Thread-safe.
class SqliteVault final : public Vault {
 public:
  // `database` outlives it.
  explicit SqliteVault(SqliteDatabase& database) : database_(database) {}

  absl::Status Put(absl::string_view name, const StoredCredential& credential) override;
  absl::StatusOr<std::optional<StoredCredential>> Get(absl::string_view name) override;
  absl::Status Forget(absl::string_view name) override;
  absl::StatusOr<std::vector<CredentialName>> List(absl::string_view tenant) override;
  absl::StatusOr<std::optional<LoginOnShelf>> Look(absl::string_view name) override;
  absl::StatusOr<std::optional<int64_t>> Replace(absl::string_view name, int64_t version,
                                                 const KeptLogin& login) override;
  absl::StatusOr<std::optional<std::string>> Recall(absl::string_view scope,
                                                    absl::string_view key) override;
  absl::Status Remember(absl::string_view scope, absl::string_view key,
                        absl::string_view value) override;

 private:
  absl::StatusOr<std::optional<CredentialRow>> Read(absl::string_view name);
  int64_t NewVersion();

  SqliteDatabase& database_;
};

}  // namespace photoferry
