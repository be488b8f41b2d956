// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/store/sqlite_former_jobs.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "transfer-worker/store/refusal.h"
#include "transfer-worker/store/sqlite_database.h"
#include "transfer-worker/store/sqlite_jobs.h"
#include "transfer-worker/store/sqlite_rows.h"
#include "transfer-worker/store/unchanged.h"

namespace photoferry {
namespace {

// Jobs of the same accounts. ?1: the job that looks.
constexpr char kCandidates[] =
    "SELECT former.job, former.uuid, former.source, former.destination, former.selection"
    " FROM jobs AS own JOIN jobs AS former ON former.tenant = own.tenant"
    " AND former.source_key = own.source_key AND former.destination_key = own.destination_key"
    " WHERE own.job = ?1 AND former.job <> own.job AND former.mode = ?2 AND former.state = ?3"
    " AND former.listing_complete = 1 ORDER BY former.end_time DESC, former.job DESC";

constexpr char kChain[] =
    "WITH RECURSIVE chain (job, depth) AS ("
    " SELECT since_job, 1 FROM jobs WHERE job = ?1 AND since_job > 0 UNION ALL"
    " SELECT jobs.since_job, depth + 1 FROM chain JOIN jobs ON jobs.job = chain.job"
    " WHERE jobs.since_job > 0) SELECT job FROM chain ORDER BY depth";

constexpr char kNoteDisappeared[] =
    "INSERT OR IGNORE INTO disappeared (job, position, size, source_id, photo, progress)"
    " SELECT ?1, key - ?4, size, source_id, photo, progress FROM items AS brought"
    " WHERE key >= ?4 AND key < ?5 AND (stage = ?6 OR (stage = ?7 AND reason = ?8))"
    " AND NOT EXISTS (SELECT 1 FROM items WHERE items.job = ?1"
    " AND items.source_id = brought.source_id) AND" PF_FENCE;

struct JobInputs {
  v1::Endpoint source;
  v1::Endpoint destination;
  v1::Selection selection;
};

absl::StatusOr<JobInputs> ReadInputs(const SqliteQuery& query, int first_column) {
  JobInputs inputs;
  PF_RETURN_IF_ERROR(ParseColumn(query, first_column, inputs.source));
  PF_RETURN_IF_ERROR(ParseColumn(query, first_column + 1, inputs.destination));
  PF_RETURN_IF_ERROR(ParseColumn(query, first_column + 2, inputs.selection));
  return inputs;
}

std::map<std::string, std::string> OptionsOf(const v1::Endpoint& endpoint) {
  return {endpoint.options().begin(), endpoint.options().end()};
}

// The accounts are the same; whether they were asked for the same.
bool BringTheSame(const JobInputs& a, const JobInputs& b) {
  return a.source.provider() == b.source.provider() &&
         a.destination.provider() == b.destination.provider() &&
         OptionsOf(a.destination) == OptionsOf(b.destination) &&
         a.selection.SerializeAsString() == b.selection.SerializeAsString();
}

// What the job that looks was asked for; nothing: it need not look, not yet or no more.
absl::StatusOr<std::optional<JobInputs>> ReadSeeker(SqliteConnection& db, int64_t job) {
  SqliteQuery query = db.Query(
      "SELECT source, destination, selection FROM jobs WHERE job = ?1 AND since_last = 1"
      " AND since_job IS NULL AND source_key <> '' AND destination_key <> ''",
      job);
  std::optional<JobInputs> inputs;
  if (query.Next()) {
    PF_ASSIGN_OR_RETURN(inputs, ReadInputs(query, 0));
  }
  PF_RETURN_IF_ERROR(query.status());
  return inputs;
}

struct FoundJob {
  int64_t job = 0;  // 0: there is none
  std::string uuid;
};

absl::StatusOr<FoundJob> FindLast(SqliteConnection& db, int64_t job, const JobInputs& inputs) {
  SqliteQuery query = db.Query(kCandidates, job, v1::TRANSFER, v1::SUCCEEDED);
  while (query.Next()) {
    PF_ASSIGN_OR_RETURN(const JobInputs former, ReadInputs(query, 2));
    if (BringTheSame(inputs, former)) return FoundJob{query.Int(0), query.Text(1)};
  }
  PF_RETURN_IF_ERROR(query.status());
  return FoundJob();
}

bool WasBrought(v1::ItemStage stage, v1::Reason reason) {
  return stage == v1::DONE || (stage == v1::SKIPPED && reason == v1::UNCHANGED);
}

absl::StatusOr<std::set<std::string>> ReadAlbumsOf(SqliteConnection& db, int64_t item) {
  SqliteQuery query = db.Query(
      "SELECT albums.source_id FROM placements JOIN albums ON albums.key = placements.album"
      " WHERE item = ?1 AND step <> ?2",
      item, PlacementStep::kFailed);
  std::set<std::string> albums;
  while (query.Next()) albums.insert(query.Text(0));
  PF_RETURN_IF_ERROR(query.status());
  return albums;
}

}  // namespace

bool BroughtItem::IsInAlbumsOf(const v1::Photo& listed) const {
  return std::all_of(
      listed.placements().begin(), listed.placements().end(),
      [this](const v1::Placement& placement) { return albums.contains(placement.album_id()); });
}

absl::StatusOr<FormerJobs> FormerJobs::Of(SqliteConnection& db, int64_t job) {
  std::vector<int64_t> jobs;
  SqliteQuery query = db.Query(kChain, job);
  while (query.Next()) jobs.push_back(query.Int(0));
  PF_RETURN_IF_ERROR(query.status());
  return FormerJobs(db, std::move(jobs));
}

absl::StatusOr<std::optional<BroughtItem>> FormerJobs::FindItem(absl::string_view source_id) const {
  for (const int64_t job : jobs_) {
    SqliteQuery query = db_.Query(
        "SELECT key, stage, reason, size, photo, progress FROM items"
        " WHERE job = ?1 AND source_id = ?2",
        job, source_id);
    if (!query.Next()) {
      PF_RETURN_IF_ERROR(query.status());
      continue;
    }
    if (!WasBrought(static_cast<v1::ItemStage>(query.Int(1)),
                    static_cast<v1::Reason>(query.Int(2)))) {
      break;
    }
    BroughtItem item;
    item.size = query.MaybeInt(3);
    PF_RETURN_IF_ERROR(ParseColumn(query, 4, item.photo));
    item.progress = query.Text(5);
    PF_ASSIGN_OR_RETURN(item.albums, ReadAlbumsOf(db_, query.Int(0)));
    return item;
  }
  return std::nullopt;
}

absl::StatusOr<std::optional<std::string>> FormerJobs::FindClosed(
    const v1::PhotoAlbum& album) const {
  for (const int64_t job : jobs_) {
    SqliteQuery query = db_.Query(
        "SELECT stage, album, ref FROM albums WHERE job = ?1 AND source_id = ?2", job, album.id());
    if (!query.Next()) {
      PF_RETURN_IF_ERROR(query.status());
      continue;
    }
    v1::PhotoAlbum before;
    PF_RETURN_IF_ERROR(ParseColumn(query, 1, before));
    const bool closed = query.Int(0) == static_cast<int64_t>(AlbumStage::kClosed);
    if (!closed || !IsUnchanged(album, before)) break;
    return query.Text(2);
  }
  return std::nullopt;
}

absl::Status FindFormerJob(SqliteConnection& db, const Lease& walk) {
  PF_ASSIGN_OR_RETURN(const std::optional<JobInputs> inputs, ReadSeeker(db, walk.job));
  if (!inputs.has_value()) return absl::OkStatus();
  PF_ASSIGN_OR_RETURN(const FoundJob found, FindLast(db, walk.job, *inputs));
  PF_RETURN_IF_ERROR(
      RunFenced(db, walk,
                "UPDATE jobs SET since_job = ?4, since_uuid = ?5 WHERE job = ?1 AND" PF_FENCE,
                found.job, found.uuid)
          .status());
  if (found.job != 0) return absl::OkStatus();
  return AddNotice(db, walk.job,
                   "No earlier job from this account to this place has ended well, so this one "
                   "brings everything.");
}

absl::Status NoteDisappeared(SqliteConnection& db, const Lease& walk) {
  PF_ASSIGN_OR_RETURN(
      const std::optional<int64_t> former,
      db.FindInt("SELECT since_job FROM jobs WHERE job = ?1 AND listing_complete = 1"
                 " AND since_job > 0",
                 walk.job));
  if (!former.has_value()) return absl::OkStatus();
  PF_RETURN_IF_ERROR(RunFenced(db, walk, kNoteDisappeared, KeyOf(*former, 0), KeyOf(*former + 1, 0),
                               v1::DONE, v1::SKIPPED, v1::UNCHANGED)
                         .status());
  PF_ASSIGN_OR_RETURN(const std::optional<int64_t> count,
                      db.FindInt("SELECT COUNT(*) FROM disappeared WHERE job = ?1", walk.job));
  if (count.value_or(0) == 0) return absl::OkStatus();
  PF_RETURN_IF_ERROR(
      RunFenced(db, walk, "UPDATE jobs SET disappeared = ?4 WHERE job = ?1 AND" PF_FENCE, *count)
          .status());
  return AddNotice(db, walk.job,
                   absl::StrCat(*count,
                                *count == 1 ? " item that an earlier job brought is"
                                            : " items that an earlier job brought are",
                                " no longer listed at the source: gone there, or left out this "
                                "time by the job's options or for what is said beside this. "
                                "Nothing was removed at the destination; the report names what "
                                "disappeared."));
}

absl::Status CheckNobodyGoesOnFrom(SqliteConnection& db, int64_t job) {
  SqliteQuery query = db.Query(
      "SELECT uuid FROM jobs WHERE since_job = ?1 AND listing_complete = 0 AND state <> ?2 LIMIT 1",
      job, v1::CANCELLED);
  if (!query.Next()) return query.status();
  return Refusal(absl::StatusCode::kFailedPrecondition,
                 absl::StrCat("Job ", query.Text(0),
                              " goes on from this one and is not done with listing: without it, "
                              "everything would be brought again. Nothing was deleted."),
                 "Let that job end, or cancel it, first.");
}

}  // namespace photoferry
