// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "transfer-worker/store/authorizations.h"
#include "transfer-worker/store/sqlite_database.h"

namespace photoferry {

// Authorizations in SQLite. Thread-safe.
class SqliteAuthorizations final : public Authorizations {
 public:
  // `database` outlives it.
  explicit SqliteAuthorizations(SqliteDatabase& database) : database_(database) {}

  absl::Status Begin(const BegunLogin& login) override;
  absl::StatusOr<std::optional<BegunLogin>> Take(const Secret& state,
                                                 absl::string_view name) override;
  absl::Status Settle(absl::string_view name, const v1::Authorization& outcome) override;
  absl::StatusOr<std::optional<v1::Authorization>> Look(absl::string_view name) override;

 private:
  absl::StatusOr<BegunLogin> Open(const SqliteQuery& query) const;

  SqliteDatabase& database_;
};

}  // namespace photoferry
