// SPDX-License-Identifier: Apache-2.0
#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "transfer-worker/store/sqlite_checkpoints.h"
#include "transfer-worker/store/sqlite_former_jobs.h"
#include "transfer-worker/store/sqlite_jobs.h"
#include "transfer-worker/store/sqlite_page_writer.h"

// The walk: listings, and the pages that they give.

namespace photoferry {
namespace {

constexpr CommitPoint kPageCommit{"store.page.before_commit", "store.page.after_commit"};

struct SoFar {
  v1::Counters counters;
  int64_t selected = 0;
};

absl::StatusOr<SoFar> ReadSoFar(SqliteConnection& db, int64_t job) {
  SqliteQuery query =
      db.Query("SELECT items_found, albums, selected FROM jobs WHERE job = ?1", job);
  if (!query.Next()) return query.status().ok() ? NoSuchJob(job) : query.status();
  SoFar so_far;
  so_far.counters.mutable_items()->set_found(query.Int(0));
  so_far.counters.set_albums(query.Int(1));
  so_far.selected = query.Int(2);
  return so_far;
}

absl::Status QueueChildren(SqliteConnection& db, const Lease& walk, const PageCommit& page) {
  for (const std::string& child : page.children) {
    PF_RETURN_IF_ERROR(
        RunFenced(db, walk,
                  "INSERT INTO listings (job, id, start, cursor)"
                  " SELECT ?1, COALESCE((SELECT MAX(id) FROM listings WHERE job = ?1), 0) + 1,"
                  " ?4, ?4 WHERE" PF_FENCE " ON CONFLICT (job, start) DO NOTHING",
                  child)
            .status());
  }
  return absl::OkStatus();
}

// Moves the listing on from where this page was read. One that stands elsewhere by now stays
// there: the page came twice.
absl::Status Advance(SqliteConnection& db, const Lease& walk, const Listing& listing,
                     const std::optional<std::string>& next) {
  PF_ASSIGN_OR_RETURN(
      const int64_t moved,
      RunFenced(db, walk,
                "UPDATE listings SET cursor = COALESCE(?6, cursor), done = ?7"
                " WHERE job = ?1 AND id = ?4 AND cursor = ?5 AND done = 0 AND" PF_FENCE,
                listing.id, listing.cursor, next, !next.has_value()));
  if (moved > 0) return absl::OkStatus();
  PF_ASSIGN_OR_RETURN(
      const std::optional<int64_t> known,
      db.FindInt("SELECT 1 FROM listings WHERE job = ?1 AND id = ?2", walk.job, listing.id));
  if (known.has_value()) return absl::OkStatus();
  return Failure(v1::INTERNAL_FAULT,
                 absl::StrCat("A page came for listing ", listing.id,
                              ", which the job does not have. The page was not noted."),
                 "Please report this as a bug.");
}

absl::Status DropListings(SqliteConnection& db, const Lease& walk) {
  return RunFenced(db, walk,
                   "UPDATE listings SET done = 1 WHERE job = ?1 AND done = 0 AND" PF_FENCE)
      .status();
}

absl::Status NoteWhetherComplete(SqliteConnection& db, const Lease& walk) {
  return RunFenced(db, walk,
                   "UPDATE jobs SET listing_complete = NOT EXISTS"
                   " (SELECT 1 FROM listings WHERE listings.job = ?1 AND done = 0)"
                   " WHERE job = ?1 AND" PF_FENCE)
      .status();
}

absl::StatusOr<PageResult> WritePage(SqliteConnection& db, const Lease& walk,
                                     const Listing& listing, const PageCommit& page, int64_t now) {
  PF_ASSIGN_OR_RETURN(const SoFar so_far, ReadSoFar(db, walk.job));
  PF_ASSIGN_OR_RETURN(const FormerJobs former, FormerJobs::Of(db, walk.job));
  SqlitePageWriter writer(db, walk, so_far.counters, so_far.selected, page.limit, former);
  for (const v1::PhotoAlbum& album : page.albums) PF_RETURN_IF_ERROR(writer.AddAlbum(album));
  for (const ListedPhoto& photo : page.photos) PF_RETURN_IF_ERROR(writer.AddPhoto(photo));
  PF_RETURN_IF_ERROR(QueueChildren(db, walk, page));
  PF_RETURN_IF_ERROR(Advance(db, walk, listing, page.next));
  if (writer.limit_reached()) PF_RETURN_IF_ERROR(DropListings(db, walk));
  PF_RETURN_IF_ERROR(NoteWhetherComplete(db, walk));
  // What a limit left out may still be there.
  if (!writer.limit_reached()) PF_RETURN_IF_ERROR(NoteDisappeared(db, walk));
  for (const std::string& notice : page.notices) {
    PF_RETURN_IF_ERROR(AddNotice(db, walk.job, notice));
  }
  PF_RETURN_IF_ERROR(ApplyCounters(db, walk, writer.delta(), now));
  return PageResult{.new_items = writer.delta().change.items().found(),
                    .reopened = writer.reopened(),
                    .limit_reached = writer.limit_reached()};
}

}  // namespace

absl::StatusOr<std::optional<Listing>> SqliteCheckpoints::NextListing(int64_t job) {
  std::optional<Listing> listing;
  PF_RETURN_IF_ERROR(database_.Read([&](SqliteConnection& db) {
    SqliteQuery query = db.Query(
        "SELECT id, cursor, start FROM listings WHERE job = ?1 AND done = 0 ORDER BY id LIMIT 1",
        job);
    if (query.Next()) listing = Listing{query.Int(0), query.Text(1), query.Text(2)};
    return query.status();
  }));
  return listing;
}

absl::StatusOr<PageResult> SqliteCheckpoints::CommitPage(const Lease& walk, const Listing& listing,
                                                         const PageCommit& page) {
  PF_RETURN_IF_ERROR(CheckIsWalk(walk));
  PageResult result;
  PF_RETURN_IF_ERROR(database_.Write(kPageCommit, [&](SqliteConnection& db) {
    PF_ASSIGN_OR_RETURN(result, WritePage(db, walk, listing, page, database_.NowMicros()));
    return absl::OkStatus();
  }));
  return result;
}

}  // namespace photoferry
