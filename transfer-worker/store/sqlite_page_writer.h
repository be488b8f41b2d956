// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "transfer-worker/store/checkpoints.h"
#include "transfer-worker/store/sqlite_connection.h"
#include "transfer-worker/store/sqlite_counters.h"
#include "transfer-worker/store/sqlite_former_jobs.h"

namespace photoferry {

// Writes one page of a listing inside the caller's transaction, and adds up by how much the job's
// counters move. Lives as long as that transaction.
class SqlitePageWriter {
 public:
  // `found` and `albums`: how many items and albums the job has so far; their next ordinals.
  // `selected`: how many of the items were not skipped as they were listed.
  SqlitePageWriter(SqliteConnection& db, const Lease& walk, const v1::Counters& so_far,
                   int64_t selected, int64_t limit, const FormerJobs& former);

  absl::Status AddAlbum(const v1::PhotoAlbum& album);
  // A known photo only gains placements. A new one beyond the limit is left out. One that a former
  // job brought is UNCHANGED, until it turns up in an album that it was not in.
  absl::Status AddPhoto(const ListedPhoto& listed);

  bool limit_reached() const { return limit_ > 0 && selected_ >= limit_; }
  const CounterDelta& delta() const { return delta_; }
  int64_t reopened() const { return reopened_; }

 private:
  // An item as its row is to be.
  struct NewItem {
    const v1::Photo& photo;
    v1::Problem problem;  // why it is SKIPPED; none: it is OPEN
    std::optional<int64_t> size;
    std::string progress;

    bool skipped() const { return problem.reason() != v1::REASON_UNSPECIFIED; }
    bool unchanged() const { return problem.reason() == v1::UNCHANGED; }
    v1::ItemStage stage() const { return skipped() ? v1::SKIPPED : v1::OPEN; }
  };
  struct KnownItem {
    int64_t key = -1;
    v1::ItemStage stage = v1::OPEN;
    bool unchanged = false;  // what was brought of it, and where to, is as it was
    // A worker has begun it, or it has a home already: its home album stays what it is.
    bool home_is_settled = false;
  };
  struct KnownAlbum {
    int64_t key = 0;
    bool is_open = false;  // made sure of, in this page
  };

  // Both: valid until the next call of either.
  absl::StatusOr<KnownAlbum*> FindAlbum(const std::string& source_id);
  absl::StatusOr<KnownAlbum*> InsertAlbum(const v1::PhotoAlbum& album, bool listed);
  absl::StatusOr<KnownItem> FindItem(const std::string& source_id);
  static NewItem NewItemOf(const ListedPhoto& listed, const std::optional<BroughtItem>& brought);
  // The item, or one without a key if the photo was known before.
  absl::StatusOr<KnownItem> InsertItem(const NewItem& fresh);
  absl::StatusOr<int64_t> InsertRow(const NewItem& fresh, int64_t key,
                                    std::optional<int64_t> home_album);
  // An UNCHANGED item goes after all.
  absl::StatusOr<KnownItem> Reopen(const KnownItem& item, const std::string& source_id);
  absl::Status ReopenPlacements(int64_t item);
  // True: the item did not have this placement.
  absl::StatusOr<bool> Place(const KnownItem& item, const v1::Placement& placement);
  absl::Status ReopenAlbum(int64_t key);
  absl::Status SetHome(const KnownItem& item, const std::string& album_id);

  SqliteConnection& db_;
  const Lease walk_;
  const int64_t limit_;
  int64_t next_item_;
  int64_t next_album_;
  int64_t selected_;
  int64_t reopened_ = 0;
  const FormerJobs& former_;
  absl::flat_hash_map<std::string, KnownAlbum> known_albums_;  // those of this page
  CounterDelta delta_;
};

}  // namespace photoferry
