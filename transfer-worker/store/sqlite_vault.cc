// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/store/sqlite_vault.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "transfer-worker/store/seal_place.h"
#include "transfer-worker/store/sqlite_jobs.h"

namespace photoferry {
namespace {

// Two strings in one: the first behind its length, as four big-endian bytes.
Secret Pack(const StoredCredential& credential) {
  const absl::string_view token = credential.access_token.Reveal();
  const absl::string_view secret = credential.app_secret.Reveal();
  return Secret::Of(4 + token.size() + secret.size(), [&](char* to) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      *to++ = static_cast<char>((token.size() >> shift) & 0xff);
    }
    std::copy(secret.begin(), secret.end(), std::copy(token.begin(), token.end(), to));
  });
}

absl::StatusOr<StoredCredential> Unpack(const Secret& packed, std::string provider) {
  const absl::string_view bytes = packed.Reveal();
  uint32_t size = 0;
  for (size_t i = 0; i < 4 && i < bytes.size(); ++i) {
    size = (size << 8) | static_cast<unsigned char>(bytes[i]);
  }
  if (bytes.size() < 4 || bytes.size() - 4 < size) {
    return Failure(v1::STORE_FAILED, "A stored login is damaged and cannot be read.",
                   "Log in again.");
  }
  return StoredCredential{std::move(provider), Secret::CopyOf(bytes.substr(4, size)),
                          Secret::CopyOf(bytes.substr(4 + size))};
}

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
  const Secret packed = Pack(credential);
  const std::string sealed =
      database_.sealer().Seal(packed.Reveal(), CredentialSealPlace(credential.provider, name));
  PF_RETURN_IF_ERROR(database_.Write([&](SqliteConnection& db) {
    const int64_t now = database_.NowMicros();
    PF_RETURN_IF_ERROR(
        db.Run("INSERT INTO credentials (name, tenant, provider, update_time, sealed)"
               " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (name) DO UPDATE SET"
               " provider = excluded.provider, update_time = excluded.update_time,"
               " sealed = excluded.sealed",
               name, TenantPart(name), credential.provider, now, Blob{sealed})
            .status());
    return WakeJobs(db, name, now);
  }));
  // The login that this one replaces is forgotten too.
  database_.PurgeIfPossible();
  return absl::OkStatus();
}

absl::StatusOr<std::optional<StoredCredential>> SqliteVault::Get(absl::string_view name) {
  std::optional<StoredCredential> credential;
  PF_RETURN_IF_ERROR(database_.Read([&](SqliteConnection& db) {
    SqliteQuery query = db.Query("SELECT sealed, provider FROM credentials WHERE name = ?1", name);
    if (!query.Next()) return query.status();
    const std::string provider = query.Text(1);
    PF_ASSIGN_OR_RETURN(
        const Secret packed,
        database_.sealer().Unseal(query.Bytes(0), CredentialSealPlace(provider, name)));
    PF_ASSIGN_OR_RETURN(credential, Unpack(packed, provider));
    return absl::OkStatus();
  }));
  return credential;
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
    SqliteQuery query =
        db.Query("SELECT name, provider FROM credentials WHERE tenant = ?1 ORDER BY name", tenant);
    while (query.Next()) names.push_back({query.Text(0), query.Text(1)});
    return query.status();
  }));
  return names;
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
