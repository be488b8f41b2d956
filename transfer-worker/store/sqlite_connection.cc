// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/store/sqlite_connection.h"

#include <sqlite3.h>

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"

namespace photoferry {
namespace {

constexpr int kBusyTimeoutMs = 10'000;

// synchronous=FULL: a commit that returned is on the disk. secure_delete: what is deleted is
// overwritten. The cache bounds memory; the log is checkpointed every 16 MiB.
constexpr char kSettings[] =
    "PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = FULL;"
    "PRAGMA foreign_keys = ON;"
    "PRAGMA secure_delete = ON;"
    "PRAGMA trusted_schema = OFF;"
    "PRAGMA temp_store = MEMORY;"
    "PRAGMA cache_size = -16384;"
    "PRAGMA wal_autocheckpoint = 4000;"
    "PRAGMA journal_size_limit = 67108864;";

int Bind(sqlite3_stmt* statement, int index, const SqliteValue& value, bool copy) {
  const auto lifetime = copy ? SQLITE_TRANSIENT : SQLITE_STATIC;
  const absl::string_view bytes = value.bytes();
  // A null pointer would bind NULL.
  const char* data = bytes.data() == nullptr ? "" : bytes.data();
  switch (value.kind()) {
    case SqliteValue::Kind::kNull:
      return sqlite3_bind_null(statement, index);
    case SqliteValue::Kind::kInteger:
      return sqlite3_bind_int64(statement, index, value.integer());
    case SqliteValue::Kind::kText:
      return sqlite3_bind_text64(statement, index, data, bytes.size(), lifetime, SQLITE_UTF8);
    case SqliteValue::Kind::kBlob:
      return sqlite3_bind_blob64(statement, index, data, bytes.size(), lifetime);
  }
  return SQLITE_MISUSE;
}

int BindAll(sqlite3_stmt* statement, absl::Span<const SqliteValue> values, bool copy) {
  for (size_t i = 0; i < values.size(); ++i) {
    const int code = Bind(statement, static_cast<int>(i) + 1, values[i], copy);
    if (code != SQLITE_OK) return code;
  }
  return SQLITE_OK;
}

}  // namespace

SqliteQuery::SqliteQuery(SqliteQuery&& other) noexcept
    : connection_(other.connection_),
      statement_(std::exchange(other.statement_, nullptr)),
      status_(std::move(other.status_)) {}

SqliteQuery::~SqliteQuery() {
  if (statement_ != nullptr) connection_->GiveBack(statement_);
}

bool SqliteQuery::Next() {
  if (!status_.ok() || statement_ == nullptr) return false;
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) status_ = connection_->ErrorOf(code);
  // Ends the read at once; another step would begin it again.
  connection_->GiveBack(std::exchange(statement_, nullptr));
  return false;
}

bool SqliteQuery::IsNull(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

int64_t SqliteQuery::Int(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::optional<int64_t> SqliteQuery::MaybeInt(int column) const {
  if (IsNull(column)) return std::nullopt;
  return Int(column);
}

absl::string_view SqliteQuery::Bytes(int column) const {
  const void* data = sqlite3_column_blob(statement_, column);
  if (data == nullptr) return {};
  return {static_cast<const char*>(data),
          static_cast<size_t>(sqlite3_column_bytes(statement_, column))};
}

absl::StatusOr<std::unique_ptr<SqliteConnection>> SqliteConnection::Open(const std::string& path,
                                                                         Access access,
                                                                         const std::string& vfs) {
  sqlite3* handle = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  const int code =
      sqlite3_open_v2(path.c_str(), &handle, flags, vfs.empty() ? nullptr : vfs.c_str());
  std::unique_ptr<SqliteConnection> connection(new SqliteConnection(handle, path));
  if (code != SQLITE_OK) return connection->ErrorOf(code);
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, kBusyTimeoutMs);
  PF_RETURN_IF_ERROR(connection->Script(kSettings));
  if (access == Access::kReadOnly) {
    PF_RETURN_IF_ERROR(connection->Script("PRAGMA query_only = ON;"));
  }
  return connection;
}

SqliteConnection::~SqliteConnection() {
  for (auto& [sql, prepared] : statements_) sqlite3_finalize(prepared.statement);
  sqlite3_close(handle_);
}

absl::StatusOr<sqlite3_stmt*> SqliteConnection::Acquire(absl::string_view sql) {
  Prepared* kept = nullptr;
  const auto found = statements_.find(sql);
  if (found == statements_.end()) {
    kept = &statements_[std::string(sql)];
  } else if (!found->second.busy) {
    kept = &found->second;
  }
  if (kept != nullptr && kept->statement != nullptr) {
    kept->busy = true;
    return kept->statement;
  }
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return ErrorOf(code);
  // The same text while it already runs: a statement for this one time.
  if (kept != nullptr) *kept = {statement, true};
  return statement;
}

void SqliteConnection::GiveBack(sqlite3_stmt* statement) {
  const auto found = statements_.find(absl::string_view(sqlite3_sql(statement)));
  if (found == statements_.end() || found->second.statement != statement) {
    sqlite3_finalize(statement);
    return;
  }
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  found->second.busy = false;
}

SqliteQuery SqliteConnection::Start(absl::string_view sql, absl::Span<const SqliteValue> values) {
  absl::StatusOr<sqlite3_stmt*> statement = Acquire(sql);
  if (!statement.ok()) return SqliteQuery(this, nullptr, statement.status());
  const int code = BindAll(*statement, values, /*copy=*/true);
  return SqliteQuery(this, *statement, code == SQLITE_OK ? absl::OkStatus() : ErrorOf(code));
}

absl::StatusOr<int64_t> SqliteConnection::Finish(absl::string_view sql,
                                                 absl::Span<const SqliteValue> values) {
  PF_ASSIGN_OR_RETURN(sqlite3_stmt* const statement, Acquire(sql));
  int code = BindAll(statement, values, /*copy=*/false);
  if (code == SQLITE_OK) code = sqlite3_step(statement);
  while (code == SQLITE_ROW) code = sqlite3_step(statement);
  absl::StatusOr<int64_t> changed =
      code == SQLITE_DONE ? absl::StatusOr<int64_t>(sqlite3_changes64(handle_)) : ErrorOf(code);
  GiveBack(statement);
  return changed;
}

absl::Status SqliteConnection::Script(const char* sql) {
  const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? absl::OkStatus() : ErrorOf(code);
}

absl::Status SqliteConnection::StandsWhereItStood() const {
  int moved = 0;
  // A file system that cannot tell leaves it 0.
  sqlite3_file_control(handle_, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  if (moved == 0) return absl::OkStatus();
  return Failure(
      v1::STORE_FAILED,
      absl::StrCat("The checkpoints' file ", path_,
                   " was deleted, moved or replaced while it was in use. Nothing more is "
                   "sent; what has arrived stays at the destination."),
      "Put the file back where it was, then end this worker and start it again. If it is "
      "lost, start the transfer anew: what arrived is recognised wherever the "
      "destination makes that possible.");
}

bool SqliteConnection::InTransaction() const {
  return sqlite3_get_autocommit(handle_) == 0;
}

absl::Status SqliteConnection::ErrorOf(int code) const {
  const bool full =
      (code & 0xff) == SQLITE_FULL || ((code & 0xff) == SQLITE_IOERR && handle_ != nullptr &&
                                       sqlite3_system_errno(handle_) == ENOSPC);
  if (full) {
    return Failure(
        v1::STORE_FAILED,
        absl::StrCat("The disk that holds ", path_,
                     " is full. What was noted before is safe; nothing new can be noted, "
                     "so no more photos are moved."),
        "Free some space there, then resume the job.");
  }
  const std::string said = absl::StrCat(
      handle_ == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(handle_), " (SQLite ", code, ")");
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Failure(v1::STORE_FAILED,
                     absl::StrCat("Another program keeps ", path_, " locked: ", said,
                                  ". Nothing of this step was noted; the photos are untouched."),
                     "Close the other program, then resume the job.");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return Failure(v1::STORE_FAILED,
                     absl::StrCat("The file ", path_, " is damaged or is no database: ", said,
                                  ". The photos themselves are untouched."),
                     "Put back a backup of the file, or start again with an empty directory.");
    case SQLITE_CONSTRAINT:
      return Failure(v1::INTERNAL_FAULT,
                     absl::StrCat("The store refused a step that contradicts its own rules: ", said,
                                  ". Nothing of the step was noted."),
                     "Please report this as a bug.");
    default:
      return Failure(v1::STORE_FAILED,
                     absl::StrCat("The file ", path_, " cannot be read or written: ", said,
                                  ". The photos are untouched."),
                     "Check the disk and the permissions of the directory, then resume the job.");
  }
}

absl::StatusOr<SqliteTransaction> SqliteTransaction::Begin(SqliteConnection& connection,
                                                           Kind kind) {
  PF_RETURN_IF_ERROR(
      connection.Run(kind == Kind::kWrite ? "BEGIN IMMEDIATE" : "BEGIN DEFERRED").status());
  return SqliteTransaction(&connection);
}

SqliteTransaction::SqliteTransaction(SqliteTransaction&& other) noexcept
    : connection_(std::exchange(other.connection_, nullptr)) {}

SqliteTransaction::~SqliteTransaction() {
  // A roll-back that fails leaves the connection in a transaction; the next BEGIN then says so.
  if (connection_ != nullptr && connection_->InTransaction()) (void)connection_->Run("ROLLBACK");
}

absl::Status SqliteTransaction::Commit() {
  return connection_->Run("COMMIT").status();
}

}  // namespace photoferry
