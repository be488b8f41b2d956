// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/store/sqlite_key_check.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/log.h"
#include "common/base/status.h"
#include "transfer-worker/store/key_file.h"
#include "transfer-worker/store/seal_place.h"

namespace photoferry {
namespace {

constexpr char kName[] = "key_check";
constexpr char kValue[] = "photoferry";

absl::StatusOr<std::optional<std::string>> ReadCheck(SqliteConnection& db) {
  SqliteQuery query = db.Query("SELECT value FROM meta WHERE name = ?1", kName);
  std::optional<std::string> check;
  if (query.Next()) check = query.Text(0);
  PF_RETURN_IF_ERROR(query.status());
  return check;
}

absl::StatusOr<Keyring> KeysFor(const std::string& directory, const KeySource& source,
                                bool first_use) {
  absl::StatusOr<Keyring> keys = ReadKeys(source, directory);
  if (!first_use || !absl::IsNotFound(keys.status())) return keys;
  return MakeKeyFile(source.FileIn(directory));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Sealer>> OpenSealer(SqliteConnection& db,
                                                   const std::string& directory,
                                                   const KeySource& source) {
  PF_ASSIGN_OR_RETURN(std::optional<std::string> check, ReadCheck(db));
  PF_ASSIGN_OR_RETURN(Keyring keys, KeysFor(directory, source, !check.has_value()));
  auto sealer = std::make_unique<Sealer>(std::move(keys));
  if (!check.has_value()) {
    // INSERT OR IGNORE and a second look: another process may be at the same point.
    PF_RETURN_IF_ERROR(db.Run("INSERT OR IGNORE INTO meta (name, value) VALUES (?1, ?2)", kName,
                              Blob{sealer->Seal(kValue, kKeyCheckSealPlace)})
                           .status());
    PF_ASSIGN_OR_RETURN(check, ReadCheck(db));
  }
  const std::string sealed = check.value_or("");
  if (!sealer->Unseal(sealed, kKeyCheckSealPlace).ok()) {
    return Failure(v1::STORE_FAILED,
                   absl::StrCat("What comes from ", sealer->keys().origin(),
                                " does not belong to the database in ", directory,
                                ", so its logins and unfinished uploads cannot be read. Nothing "
                                "was changed."),
                   "Put back the key that belongs to this database, or start with an empty "
                   "directory.");
  }
  if (sealer->keys().size() > 1 || !sealer->IsUnderCurrentKey(sealed)) {
    Log(LogLevel::kWarning, "key_rotation_unfinished", {{"keys", sealer->keys().size()}});
  }
  return sealer;
}

absl::Status RenewKeyCheck(SqliteConnection& db, const Sealer& sealer) {
  return db
      .Run("UPDATE meta SET value = ?2 WHERE name = ?1", kName,
           Blob{sealer.Seal(kValue, kKeyCheckSealPlace)})
      .status();
}

}  // namespace photoferry
