// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/status.h"
#include "transfer-worker/store/sqlite_connection.h"

namespace photoferry {

// The version of the stored format that this build reads and writes: PRAGMA user_version.
inline constexpr int kSchemaVersion = 3;

// Brings the database to kSchemaVersion in one transaction. A newer one is refused
// (BAD_CONFIGURATION) and left as it is.
absl::Status MigrateSchema(SqliteConnection& writer);

}  // namespace photoferry
