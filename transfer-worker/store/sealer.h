// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace photoferry {

// Seals small values with the key of one store: XChaCha20-Poly1305, bound to `purpose`, so that a
// value moved to another place does not open. Thread-safe; the key is overwritten when it goes.
// docs/checkpoints.md has the byte layout.
class Sealer {
 public:
  // Reads the key file. NOT_FOUND (STORE_FAILED): there is none.
  static absl::StatusOr<std::unique_ptr<Sealer>> Open(const std::string& key_file);
  // Makes the key file (mode 0600, durable) unless another process was faster, and reads it.
  static absl::StatusOr<std::unique_ptr<Sealer>> Create(const std::string& key_file);
  ~Sealer();
  Sealer(const Sealer&) = delete;
  Sealer& operator=(const Sealer&) = delete;

  std::string Seal(absl::string_view value, absl::string_view purpose) const;
  // STORE_FAILED: another key, another purpose, or changed bytes.
  absl::StatusOr<std::string> Unseal(absl::string_view sealed, absl::string_view purpose) const;

 private:
  static constexpr size_t kKeyBytes = 32;
  Sealer(const std::string& key, std::string key_file);

  std::array<unsigned char, kKeyBytes> key_;
  const std::string key_file_;
};

}  // namespace photoferry
