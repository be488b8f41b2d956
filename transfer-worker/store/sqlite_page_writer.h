// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "transfer-worker/store/checkpoints.h"
#include "transfer-worker/store/sqlite_connection.h"
#include "transfer-worker/store/sqlite_counters.h"

namespace photoferry {

// Writes one page of a listing inside the caller's transaction, and adds up by how much the job's
// counters move. Lives as long as that transaction.
class SqlitePageWriter {
 public:
  // `found` and `albums`: how many items and albums the job has so far; their next ordinals.
  // `selected`: how many of the items were not skipped as they were listed.
  SqlitePageWriter(SqliteConnection& db, const Lease& walk, const v1::Counters& so_far,
                   int64_t selected, int64_t limit);

  absl::Status AddAlbum(const v1::PhotoAlbum& album);
  // A known photo only gains placements. A new one beyond the limit is left out.
  absl::Status AddPhoto(const ListedPhoto& listed);

  bool limit_reached() const { return limit_ > 0 && selected_ >= limit_; }
  const CounterDelta& delta() const { return delta_; }

 private:
  struct KnownItem {
    int64_t key = 0;
    v1::ItemStage stage = v1::OPEN;
    // A worker has begun it, or it has a home already: its home album stays what it is.
    bool home_is_settled = false;
  };

  absl::StatusOr<int64_t> AlbumKey(const std::string& source_id);
  absl::StatusOr<int64_t> InsertAlbum(const v1::PhotoAlbum& album, bool listed);
  absl::StatusOr<KnownItem> FindItem(const std::string& source_id);
  // True: it was new.
  absl::StatusOr<bool> InsertItem(const ListedPhoto& listed, KnownItem& item);
  absl::Status Place(const KnownItem& item, const v1::Placement& placement, bool first);
  absl::Status SetHome(int64_t item_key, int64_t album_key);

  SqliteConnection& db_;
  const Lease walk_;
  const int64_t limit_;
  int64_t next_item_;
  int64_t next_album_;
  int64_t selected_;
  absl::flat_hash_map<std::string, int64_t> album_keys_;  // of this page
  CounterDelta delta_;
};

// An album that was thought finished gets another placement: it is opened for it.
absl::Status ReopenClosedAlbum(SqliteConnection& db, int64_t album_key);

}  // namespace photoferry
