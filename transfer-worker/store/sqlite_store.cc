// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <utility>

#include "common/base/status.h"
#include "transfer-worker/store/presence.h"
#include "transfer-worker/store/sqlite_authorizations.h"
#include "transfer-worker/store/sqlite_checkpoints.h"
#include "transfer-worker/store/sqlite_database.h"
#include "transfer-worker/store/sqlite_job_control.h"
#include "transfer-worker/store/sqlite_vault.h"
#include "transfer-worker/store/store.h"

namespace photoferry {
namespace {

class SqliteStore final : public Store {
 public:
  SqliteStore(std::unique_ptr<SqliteDatabase> database, Presence presence)
      : presence_(std::move(presence)),
        database_(std::move(database)),
        jobs_(*database_),
        checkpoints_(*database_),
        vault_(*database_),
        authorizations_(*database_) {}

  JobControl& jobs() override { return jobs_; }
  Checkpoints& checkpoints() override { return checkpoints_; }
  Vault& vault() override { return vault_; }
  Authorizations& authorizations() override { return authorizations_; }

 private:
  const Presence presence_;  // goes last
  const std::unique_ptr<SqliteDatabase> database_;
  SqliteJobControl jobs_;
  SqliteCheckpoints checkpoints_;
  SqliteVault vault_;
  SqliteAuthorizations authorizations_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> OpenSqliteStore(const std::string& directory,
                                                       const Clock& clock, Rng& rng,
                                                       const KeySource& key,
                                                       const std::string& vfs) {
  PF_RETURN_IF_ERROR(MakeStoreDirectory(directory));
  // Before the keys are read: whoever changes them is alone in there.
  PF_ASSIGN_OR_RETURN(Presence presence, Presence::Enter(directory));
  PF_ASSIGN_OR_RETURN(std::unique_ptr<SqliteDatabase> database,
                      SqliteDatabase::Open(directory, clock, rng, key, vfs));
  // A worker that was killed holds its leases no longer: the job goes on at once.
  if (presence.alone()) PF_RETURN_IF_ERROR(SqliteCheckpoints(*database).EndAllLeases());
  PF_RETURN_IF_ERROR(presence.Settle());
  return std::make_unique<SqliteStore>(std::move(database), std::move(presence));
}

absl::StatusOr<std::unique_ptr<Store>> OpenSqliteStore(const std::string& directory,
                                                       const Clock& clock, Rng& rng) {
  return OpenSqliteStore(directory, clock, rng, KeySource());
}

}  // namespace photoferry
