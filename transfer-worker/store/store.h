// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/rng.h"
#include "transfer-worker/store/authorizations.h"
#include "transfer-worker/store/checkpoints.h"
#include "transfer-worker/store/job_control.h"
#include "transfer-worker/store/key_source.h"
#include "transfer-worker/store/vault.h"

namespace photoferry {

// The four sides of one database. Thread-safe.
class Store {
 public:
  virtual ~Store() = default;
  virtual JobControl& jobs() = 0;
  virtual Checkpoints& checkpoints() = 0;
  virtual Vault& vault() = 0;
  virtual Authorizations& authorizations() = 0;
};

// Opens or makes DIRECTORY/photoferry.db (WAL, synchronous=FULL) and the directory (0700), with the
// keys that `key` gives; a key file (mode 0600) is made on first use. A database of a newer
// version, or one that other keys have sealed, is refused. Leases and wake times are by `clock`.
// `vfs`: the registered SQLite VFS that holds the database; empty: the system's.
absl::StatusOr<std::unique_ptr<Store>> OpenSqliteStore(const std::string& directory,
                                                       const Clock& clock, Rng& rng,
                                                       const KeySource& key,
                                                       const std::string& vfs = "");
// With the key in DIRECTORY/key.
absl::StatusOr<std::unique_ptr<Store>> OpenSqliteStore(const std::string& directory,
                                                       const Clock& clock, Rng& rng);

struct KeyRotation {
  std::string key_id;          // of the key that seals everything now, in hexadecimal
  int64_t values = 0;          // that were sealed anew
  bool continued = false;      // an interrupted rotation was brought to its end
  bool old_keys_stay = false;  // they are not in a file of ours: a person may drop them now
};

// Seals everything in the store of `directory` with a new key, and drops the old ones. With a key
// file the new key is made here; keys from elsewhere are two or more, the new one first. Whoever
// dies on the way leaves a store that opens with the keys that are there; the next call goes on.
// BAD_REQUEST (FAILED_PRECONDITION): another process has the store open, or there is no new key.
absl::StatusOr<KeyRotation> RotateStoreKey(const std::string& directory, const Clock& clock,
                                           Rng& rng, const KeySource& key);

}  // namespace photoferry
