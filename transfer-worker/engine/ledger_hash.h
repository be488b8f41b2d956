// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "common/base/hash.h"
#include "common/base/mutex.h"
#include "common/http/pipe.h"
#include "photoferry/v1/checkpoint.pb.h"

namespace photoferry {

// The SHA-256 of one item for the ledger: every byte once, in order, whatever ranges pass. Bytes
// before its position were hashed earlier and are let through. Thread-safe.
class LedgerHash {
 public:
  LedgerHash() = default;
  // Takes up a saved state; a broken one counts as none.
  explicit LedgerHash(const v1::HashCheckpoint& checkpoint);

  // Bytes that begin at `offset` of the item. Those beyond a gap are not hashed.
  void Pass(int64_t offset, absl::string_view bytes);
  int64_t position() const;
  v1::HashCheckpoint checkpoint() const;
  std::string digest() const;  // 32 raw bytes

 private:
  mutable Mutex mutex_;
  Sha256 hash_ PF_GUARDED_BY(mutex_);
};

// Feeds `hash` with what passes a pipe that begins at `offset`.
std::unique_ptr<PipeStage> NewHashStage(std::shared_ptr<LedgerHash> hash, int64_t offset);

}  // namespace photoferry
