// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "transfer-worker/store/sealer.h"
#include "transfer-worker/store/sqlite_connection.h"
#include "transfer-worker/store/vault.h"

// How the columns of `credentials` stand for a StoredCredential.

namespace photoferry {

struct CredentialRow {
  StoredCredential credential;
  int64_t version = 0;
  absl::Time claimed_until = absl::InfinitePast();
};

// Nothing: there is none.
absl::StatusOr<std::optional<CredentialRow>> ReadCredential(SqliteConnection& db,
                                                            absl::string_view name,
                                                            const Sealer& sealer);
// Replaces what has the name; `credential.created` included.
absl::Status WriteCredential(SqliteConnection& db, absl::string_view name, const CredentialRow& row,
                             const Sealer& sealer, int64_t now_micros);

}  // namespace photoferry
