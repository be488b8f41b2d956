// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/store/sqlite_schema.h"

#include "absl/strings/str_cat.h"
#include "common/base/status.h"

namespace photoferry {
namespace {

// docs/checkpoints.md explains every table and column. A format that was ever released is never
// edited here: a change is a further migration.
constexpr char kVersion1Jobs[] = R"sql(
CREATE TABLE meta (
  name TEXT PRIMARY KEY,
  value BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE jobs (
  job INTEGER PRIMARY KEY AUTOINCREMENT,
  uuid TEXT NOT NULL UNIQUE,
  tenant TEXT NOT NULL,
  mode INTEGER NOT NULL,
  state INTEGER NOT NULL,
  desired INTEGER NOT NULL,
  wake_time INTEGER,
  waits_for INTEGER NOT NULL DEFAULT 0,
  starts INTEGER NOT NULL DEFAULT 0,
  create_time INTEGER NOT NULL,
  start_time INTEGER,
  end_time INTEGER,
  update_time INTEGER NOT NULL,
  listing_complete INTEGER NOT NULL DEFAULT 0,
  selected INTEGER NOT NULL DEFAULT 0,
  items_found INTEGER NOT NULL DEFAULT 0,
  items_done INTEGER NOT NULL DEFAULT 0,
  items_skipped INTEGER NOT NULL DEFAULT 0,
  items_failed INTEGER NOT NULL DEFAULT 0,
  items_uncertain INTEGER NOT NULL DEFAULT 0,
  items_open INTEGER NOT NULL DEFAULT 0,
  bytes_found INTEGER NOT NULL DEFAULT 0,
  bytes_done INTEGER NOT NULL DEFAULT 0,
  bytes_skipped INTEGER NOT NULL DEFAULT 0,
  bytes_failed INTEGER NOT NULL DEFAULT 0,
  bytes_uncertain INTEGER NOT NULL DEFAULT 0,
  bytes_open INTEGER NOT NULL DEFAULT 0,
  items_of_unknown_size INTEGER NOT NULL DEFAULT 0,
  photos INTEGER NOT NULL DEFAULT 0,
  videos INTEGER NOT NULL DEFAULT 0,
  albums INTEGER NOT NULL DEFAULT 0,
  placements INTEGER NOT NULL DEFAULT 0,
  placements_done INTEGER NOT NULL DEFAULT 0,
  placements_failed INTEGER NOT NULL DEFAULT 0,
  source_credential TEXT NOT NULL,
  destination_credential TEXT NOT NULL,
  source_account TEXT NOT NULL DEFAULT '',
  destination_account TEXT NOT NULL DEFAULT '',
  current_album TEXT NOT NULL DEFAULT '',
  source BLOB NOT NULL,
  destination BLOB NOT NULL,
  selection BLOB NOT NULL,
  waiting BLOB,
  failure BLOB,
  CHECK (items_found = items_done + items_skipped + items_failed + items_uncertain + items_open),
  CHECK (bytes_found = bytes_done + bytes_skipped + bytes_failed + bytes_uncertain + bytes_open),
  CHECK (items_found = photos + videos),
  CHECK (placements_done + placements_failed <= placements),
  CHECK (min(items_done, items_skipped, items_failed, items_uncertain, items_open) >= 0),
  CHECK (min(bytes_done, bytes_skipped, bytes_failed, bytes_uncertain, bytes_open) >= 0),
  CHECK (min(placements_done, placements_failed, items_of_unknown_size) >= 0)
);
CREATE INDEX jobs_by_state ON jobs (state, wake_time);
CREATE INDEX jobs_by_tenant ON jobs (tenant, job);

CREATE TABLE notices (
  job INTEGER NOT NULL REFERENCES jobs ON DELETE CASCADE,
  position INTEGER NOT NULL,
  notice TEXT NOT NULL,
  PRIMARY KEY (job, notice)
) WITHOUT ROWID;

CREATE TABLE requests (
  tenant TEXT NOT NULL,
  request_id TEXT NOT NULL,
  job INTEGER NOT NULL REFERENCES jobs ON DELETE CASCADE,
  fingerprint BLOB NOT NULL,
  PRIMARY KEY (tenant, request_id)
) WITHOUT ROWID;
CREATE INDEX requests_by_job ON requests (job);

CREATE TABLE leases (
  job INTEGER NOT NULL REFERENCES jobs ON DELETE CASCADE,
  unit INTEGER NOT NULL,
  owner TEXT NOT NULL,
  token INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  PRIMARY KEY (job, unit)
) WITHOUT ROWID;

CREATE TABLE lanes (
  lane TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  expires INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE credentials (
  name TEXT PRIMARY KEY,
  tenant TEXT NOT NULL,
  provider TEXT NOT NULL,
  update_time INTEGER NOT NULL,
  sealed BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE memory (
  scope TEXT NOT NULL,
  name TEXT NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (scope, name)
) WITHOUT ROWID;
)sql";

// Keys are job * 2^32 + ordinal, so that a job's rows lie together in the order of their listing.
constexpr char kVersion1Media[] = R"sql(
CREATE TABLE listings (
  job INTEGER NOT NULL REFERENCES jobs ON DELETE CASCADE,
  id INTEGER NOT NULL,
  start TEXT NOT NULL,
  cursor TEXT NOT NULL,
  done INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (job, id),
  UNIQUE (job, start)
) WITHOUT ROWID;
CREATE INDEX listings_to_do ON listings (job, id) WHERE done = 0;

CREATE TABLE items (
  key INTEGER PRIMARY KEY,
  job INTEGER NOT NULL,
  stage INTEGER NOT NULL,
  intent INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  not_before INTEGER,
  size INTEGER,
  home_album INTEGER,
  reason INTEGER NOT NULL DEFAULT 0,
  kind INTEGER NOT NULL,
  source_id TEXT NOT NULL,
  photo BLOB NOT NULL,
  problem BLOB,
  progress BLOB,
  sealed BLOB,
  UNIQUE (job, source_id)
);
CREATE INDEX items_unsettled ON items (key) WHERE stage <= 3;
CREATE INDEX items_troubled ON items (key) WHERE stage >= 5;
CREATE INDEX items_intents ON items (key) WHERE intent = 1;

CREATE TABLE albums (
  key INTEGER PRIMARY KEY,
  job INTEGER NOT NULL,
  source_id TEXT NOT NULL,
  stage INTEGER NOT NULL DEFAULT 0,
  listed INTEGER NOT NULL,
  reason INTEGER NOT NULL DEFAULT 0,
  album BLOB NOT NULL,
  ref BLOB,
  problem BLOB,
  UNIQUE (job, source_id)
);

CREATE TABLE placements (
  item INTEGER NOT NULL,
  album INTEGER NOT NULL,
  position INTEGER NOT NULL,
  step INTEGER NOT NULL,
  reason INTEGER NOT NULL DEFAULT 0,
  problem BLOB,
  PRIMARY KEY (item, album)
) WITHOUT ROWID;
CREATE INDEX placements_by_album ON placements (album, step, position, item);
)sql";

// Logins that are renewed and that end, and those under way.
constexpr char kVersion2[] = R"sql(
ALTER TABLE credentials ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE credentials ADD COLUMN layout INTEGER NOT NULL DEFAULT 1;
ALTER TABLE credentials ADD COLUMN issued_time INTEGER;
ALTER TABLE credentials ADD COLUMN claimed_until INTEGER;
ALTER TABLE credentials ADD COLUMN about BLOB;

CREATE TABLE authorizations (
  name TEXT PRIMARY KEY,
  provider TEXT NOT NULL,
  state_hash BLOB NOT NULL UNIQUE,
  expires INTEGER NOT NULL,
  sealed BLOB,
  outcome BLOB
) WITHOUT ROWID;
)sql";

// What a job needs that brings only news since another one.
constexpr char kVersion3[] = R"sql(
ALTER TABLE jobs ADD COLUMN since_last INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN since_job INTEGER;
ALTER TABLE jobs ADD COLUMN since_uuid TEXT NOT NULL DEFAULT '';
ALTER TABLE jobs ADD COLUMN source_key TEXT NOT NULL DEFAULT '';
ALTER TABLE jobs ADD COLUMN destination_key TEXT NOT NULL DEFAULT '';
ALTER TABLE jobs ADD COLUMN disappeared INTEGER NOT NULL DEFAULT 0;
CREATE INDEX jobs_by_accounts ON jobs (tenant, source_key, destination_key);

CREATE TABLE disappeared (
  job INTEGER NOT NULL REFERENCES jobs ON DELETE CASCADE,
  position INTEGER NOT NULL,
  size INTEGER,
  source_id TEXT NOT NULL,
  photo BLOB NOT NULL,
  progress BLOB,
  PRIMARY KEY (job, position)
) WITHOUT ROWID;
)sql";

}  // namespace

absl::Status MigrateSchema(SqliteConnection& writer) {
  PF_ASSIGN_OR_RETURN(SqliteTransaction transaction,
                      SqliteTransaction::Begin(writer, SqliteTransaction::Kind::kWrite));
  PF_ASSIGN_OR_RETURN(const std::optional<int64_t> version, writer.FindInt("PRAGMA user_version"));
  if (version.value_or(0) > kSchemaVersion) {
    return Failure(
        v1::BAD_CONFIGURATION,
        absl::StrCat("The database was written by a newer Photoferry (format ", *version,
                     "; this one knows ", kSchemaVersion, "). It was left exactly as it is."),
        "Start the newer version, or use another directory.");
  }
  if (version.value_or(0) < 1) {
    PF_RETURN_IF_ERROR(writer.Script(kVersion1Jobs));
    PF_RETURN_IF_ERROR(writer.Script(kVersion1Media));
  }
  if (version.value_or(0) < 2) PF_RETURN_IF_ERROR(writer.Script(kVersion2));
  if (version.value_or(0) < 3) PF_RETURN_IF_ERROR(writer.Script(kVersion3));
  PF_RETURN_IF_ERROR(writer.Script(absl::StrCat("PRAGMA user_version = ", kSchemaVersion).c_str()));
  return transaction.Commit();
}

}  // namespace photoferry
