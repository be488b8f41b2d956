// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/store/sqlite_vault.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "transfer-worker/store/seal_place.h"
#include "transfer-worker/store/sqlite_credentials.h"
#include "transfer-worker/store/sqlite_jobs.h"

namespace photoferry {
namespace {

// Jobs that wait for this very login go on.
absl::Status WakeJobs(SqliteConnection& db, absl::string_view name, int64_t now) {
  std::vector<int64_t> jobs;
  SqliteQuery query = db.Query(
      "SELECT job FROM jobs WHERE state = ?1 AND waits_for = ?2"
      " AND (source_credential = ?3 OR destination_credential = ?3)",
      v1::WAITING, v1::LOGIN_NEEDED, name);
  while (query.Next()) jobs.push_back(query.Int(0));
  PF_RETURN_IF_ERROR(query.status());
  for (const int64_t job : jobs) {
    PF_RETURN_IF_ERROR(SetStanding(db, job, {v1::QUEUED, v1::RUN}, now));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status SqliteVault::Put(absl::string_view name, const StoredCredential& credential) {
  if (TenantPart(name).empty()) {
    return Failure(v1::BAD_REQUEST,
                   absl::StrCat("\"", name, "\" is not the name of a credential. It was not kept."),
                   "Name it tenants/{tenant}/credentials/{credential}.");
  }
  PF_RETURN_IF_ERROR(database_.Write([&](SqliteConnection& db) {
    const int64_t now = database_.NowMicros();
    CredentialRow row{.credential = credential, .version = NewVersion()};
    row.credential.created = absl::FromUnixMicros(now);
    PF_RETURN_IF_ERROR(WriteCredential(db, name, row, database_.sealer(), now));
    return WakeJobs(db, name, now);
  }));
  // The login that this one replaces is forgotten too.
  database_.PurgeIfPossible();
  return absl::OkStatus();
}

absl::StatusOr<std::optional<StoredCredential>> SqliteVault::Get(absl::string_view name) {
  PF_ASSIGN_OR_RETURN(std::optional<CredentialRow> row, Read(name));
  if (!row.has_value()) return std::optional<StoredCredential>();
  return std::optional<StoredCredential>(std::move(row->credential));
}

absl::Status SqliteVault::Forget(absl::string_view name) {
  PF_RETURN_IF_ERROR(database_.Write([&](SqliteConnection& db) {
    return db.Run("DELETE FROM credentials WHERE name = ?1", name).status();
  }));
  return database_.Purge();
}

absl::StatusOr<std::vector<CredentialName>> SqliteVault::List(absl::string_view tenant) {
  std::vector<CredentialName> names;
  PF_RETURN_IF_ERROR(database_.Read([&](SqliteConnection& db) {
    SqliteQuery query = db.Query(
        "SELECT name, provider FROM credentials WHERE ?1 IN ('', tenant) ORDER BY name", tenant);
    while (query.Next()) names.push_back({query.Text(0), query.Text(1)});
    return query.status();
  }));
  return names;
}

absl::StatusOr<std::optional<LoginOnShelf>> SqliteVault::Look(absl::string_view name) {
  PF_ASSIGN_OR_RETURN(std::optional<CredentialRow> row, Read(name));
  if (!row.has_value()) return std::optional<LoginOnShelf>();
  return std::optional<LoginOnShelf>(
      {.login = {.tokens = std::move(row->credential.tokens), .claimed_until = row->claimed_until},
       .version = row->version});
}

absl::StatusOr<std::optional<int64_t>> SqliteVault::Replace(absl::string_view name, int64_t version,
                                                            const KeptLogin& login) {
  std::optional<int64_t> made;
  PF_RETURN_IF_ERROR(database_.Write([&](SqliteConnection& db) {
    PF_ASSIGN_OR_RETURN(std::optional<CredentialRow> row,
                        ReadCredential(db, name, database_.sealer()));
    if (!row.has_value() || row->version != version) return absl::OkStatus();
    row->credential.tokens = login.tokens;
    row->claimed_until = login.claimed_until;
    row->version = NewVersion();
    made = row->version;
    return WriteCredential(db, name, *row, database_.sealer(), database_.NowMicros());
  }));
  if (made.has_value()) database_.PurgeIfPossible();
  return made;
}

absl::StatusOr<std::optional<CredentialRow>> SqliteVault::Read(absl::string_view name) {
  std::optional<CredentialRow> row;
  PF_RETURN_IF_ERROR(database_.Read([&](SqliteConnection& db) {
    PF_ASSIGN_OR_RETURN(row, ReadCredential(db, name, database_.sealer()));
    return absl::OkStatus();
  }));
  return row;
}

// Drawn, not counted: a login that is forgotten and made anew is never taken for the old one.
int64_t SqliteVault::NewVersion() {
  return static_cast<int64_t>(database_.rng().Next() >> 1);
}

absl::StatusOr<std::optional<std::string>> SqliteVault::Recall(absl::string_view scope,
                                                               absl::string_view key) {
  std::optional<std::string> value;
  PF_RETURN_IF_ERROR(database_.Read([&](SqliteConnection& db) {
    SqliteQuery query =
        db.Query("SELECT sealed FROM memory WHERE scope = ?1 AND name = ?2", scope, key);
    if (!query.Next()) return query.status();
    PF_ASSIGN_OR_RETURN(const Secret opened,
                        database_.sealer().Unseal(query.Bytes(0), MemorySealPlace(scope, key)));
    value = std::string(opened.Reveal());
    return absl::OkStatus();
  }));
  return value;
}

absl::Status SqliteVault::Remember(absl::string_view scope, absl::string_view key,
                                   absl::string_view value) {
  const std::string sealed = database_.sealer().Seal(value, MemorySealPlace(scope, key));
  return database_.Write([&](SqliteConnection& db) {
    return db
        .Run(
            "INSERT INTO memory (scope, name, sealed) VALUES (?1, ?2, ?3)"
            " ON CONFLICT (scope, name) DO UPDATE SET sealed = excluded.sealed",
            scope, key, Blob{sealed})
        .status();
  });
}

}  // namespace photoferry
