// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/store/sqlite_rows.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "transfer-worker/store/seal_place.h"

namespace photoferry {
namespace {

std::string PlaceOf(int64_t key) {
  return ItemSealPlace(JobOf(key), OrdinalOf(key));
}

bool AllBetween(const std::vector<v1::ItemStage>& stages, v1::ItemStage low, v1::ItemStage high) {
  return !stages.empty() && std::all_of(stages.begin(), stages.end(), [&](v1::ItemStage stage) {
    return stage >= low && stage <= high;
  });
}

absl::Status ReadProgress(const SqliteQuery& query, int column, int64_t key, const Sealer& sealer,
                          v1::ItemProgress& progress) {
  PF_RETURN_IF_ERROR(ParseColumn(query, column + 1, progress));
  if (!query.IsNull(column)) {
    PF_RETURN_IF_ERROR(ParseColumn(query, column, *progress.mutable_problem()));
  }
  if (query.IsNull(column + 2)) return absl::OkStatus();
  PF_ASSIGN_OR_RETURN(const Secret opened, sealer.Unseal(query.Bytes(column + 2), PlaceOf(key)));
  v1::ItemProgress secrets;
  const absl::string_view bytes = opened.Reveal();
  if (!secrets.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Failure(v1::STORE_FAILED, "A sealed value of the store is damaged.",
                   "Put back a backup of the database.");
  }
  progress.MergeFrom(secrets);
  return absl::OkStatus();
}

}  // namespace

PlacementStep StepFor(v1::ItemStage item) {
  switch (item) {
    case v1::DONE:
      return PlacementStep::kToBeMade;
    case v1::SKIPPED:
    case v1::ITEM_FAILED:
    case v1::UNCERTAIN:
      return PlacementStep::kSkipped;
    default:
      return PlacementStep::kAwaitsItem;
  }
}

v1::ItemStage StageOf(PlacementStep step) {
  switch (step) {
    case PlacementStep::kDone:
      return v1::DONE;
    case PlacementStep::kFailed:
      return v1::ITEM_FAILED;
    case PlacementStep::kSkipped:
      return v1::SKIPPED;
    case PlacementStep::kAwaitsItem:
    case PlacementStep::kToBeMade:
      break;
  }
  return v1::OPEN;
}

std::optional<int64_t> MicrosOf(absl::Time time) {
  if (time == absl::InfinitePast()) return std::nullopt;
  return absl::ToUnixMicros(time);
}

absl::Time TimeOf(std::optional<int64_t> micros) {
  return micros.has_value() ? absl::FromUnixMicros(*micros) : absl::InfinitePast();
}

absl::Status ParseColumn(const SqliteQuery& query, int column,
                         google::protobuf::MessageLite& message) {
  const absl::string_view bytes = query.Bytes(column);
  if (message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::OkStatus();
  }
  return Failure(v1::STORE_FAILED,
                 "A row of the store is damaged. The photos themselves are untouched.",
                 "Put back a backup of the database.");
}

std::optional<Blob> BlobOrNull(absl::string_view bytes) {
  return bytes.empty() ? std::nullopt : std::make_optional(Blob{bytes});
}

ProgressColumns SplitProgress(const v1::ItemProgress& progress, int64_t key, const Sealer& sealer) {
  ProgressColumns columns;
  if (!progress.has_problem() && !progress.has_session() && !progress.has_staged()) {
    progress.SerializeToString(&columns.progress);
    return columns;
  }
  v1::ItemProgress open = progress;
  v1::ItemProgress secrets;
  if (open.has_session()) *secrets.mutable_session() = std::move(*open.mutable_session());
  if (open.has_staged()) *secrets.mutable_staged() = std::move(*open.mutable_staged());
  open.clear_session();
  open.clear_staged();
  if (open.has_problem()) open.problem().SerializeToString(&columns.problem);
  open.clear_problem();
  open.SerializeToString(&columns.progress);
  if (secrets.has_session() || secrets.has_staged()) {
    columns.sealed = sealer.Seal(secrets.SerializeAsString(), PlaceOf(key));
  }
  return columns;
}

const char kItemColumns[] =
    "items.key, items.stage, items.intent, items.attempts, items.not_before, items.size,"
    " items.home_album, items.source_id, items.photo, items.problem, items.progress, items.sealed";

absl::StatusOr<ItemRecord> ReadItem(const SqliteQuery& query, int first_column,
                                    const Sealer& sealer) {
  const int64_t key = query.Int(first_column);
  ItemRecord item;
  item.ordinal = OrdinalOf(key);
  item.stage = static_cast<v1::ItemStage>(query.Int(first_column + 1));
  item.intent = query.Int(first_column + 2) != 0;
  item.attempts = static_cast<int>(query.Int(first_column + 3));
  item.not_before = TimeOf(query.MaybeInt(first_column + 4));
  item.size = query.MaybeInt(first_column + 5);
  item.home_album = query.MaybeInt(first_column + 6);
  PF_RETURN_IF_ERROR(ParseColumn(query, first_column + 8, item.photo));
  item.photo.set_id(query.Text(first_column + 7));
  PF_RETURN_IF_ERROR(ReadProgress(query, first_column + 9, key, sealer, item.progress));
  return item;
}

StageClause ClauseFor(const std::vector<v1::ItemStage>& stages, bool intents_only) {
  StageClause clause{.from = "items"};
  if (intents_only) {
    clause = {"items INDEXED BY items_intents", " AND intent = 1"};
  } else if (AllBetween(stages, v1::OPEN, v1::STORED)) {
    clause = {"items INDEXED BY items_unsettled", " AND stage <= 3"};
  } else if (AllBetween(stages, v1::SKIPPED, v1::UNCERTAIN)) {
    clause = {"items INDEXED BY items_troubled", " AND stage >= 5"};
  }
  clause.where += AndIn("stage", stages);
  return clause;
}

}  // namespace photoferry
