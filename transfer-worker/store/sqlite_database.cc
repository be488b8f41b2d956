// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/store/sqlite_database.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/crash_point.h"
#include "common/base/log.h"
#include "common/base/status.h"
#include "transfer-worker/store/sqlite_key_check.h"
#include "transfer-worker/store/sqlite_schema.h"

namespace photoferry {
namespace {

absl::Status DirectoryFailure(const std::string& path) {
  return Failure(v1::STORE_FAILED,
                 absl::StrCat("The store cannot be kept at ", path, ": ", strerror(errno),
                              ". Nothing was moved."),
                 "Choose a directory that this user may write to.");
}

// Only its owner may read what the store keeps; SQLite gives its log the mode of the database.
absl::Status MakePrivateFile(const std::string& path) {
  const int made = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (made < 0) return DirectoryFailure(path);
  close(made);
  return absl::OkStatus();
}

}  // namespace

SqliteDatabase::SqliteDatabase(std::unique_ptr<SqliteConnection> writer,
                               std::unique_ptr<SqliteConnection> reader,
                               std::unique_ptr<Sealer> sealer, const Clock& clock, Rng& rng)
    : clock_(clock),
      rng_(rng),
      sealer_(std::move(sealer)),
      writer_(std::move(writer)),
      reader_(std::move(reader)) {}

absl::Status MakeStoreDirectory(const std::string& directory) {
  std::error_code error;
  const std::filesystem::path parent = std::filesystem::path(directory).parent_path();
  if (!parent.empty()) std::filesystem::create_directories(parent, error);
  if (mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) return DirectoryFailure(directory);
  return absl::OkStatus();
}

std::string DatabaseFileIn(const std::string& directory) {
  return absl::StrCat(directory, "/photoferry.db");
}

absl::StatusOr<std::unique_ptr<SqliteDatabase>> SqliteDatabase::Open(const std::string& directory,
                                                                     const Clock& clock, Rng& rng,
                                                                     const KeySource& key,
                                                                     const std::string& vfs) {
  const std::string file = DatabaseFileIn(directory);
  if (vfs.empty()) PF_RETURN_IF_ERROR(MakePrivateFile(file));
  PF_ASSIGN_OR_RETURN(auto writer,
                      SqliteConnection::Open(file, SqliteConnection::Access::kReadWrite, vfs));
  PF_RETURN_IF_ERROR(MigrateSchema(*writer));
  PF_ASSIGN_OR_RETURN(auto sealer, OpenSealer(*writer, directory, key));
  PF_ASSIGN_OR_RETURN(auto reader,
                      SqliteConnection::Open(file, SqliteConnection::Access::kReadOnly, vfs));
  return std::unique_ptr<SqliteDatabase>(
      new SqliteDatabase(std::move(writer), std::move(reader), std::move(sealer), clock, rng));
}

absl::Status SqliteDatabase::Write(const CommitPoint* point, Work work) {
  MutexLock lock(writer_mutex_);
  PF_ASSIGN_OR_RETURN(SqliteTransaction transaction,
                      SqliteTransaction::Begin(*writer_, SqliteTransaction::Kind::kWrite));
  PF_RETURN_IF_ERROR(writer_->StandsWhereItStood());
  PF_RETURN_IF_ERROR(work(*writer_));
  if (point != nullptr) PHOTOFERRY_CRASH_POINT(point->before);
  PF_RETURN_IF_ERROR(transaction.Commit());
  if (point != nullptr) PHOTOFERRY_CRASH_POINT(point->after);
  return absl::OkStatus();
}

absl::Status SqliteDatabase::Read(Work work) {
  MutexLock lock(reader_mutex_);
  PF_ASSIGN_OR_RETURN(SqliteTransaction transaction,
                      SqliteTransaction::Begin(*reader_, SqliteTransaction::Kind::kRead));
  return work(*reader_);
}

absl::Status SqliteDatabase::Purge() {
  MutexLock writing(writer_mutex_);
  MutexLock reading(reader_mutex_);  // a read of ours would keep the log alive
  SqliteQuery query = writer_->Query("PRAGMA wal_checkpoint(TRUNCATE)");
  const bool busy = query.Next() && query.Int(0) != 0;
  PF_RETURN_IF_ERROR(query.status());
  if (busy) {
    return Failure(v1::STORE_FAILED,
                   "What was forgotten is deleted, but its sealed bytes are still in the "
                   "database's log, because another program is reading it.",
                   "Close the other program and forget it once more.");
  }
  return absl::OkStatus();
}

void SqliteDatabase::PurgeIfPossible() {
  const absl::Status purged = Purge();
  if (!purged.ok()) Log(LogLevel::kWarning, "log_not_purged", {{"error", purged.message()}});
}

absl::Status LeaseLost() {
  return Failure(v1::LEASE_LOST,
                 "Another worker has taken over this part of the job. Nothing of this step was "
                 "noted; the other worker goes on from what was noted before.");
}

absl::Status CheckIsWalk(const Lease& lease) {
  if (lease.unit == kWalkUnit) return absl::OkStatus();
  return Failure(v1::INTERNAL_FAULT,
                 absl::StrCat("A step of a job's walk was made under the lease of unit ",
                              lease.unit, ". It was not noted."),
                 "Please report this as a bug.");
}

absl::Status CheckLease(SqliteConnection& db, const Lease& lease) {
  PF_ASSIGN_OR_RETURN(const std::optional<int64_t> held,
                      db.FindInt("SELECT 1 WHERE" PF_FENCE, lease.job, lease.unit, lease.token));
  return held.has_value() ? absl::OkStatus() : LeaseLost();
}

}  // namespace photoferry
