// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "transfer-worker/store/checkpoints.h"

namespace photoferry {

// One item in a worker's hands, from the feed until it is settled or put back. It has one owner at
// a time: a mover, or a batch that waits.
struct Item {
  ItemRecord record;
  Lease lease;         // of its unit
  std::string key;     // SendTask::key
  int unanswered = 0;  // questions about it that found nobody, in a row
  // By the monotonic clock, since when nobody has asked the destination to make it. Nothing: it is
  // in no doubt.
  std::optional<absl::Duration> in_doubt_since;
};
using ItemPtr = std::unique_ptr<Item>;

// The move that makes the store agree with `record`.
inline ItemMove MoveOf(const ItemRecord& record) {
  return ItemMove{.ordinal = record.ordinal,
                  .stage = record.stage,
                  .intent = record.intent,
                  .attempts = record.attempts,
                  .not_before = record.not_before,
                  .size = record.size,
                  .progress = record.progress};
}

inline bool IsSettled(v1::ItemStage stage) {
  return stage == v1::DONE || stage == v1::SKIPPED || stage == v1::ITEM_FAILED ||
         stage == v1::UNCERTAIN;
}

}  // namespace photoferry
