// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/secret.h"
#include "transfer-worker/store/keyring.h"

namespace photoferry {

// Seals small values with the keys of one store: XChaCha20-Poly1305, bound to `place` (see
// seal_place.h), so that a value moved to another place does not open. The id of the key stands
// beside each value. Thread-safe. docs/checkpoints.md has the byte layout.
class Sealer {
 public:
  explicit Sealer(Keyring keys) : keys_(std::move(keys)) {}

  const Keyring& keys() const { return keys_; }

  // Under the current key.
  std::string Seal(absl::string_view value, absl::string_view place) const;
  // STORE_FAILED: no key here has its id, it was sealed for another place, or bytes were changed.
  absl::StatusOr<Secret> Unseal(absl::string_view sealed, absl::string_view place) const;
  bool IsUnderCurrentKey(absl::string_view sealed) const;
  // Opened, and sealed under the current key.
  absl::StatusOr<std::string> Renew(absl::string_view sealed, absl::string_view place) const;

 private:
  const Keyring keys_;
};

}  // namespace photoferry
