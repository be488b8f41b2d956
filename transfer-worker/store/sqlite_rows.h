// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/message_lite.h"
#include "transfer-worker/store/checkpoints.h"
#include "transfer-worker/store/sealer.h"
#include "transfer-worker/store/sqlite_connection.h"

// How the store's columns stand for what the rest of the project knows.

namespace photoferry {

// The key of an item or an album: a job's rows lie together, in order.
inline constexpr int64_t kOrdinalsPerJob = int64_t{1} << 32;
inline int64_t KeyOf(int64_t job, int64_t ordinal) {
  return job * kOrdinalsPerJob + ordinal;
}
inline int64_t JobOf(int64_t key) {
  return key / kOrdinalsPerJob;
}
inline int64_t OrdinalOf(int64_t key) {
  return key % kOrdinalsPerJob;
}

// How far a placement is. The numbers are part of the stored format.
enum class PlacementStep {
  kAwaitsItem = 0,  // its item is still under way
  kToBeMade = 1,    // its item is DONE
  kDone = 2,
  kFailed = 3,
  kSkipped = 4,  // its item did not arrive
};

// The step of a placement that is not settled by itself, given its item's stage.
PlacementStep StepFor(v1::ItemStage item);
v1::ItemStage StageOf(PlacementStep step);

// Times are microseconds since 1970; the infinite past is NULL.
std::optional<int64_t> MicrosOf(absl::Time time);
absl::Time TimeOf(std::optional<int64_t> micros);

// A message as a column: NULL if it is empty.
class MessageColumn {
 public:
  explicit MessageColumn(const google::protobuf::MessageLite& message)
      : bytes_(message.SerializeAsString()) {}
  std::optional<Blob> value() const {
    return bytes_.empty() ? std::nullopt : std::make_optional(Blob{bytes_});
  }

 private:
  std::string bytes_;
};

// STORE_FAILED if the column holds something else.
absl::Status ParseColumn(const SqliteQuery& query, int column,
                         google::protobuf::MessageLite& message);

// An item's progress as it lies in its columns: what may hold a secret apart and sealed.
struct ProgressColumns {
  std::string problem;
  std::string progress;
  std::string sealed;
};
ProgressColumns SplitProgress(const v1::ItemProgress& progress, int64_t key, const Sealer& sealer);
std::optional<Blob> BlobOrNull(absl::string_view bytes);

// The columns of `items` that ReadItem wants, in its order.
extern const char kItemColumns[];
inline constexpr int kItemColumnCount = 12;
absl::StatusOr<ItemRecord> ReadItem(const SqliteQuery& query, int first_column,
                                    const Sealer& sealer);

// " AND column IN (1,2)"; nothing if `values` is empty, which stands for all of them.
template <typename Enum>
std::string AndIn(absl::string_view column, const std::vector<Enum>& values) {
  if (values.empty()) return "";
  return absl::StrCat(" AND ", column, " IN (",
                      absl::StrJoin(values, ",",
                                    [](std::string* out, Enum value) {
                                      absl::StrAppend(out, static_cast<int>(value));
                                    }),
                      ")");
}

// " AND ..." that keeps the stages wanted, and the index that finds them fast.
struct StageClause {
  std::string from;   // "items INDEXED BY items_unsettled"
  std::string where;  // " AND stage <= 3 AND stage IN (1,2)"
};
StageClause ClauseFor(const std::vector<v1::ItemStage>& stages, bool intents_only);

}  // namespace photoferry
