// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/rng.h"
#include "transfer-worker/store/checkpoints.h"
#include "transfer-worker/store/job_control.h"
#include "transfer-worker/store/vault.h"

namespace photoferry {

// The three sides of one database. Thread-safe.
class Store {
 public:
  virtual ~Store() = default;
  virtual JobControl& jobs() = 0;
  virtual Checkpoints& checkpoints() = 0;
  virtual Vault& vault() = 0;
};

// Opens or makes DIRECTORY/photoferry.db (WAL, synchronous=FULL) and DIRECTORY/key (mode 0600, made
// on first use), and the directory (0700). A database of a newer version is refused. Leases and
// wake times are by `clock`.
absl::StatusOr<std::unique_ptr<Store>> OpenSqliteStore(const std::string& directory,
                                                       const Clock& clock, Rng& rng);

}  // namespace photoferry
