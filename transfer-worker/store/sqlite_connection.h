// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

struct sqlite3;
struct sqlite3_stmt;

// SQLite in the project's own terms: statements prepared once and kept, typed values, statuses
// instead of codes. A connection and what comes from it belong to one thread at a time.
//
//   SqliteQuery query = db.Query("SELECT key, photo FROM items WHERE key > ?", after);
//   while (query.Next()) Use(query.Int(0), query.Bytes(1));
//   PF_RETURN_IF_ERROR(query.status());

namespace photoferry {

// Bytes, where a plain string is text.
struct Blob {
  absl::string_view bytes;
};

// A parameter of a statement. Refers to what it was made of.
class SqliteValue {
 public:
  enum class Kind { kNull, kInteger, kText, kBlob };

  template <typename T, std::enable_if_t<std::is_integral_v<T> || std::is_enum_v<T>, int> = 0>
  SqliteValue(T value) : kind_(Kind::kInteger), integer_(static_cast<int64_t>(value)) {}
  SqliteValue(absl::string_view text) : kind_(Kind::kText), bytes_(text) {}
  SqliteValue(const std::string& text) : kind_(Kind::kText), bytes_(text) {}
  SqliteValue(const char* text) : kind_(Kind::kText), bytes_(text) {}
  SqliteValue(Blob blob) : kind_(Kind::kBlob), bytes_(blob.bytes) {}
  SqliteValue(std::nullopt_t) {}
  template <typename T>
  SqliteValue(const std::optional<T>& value)
      : SqliteValue(value.has_value() ? SqliteValue(*value) : SqliteValue(std::nullopt)) {}

  Kind kind() const { return kind_; }
  int64_t integer() const { return integer_; }
  absl::string_view bytes() const { return bytes_; }

 private:
  Kind kind_ = Kind::kNull;
  int64_t integer_ = 0;
  absl::string_view bytes_;
};

class SqliteConnection;

// The rows of a running SELECT (or RETURNING). Ends when it goes out of scope.
class SqliteQuery {
 public:
  SqliteQuery(SqliteQuery&& other) noexcept;
  SqliteQuery& operator=(SqliteQuery&&) = delete;
  ~SqliteQuery();

  // False: there are no more rows, or status() is an error.
  bool Next();
  const absl::Status& status() const { return status_; }

  bool IsNull(int column) const;
  int64_t Int(int column) const;
  std::optional<int64_t> MaybeInt(int column) const;
  // Text or blob; valid until the next call of Next().
  absl::string_view Bytes(int column) const;
  std::string Text(int column) const { return std::string(Bytes(column)); }

 private:
  friend class SqliteConnection;
  SqliteQuery(SqliteConnection* connection, sqlite3_stmt* statement, absl::Status status)
      : connection_(connection), statement_(statement), status_(std::move(status)) {}

  SqliteConnection* connection_;
  sqlite3_stmt* statement_;
  absl::Status status_;
};

class SqliteConnection {
 public:
  enum class Access { kReadWrite, kReadOnly };

  // Opens or makes the file, and sets what every connection of the store needs. `vfs`: empty for
  // the system's.
  static absl::StatusOr<std::unique_ptr<SqliteConnection>> Open(const std::string& path,
                                                                Access access,
                                                                const std::string& vfs = "");
  ~SqliteConnection();
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  template <typename... Values>
  SqliteQuery Query(absl::string_view sql, const Values&... values) {
    const std::array<SqliteValue, sizeof...(values)> bound{SqliteValue(values)...};
    return Start(sql, bound);
  }
  // Runs a statement that makes no rows; how many rows it changed.
  template <typename... Values>
  absl::StatusOr<int64_t> Run(absl::string_view sql, const Values&... values) {
    const std::array<SqliteValue, sizeof...(values)> bound{SqliteValue(values)...};
    return Finish(sql, bound);
  }
  // The first column of the first row; nothing: there is no row, or it is NULL.
  template <typename... Values>
  absl::StatusOr<std::optional<int64_t>> FindInt(absl::string_view sql, const Values&... values) {
    SqliteQuery query = Query(sql, values...);
    std::optional<int64_t> found;
    if (query.Next()) found = query.MaybeInt(0);
    if (!query.status().ok()) return query.status();
    return found;
  }
  // Several statements without parameters.
  absl::Status Script(const char* sql);

  bool InTransaction() const;
  // OK: the file that was opened still stands where it stood. What is written to one that was
  // deleted or moved is gone when the last process closes it.
  absl::Status StandsWhereItStood() const;

 private:
  friend class SqliteQuery;
  struct Prepared {
    sqlite3_stmt* statement = nullptr;
    bool busy = false;
  };

  SqliteConnection(sqlite3* handle, std::string path) : handle_(handle), path_(std::move(path)) {}
  absl::StatusOr<sqlite3_stmt*> Acquire(absl::string_view sql);
  void GiveBack(sqlite3_stmt* statement);
  SqliteQuery Start(absl::string_view sql, absl::Span<const SqliteValue> values);
  absl::StatusOr<int64_t> Finish(absl::string_view sql, absl::Span<const SqliteValue> values);
  absl::Status ErrorOf(int code) const;

  sqlite3* handle_;
  const std::string path_;
  absl::flat_hash_map<std::string, Prepared> statements_;
};

// BEGIN ... COMMIT. What is not committed when it goes out of scope is rolled back.
class SqliteTransaction {
 public:
  // kWrite takes the write lock at once, so that a read in it cannot grow stale.
  enum class Kind { kRead, kWrite };
  static absl::StatusOr<SqliteTransaction> Begin(SqliteConnection& connection, Kind kind);
  SqliteTransaction(SqliteTransaction&& other) noexcept;
  SqliteTransaction& operator=(SqliteTransaction&&) = delete;
  ~SqliteTransaction();

  absl::Status Commit();

 private:
  explicit SqliteTransaction(SqliteConnection* connection) : connection_(connection) {}
  SqliteConnection* connection_;  // null once moved away
};

}  // namespace photoferry
