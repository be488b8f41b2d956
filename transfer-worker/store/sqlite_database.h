// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/base/rng.h"
#include "transfer-worker/store/checkpoints.h"
#include "transfer-worker/store/key_source.h"
#include "transfer-worker/store/sealer.h"
#include "transfer-worker/store/sqlite_connection.h"

namespace photoferry {

// Names of the two instants around a commit at which a test may kill the process.
struct CommitPoint {
  const char* before;
  const char* after;
};

// What the three sides of the store share: one connection that writes, one that reads beside it,
// the sealer and the clock. Thread-safe.
class SqliteDatabase {
 public:
  using Work = absl::FunctionRef<absl::Status(SqliteConnection&)>;

  // Makes the database in `directory`, which is there, and its key, on first use.
  static absl::StatusOr<std::unique_ptr<SqliteDatabase>> Open(const std::string& directory,
                                                              const Clock& clock, Rng& rng,
                                                              const KeySource& key,
                                                              const std::string& vfs = "");

  // Runs `work` in one transaction: committed and durable if it returns OK, else undone.
  absl::Status Write(Work work) { return Write(nullptr, work); }
  absl::Status Write(const CommitPoint& point, Work work) { return Write(&point, work); }
  // Runs `work` on one consistent state of the database.
  absl::Status Read(Work work);
  // Moves the log into the database file and cuts it to nothing: what was deleted is then gone
  // from both.
  absl::Status Purge();
  // The same where what was deleted is sealed, and the next purge is early enough: another
  // program's reading is then no error.
  void PurgeIfPossible();

  const Sealer& sealer() const { return *sealer_; }
  int64_t NowMicros() const { return absl::ToUnixMicros(clock_.Now()); }
  Rng& rng() { return rng_; }

 private:
  SqliteDatabase(std::unique_ptr<SqliteConnection> writer, std::unique_ptr<SqliteConnection> reader,
                 std::unique_ptr<Sealer> sealer, const Clock& clock, Rng& rng);
  absl::Status Write(const CommitPoint* point, Work work);

  const Clock& clock_;
  Rng& rng_;
  const std::unique_ptr<Sealer> sealer_;
  // Where both are needed, writer_mutex_ is taken first.
  Mutex writer_mutex_;
  const std::unique_ptr<SqliteConnection> writer_ PF_GUARDED_BY(writer_mutex_);
  Mutex reader_mutex_;
  const std::unique_ptr<SqliteConnection> reader_ PF_GUARDED_BY(reader_mutex_);
};

// Only its owner may look into it.
absl::Status MakeStoreDirectory(const std::string& directory);
std::string DatabaseFileIn(const std::string& directory);

// True while the lease is nobody else's. For use behind ?1 = job, ?2 = unit, ?3 = token.
#define PF_FENCE " EXISTS (SELECT 1 FROM leases WHERE job = ?1 AND unit = ?2 AND token = ?3)"

absl::Status LeaseLost();
// LEASE_LOST unless `lease` holds.
absl::Status CheckLease(SqliteConnection& db, const Lease& lease);
// INTERNAL_FAULT unless it is the lease of a walk.
absl::Status CheckIsWalk(const Lease& lease);

// Runs a statement whose first three parameters are those of PF_FENCE. LEASE_LOST if it changed
// nothing because of the fence; otherwise how many rows it changed.
template <typename... Values>
absl::StatusOr<int64_t> RunFenced(SqliteConnection& db, const Lease& lease, absl::string_view sql,
                                  const Values&... values) {
  absl::StatusOr<int64_t> changed = db.Run(sql, lease.job, lease.unit, lease.token, values...);
  if (!changed.ok() || *changed > 0) return changed;
  if (absl::Status held = CheckLease(db, lease); !held.ok()) return held;
  return 0;
}

}  // namespace photoferry
