// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "photoferry/v1/job.pb.h"
#include "transfer-worker/store/checkpoints.h"
#include "transfer-worker/store/sqlite_connection.h"

namespace photoferry {

// By how much one transaction moves a job's counters. The columns of `jobs` move by it in the same
// transaction as the rows that it describes.
class CounterDelta {
 public:
  void AddItem(v1::ItemStage stage, v1::MediaKind kind, std::optional<int64_t> size);
  void MoveItem(v1::ItemStage from, std::optional<int64_t> old_size, v1::ItemStage to,
                std::optional<int64_t> new_size);
  // Many items of one stage at once: `bytes` is the sum of the sizes known.
  void MoveItems(v1::ItemStage from, v1::ItemStage to, int64_t items, int64_t bytes);

  v1::Counters change;   // placements and albums are counted here directly
  int64_t selected = 0;  // items that were not skipped as they were listed
};

// Under `lease`: LEASE_LOST if it is somebody else's.
absl::Status ApplyCounters(SqliteConnection& db, const Lease& lease, const CounterDelta& delta,
                           int64_t now_micros);
absl::Status ApplyCounters(SqliteConnection& db, int64_t job, const CounterDelta& delta,
                           int64_t now_micros);

// The columns of `jobs` that ReadCounters wants, in its order.
extern const char kCounterColumns[];
inline constexpr int kCounterColumnCount = 19;
v1::Counters ReadCounters(const SqliteQuery& query, int first_column);

// From the rows of items, albums and placements.
absl::StatusOr<v1::Counters> CountRows(SqliteConnection& db, int64_t job);

}  // namespace photoferry
