// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/ledger_hash.h"

#include <utility>

namespace photoferry {
namespace {

class HashStage final : public PipeStage {
 public:
  HashStage(std::shared_ptr<LedgerHash> hash, int64_t offset)
      : hash_(std::move(hash)), offset_(offset) {}
  absl::Status Pass(absl::string_view bytes) override {
    hash_->Pass(offset_, bytes);
    offset_ += static_cast<int64_t>(bytes.size());
    return absl::OkStatus();
  }

 private:
  const std::shared_ptr<LedgerHash> hash_;
  int64_t offset_;
};

}  // namespace

LedgerHash::LedgerHash(const v1::HashCheckpoint& checkpoint) {
  if (checkpoint.state().empty()) return;
  absl::StatusOr<Sha256> restored = Sha256::Restore(checkpoint.state());
  if (restored.ok() && restored->size() == checkpoint.offset()) hash_ = *std::move(restored);
}

void LedgerHash::Pass(int64_t offset, absl::string_view bytes) {
  MutexLock lock(mutex_);
  const int64_t known = hash_.size() - offset;  // of these bytes, how many were hashed before
  if (known < 0 || known >= static_cast<int64_t>(bytes.size())) return;
  hash_.Update(bytes.substr(static_cast<size_t>(known)));
}

int64_t LedgerHash::position() const {
  MutexLock lock(mutex_);
  return hash_.size();
}

v1::HashCheckpoint LedgerHash::checkpoint() const {
  MutexLock lock(mutex_);
  v1::HashCheckpoint checkpoint;
  checkpoint.set_offset(hash_.size());
  checkpoint.set_state(hash_.Save());
  return checkpoint;
}

std::string LedgerHash::digest() const {
  MutexLock lock(mutex_);
  return hash_.Digest();
}

std::unique_ptr<PipeStage> NewHashStage(std::shared_ptr<LedgerHash> hash, int64_t offset) {
  return std::make_unique<HashStage>(std::move(hash), offset);
}

}  // namespace photoferry
