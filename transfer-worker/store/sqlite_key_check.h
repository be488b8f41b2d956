// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "transfer-worker/store/key_source.h"
#include "transfer-worker/store/sealer.h"
#include "transfer-worker/store/sqlite_connection.h"

// A known value, sealed, in the database itself: it tells at once whether keys belong to it.

namespace photoferry {

// Reads the keys and checks that they belong to this database. Where nothing was ever sealed, a
// missing key file is made; a database that has sealed values never gets a new one, for then they
// would be lost without a word.
absl::StatusOr<std::unique_ptr<Sealer>> OpenSealer(SqliteConnection& db,
                                                   const std::string& directory,
                                                   const KeySource& source);

// Seals the known value with the current key of `sealer`. In a transaction of the caller.
absl::Status RenewKeyCheck(SqliteConnection& db, const Sealer& sealer);

}  // namespace photoferry
