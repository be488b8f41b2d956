// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/crash_point.h"
#include "common/base/status.h"
#include "transfer-worker/store/key_file.h"
#include "transfer-worker/store/presence.h"
#include "transfer-worker/store/refusal.h"
#include "transfer-worker/store/seal_place.h"
#include "transfer-worker/store/sqlite_database.h"
#include "transfer-worker/store/sqlite_key_check.h"
#include "transfer-worker/store/sqlite_rows.h"
#include "transfer-worker/store/store.h"

// A new key for a whole store. At every instant the keys that are given open all that is sealed:
// the new one joins the old ones before anything is sealed with it, and the old ones go after
// nothing is sealed with them and their bytes are out of the database's files.

namespace photoferry {
namespace {

constexpr int kItemsPerCommit = 500;
constexpr CommitPoint kItemsCommit{"store.rotation.items.before_commit",
                                   "store.rotation.items.after_commit"};
constexpr CommitPoint kVaultCommit{"store.rotation.vault.before_commit",
                                   "store.rotation.vault.after_commit"};

// Seals anew what is not under the current key yet; what is, stays, so that a repeat is cheap.
class Resealing {
 public:
  Resealing(SqliteDatabase& database, const Sealer& sealer)
      : database_(database), sealer_(sealer) {}

  absl::Status Run() {
    for (int64_t last = -1; last != INT64_MAX;) {
      PF_RETURN_IF_ERROR(
          database_.Write(kItemsCommit, [&](SqliteConnection& db) { return Items(db, last); }));
    }
    return database_.Write(kVaultCommit, [&](SqliteConnection& db) {
      PF_RETURN_IF_ERROR(Credentials(db));
      PF_RETURN_IF_ERROR(Authorizations(db));
      PF_RETURN_IF_ERROR(Memory(db));
      return RenewKeyCheck(db, sealer_);  // the last: it tells that all is done
    });
  }

  int64_t values() const { return values_; }

 private:
  // The next batch above `last`, which moves on; INT64_MAX: there are no more.
  absl::Status Items(SqliteConnection& db, int64_t& last) {
    std::vector<std::pair<int64_t, std::string>> rows;
    {
      SqliteQuery query = db.Query(
          "SELECT key, sealed FROM items WHERE key > ?1 AND sealed IS NOT NULL ORDER BY key"
          " LIMIT ?2",
          last, kItemsPerCommit);
      while (query.Next()) rows.emplace_back(query.Int(0), query.Text(1));
      PF_RETURN_IF_ERROR(query.status());
    }
    last = rows.size() < kItemsPerCommit ? INT64_MAX : rows.back().first;
    for (const auto& [key, sealed] : rows) {
      PF_RETURN_IF_ERROR(Renew(db, "UPDATE items SET sealed = ?1 WHERE key = ?2", sealed,
                               ItemSealPlace(JobOf(key), OrdinalOf(key)), key));
    }
    return absl::OkStatus();
  }

  absl::Status Credentials(SqliteConnection& db) {
    PF_ASSIGN_OR_RETURN(const std::vector<Row> rows,
                        Rows(db, "SELECT provider, name, sealed FROM credentials"));
    for (const Row& row : rows) {
      PF_RETURN_IF_ERROR(Renew(db, "UPDATE credentials SET sealed = ?1 WHERE name = ?2", row.sealed,
                               CredentialSealPlace(row.first, row.second), row.second));
    }
    return absl::OkStatus();
  }

  absl::Status Authorizations(SqliteConnection& db) {
    PF_ASSIGN_OR_RETURN(const std::vector<Row> rows,
                        Rows(db,
                             "SELECT provider, name, sealed FROM authorizations"
                             " WHERE sealed IS NOT NULL"));
    for (const Row& row : rows) {
      PF_RETURN_IF_ERROR(Renew(db, "UPDATE authorizations SET sealed = ?1 WHERE name = ?2",
                               row.sealed, AuthorizationSealPlace(row.first, row.second),
                               row.second));
    }
    return absl::OkStatus();
  }

  absl::Status Memory(SqliteConnection& db) {
    PF_ASSIGN_OR_RETURN(const std::vector<Row> rows,
                        Rows(db, "SELECT scope, name, sealed FROM memory"));
    for (const Row& row : rows) {
      PF_RETURN_IF_ERROR(Renew(db, "UPDATE memory SET sealed = ?1 WHERE scope = ?2 AND name = ?3",
                               row.sealed, MemorySealPlace(row.first, row.second), row.first,
                               row.second));
    }
    return absl::OkStatus();
  }

  // Two columns that name the place, and what is sealed there.
  struct Row {
    std::string first;
    std::string second;
    std::string sealed;
  };
  static absl::StatusOr<std::vector<Row>> Rows(SqliteConnection& db, const char* sql) {
    std::vector<Row> rows;
    SqliteQuery query = db.Query(sql);
    while (query.Next()) rows.push_back({query.Text(0), query.Text(1), query.Text(2)});
    PF_RETURN_IF_ERROR(query.status());
    return rows;
  }

  template <typename... Keys>
  absl::Status Renew(SqliteConnection& db, const char* sql, absl::string_view sealed,
                     absl::string_view place, const Keys&... keys) {
    if (sealer_.IsUnderCurrentKey(sealed)) return absl::OkStatus();
    PF_ASSIGN_OR_RETURN(const std::string renewed, sealer_.Renew(sealed, place));
    ++values_;
    return db.Run(sql, Blob{renewed}, keys...).status();
  }

  SqliteDatabase& database_;
  const Sealer& sealer_;
  int64_t values_ = 0;
};

absl::Status NotNow(absl::string_view message, absl::string_view what_to_do) {
  return Refusal(absl::StatusCode::kFailedPrecondition, message, what_to_do);
}

// The keys that the store is to have while it is sealed anew: the new one, and those before it.
absl::StatusOr<Keyring> KeysForRotation(const Keyring& keys, const std::string& key_file) {
  if (keys.size() > 1) return keys;  // given so, or left so by a rotation that was cut short
  if (key_file.empty()) {
    return NotNow(absl::StrCat("Only one key comes from ", keys.origin(),
                               ", so there is none to change to. Nothing was changed."),
                  "Let it give the new key in its first line and the old one in the second, and "
                  "say it again.");
  }
  const Keyring both = keys.WithFreshKey();
  PHOTOFERRY_CRASH_POINT("store.rotation.before_new_key");
  PF_RETURN_IF_ERROR(ReplaceKeyFile(key_file, both));
  PHOTOFERRY_CRASH_POINT("store.rotation.after_new_key");
  return both;
}

absl::StatusOr<Presence> BeAlone(const std::string& directory) {
  if (access(DatabaseFileIn(directory).c_str(), F_OK) != 0) {
    return NotNow(absl::StrCat("There is no store in ", directory,
                               ", so there is no key to "
                               "change."),
                  "Check --state-dir.");
  }
  PF_ASSIGN_OR_RETURN(Presence presence, Presence::Enter(directory));
  if (presence.alone()) return presence;
  return NotNow(absl::StrCat("Another program has the store in ", directory,
                             " open and goes on sealing with the old key. Nothing was changed."),
                "Stop the worker and every photoferry command first.");
}

}  // namespace

absl::StatusOr<KeyRotation> RotateStoreKey(const std::string& directory, const Clock& clock,
                                           Rng& rng, const KeySource& key) {
  PF_ASSIGN_OR_RETURN(const Presence presence, BeAlone(directory));
  PF_ASSIGN_OR_RETURN(const auto database, SqliteDatabase::Open(directory, clock, rng, key));
  const std::string key_file = key.FileIn(directory);
  const Keyring& before = database->sealer().keys();
  PF_ASSIGN_OR_RETURN(Keyring keys, KeysForRotation(before, key_file));
  const Sealer sealer(std::move(keys));
  Resealing resealing(*database, sealer);
  PF_RETURN_IF_ERROR(resealing.Run());
  // What the old keys open is in the database's log no more either.
  PF_RETURN_IF_ERROR(database->Purge());
  PHOTOFERRY_CRASH_POINT("store.rotation.before_old_keys_go");
  if (!key_file.empty()) PF_RETURN_IF_ERROR(ReplaceKeyFile(key_file, sealer.keys().OnlyCurrent()));
  PHOTOFERRY_CRASH_POINT("store.rotation.after_old_keys_went");
  return KeyRotation{.key_id = absl::BytesToHexString(sealer.keys().current().id),
                     .values = resealing.values(),
                     .continued = !key_file.empty() && before.size() > 1,
                     .old_keys_stay = key_file.empty()};
}

}  // namespace photoferry
