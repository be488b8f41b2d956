// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/mutex.h"
#include "transfer-worker/store/vault.h"

namespace photoferry {

// Makes places in a listing opaque: sealed with XChaCha20-Poly1305 and bound to what is listed, so
// that a token is good for its own listing and for nothing else. The key lives in the store: tokens
// survive a restart and are good at every worker of one store. Thread-safe.
class PageTokens {
 public:
  explicit PageTokens(Vault& vault) : vault_(vault) {}

  // `listing` names what is listed, its filters included.
  absl::StatusOr<std::string> Seal(absl::string_view listing, int64_t after);
  // BAD_REQUEST for anything that Seal did not make for this listing. An empty token: 0.
  absl::StatusOr<int64_t> Open(absl::string_view listing, absl::string_view token);

 private:
  absl::StatusOr<std::string> Key();

  Vault& vault_;
  Mutex mutex_;
  std::string key_ PF_GUARDED_BY(mutex_);
};

}  // namespace photoferry
