// SPDX-License-Identifier: Apache-2.0
#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "transfer-worker/store/sqlite_counters.h"
#include "transfer-worker/store/sqlite_job_control.h"
#include "transfer-worker/store/sqlite_jobs.h"
#include "transfer-worker/store/sqlite_rows.h"

// "Try the failed ones again": set by set, however many there are.

namespace photoferry {
namespace {

// One call of ReopenFailed. ?1 and ?2 of every statement bound the job's keys.
class Reopening {
 public:
  Reopening(SqliteConnection& db, int64_t job, const std::vector<v1::Reason>& reasons,
            bool include_uncertain)
      : db_(db),
        first_(KeyOf(job, 0)),
        end_(KeyOf(job + 1, 0)),
        reasons_(AndIn("reason", reasons)),
        stages_(" AND stage >= 5") {
    std::vector<v1::ItemStage> stages = {v1::ITEM_FAILED};
    if (include_uncertain) stages.push_back(v1::UNCERTAIN);
    stages_ += AndIn("stage", stages);
  }

  absl::Status Run() {
    PF_RETURN_IF_ERROR(CountItems());
    // While the items can still be told by their stage: those whose placements will matter again.
    PF_RETURN_IF_ERROR(ReopenSkippedPlacements());
    PF_RETURN_IF_ERROR(ForgetGoneAlbums());
    PF_RETURN_IF_ERROR(ReopenItems());
    PF_RETURN_IF_ERROR(ReopenFailedPlacements());
    return ReopenAlbums();
  }

  int64_t items() const { return items_; }
  bool anything() const { return items_ + placements_ + albums_ > 0; }
  const CounterDelta& delta() const { return delta_; }

 private:
  absl::Status CountItems() {
    SqliteQuery query =
        db_.Query(absl::StrCat("SELECT stage, COUNT(*), COALESCE(SUM(size), 0) FROM items"
                               " WHERE key >= ?1 AND key < ?2",
                               stages_, reasons_, " GROUP BY stage"),
                  first_, end_);
    while (query.Next()) {
      items_ += query.Int(1);
      delta_.MoveItems(static_cast<v1::ItemStage>(query.Int(0)), v1::OPEN, query.Int(1),
                       query.Int(2));
    }
    return query.status();
  }

  absl::Status ReopenSkippedPlacements() {
    return db_
        .Run(absl::StrCat("UPDATE placements SET step = ?3 WHERE step = ?4 AND item IN"
                          " (SELECT key FROM items WHERE key >= ?1 AND key < ?2",
                          stages_, reasons_, ")"),
             first_, end_, PlacementStep::kAwaitsItem, PlacementStep::kSkipped)
        .status();
  }

  // An album that was not there for its items is asked for again: it was removed meanwhile.
  absl::Status ForgetGoneAlbums() {
    return db_
        .Run(absl::StrCat("UPDATE albums SET stage = ?3, ref = NULL"
                          " WHERE key >= ?1 AND key < ?2 AND stage IN (?4, ?5) AND key IN"
                          " (SELECT album FROM placements WHERE item IN (SELECT key FROM items"
                          " WHERE key >= ?1 AND key < ?2 AND reason = ?6",
                          stages_, reasons_, "))"),
             first_, end_, AlbumStage::kOpen, AlbumStage::kMade, AlbumStage::kClosed,
             v1::ALBUM_GONE)
        .status();
  }

  // As if just listed; only a size that was learnt stays.
  absl::Status ReopenItems() {
    return db_
        .Run(absl::StrCat("UPDATE items SET stage = 1, intent = 0, attempts = 0,"
                          " not_before = NULL, reason = 0, problem = NULL, progress = NULL,"
                          " sealed = NULL WHERE key >= ?1 AND key < ?2",
                          stages_, reasons_),
             first_, end_)
        .status();
  }

  absl::Status ReopenFailedPlacements() {
    PF_ASSIGN_OR_RETURN(
        placements_,
        db_.Run(
            absl::StrCat("UPDATE placements SET problem = NULL, reason = 0, step ="
                         " CASE (SELECT stage FROM items WHERE key = item)"
                         " WHEN 4 THEN ?4 WHEN 5 THEN ?5 WHEN 6 THEN ?5 WHEN 7 THEN ?5 ELSE ?6 END"
                         " WHERE item >= ?1 AND item < ?2 AND step = ?3",
                         reasons_),
            first_, end_, PlacementStep::kFailed, PlacementStep::kToBeMade, PlacementStep::kSkipped,
            PlacementStep::kAwaitsItem));
    delta_.change.set_placements_failed(-placements_);
    return absl::OkStatus();
  }

  // Albums that failed are asked for afresh; finished ones are opened for what they gain.
  absl::Status ReopenAlbums() {
    const char kGains[] =
        " EXISTS (SELECT 1 FROM placements WHERE album = key AND step IN (?4, ?5))";
    PF_ASSIGN_OR_RETURN(
        albums_, db_.Run(absl::StrCat("UPDATE albums SET stage = ?6, ref = NULL, reason = 0,"
                                      " problem = NULL WHERE key >= ?1 AND key < ?2 AND stage = ?3"
                                      " AND (",
                                      kGains, " OR (1", reasons_, "))"),
                         first_, end_, AlbumStage::kFailed, PlacementStep::kAwaitsItem,
                         PlacementStep::kToBeMade, AlbumStage::kOpen));
    return db_
        .Run(absl::StrCat("UPDATE albums SET stage = CASE WHEN ref IS NULL THEN ?6 ELSE ?7 END"
                          " WHERE key >= ?1 AND key < ?2 AND stage = ?3 AND",
                          kGains),
             first_, end_, AlbumStage::kClosed, PlacementStep::kAwaitsItem,
             PlacementStep::kToBeMade, AlbumStage::kOpen, AlbumStage::kMade)
        .status();
  }

  SqliteConnection& db_;
  const int64_t first_;
  const int64_t end_;
  const std::string reasons_;
  std::string stages_;
  int64_t items_ = 0;
  int64_t placements_ = 0;
  int64_t albums_ = 0;
  CounterDelta delta_;
};

}  // namespace

absl::StatusOr<int64_t> SqliteJobControl::ReopenFailed(absl::string_view name,
                                                       const std::vector<v1::Reason>& reasons,
                                                       bool include_uncertain) {
  int64_t items = 0;
  PF_RETURN_IF_ERROR(database_.Write([&](SqliteConnection& db) {
    const int64_t now = database_.NowMicros();
    PF_ASSIGN_OR_RETURN(const JobRow row, FindJobNamed(db, name));
    PF_ASSIGN_OR_RETURN(const JobStanding standing,
                        AfterReopen({row.job.state(), row.job.desired_state()}));
    Reopening reopening(db, row.id, reasons, include_uncertain);
    PF_RETURN_IF_ERROR(reopening.Run());
    if (!reopening.anything()) return absl::OkStatus();
    items = reopening.items();
    PF_RETURN_IF_ERROR(ApplyCounters(db, row.id, reopening.delta(), now));
    return SetStanding(db, row.id, standing, now);
  }));
  return items;
}

}  // namespace photoferry
