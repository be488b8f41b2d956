// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "transfer-worker/store/keyring.h"

// The file that holds a store's keys: text as Keyring::Parse takes it, mode 0600. It is whole or
// absent at every instant, and durable when a call that wrote it returns.

namespace photoferry {

// NOT_FOUND (STORE_FAILED): there is none. STORE_FAILED: it cannot be read, is no plain file, or
// belongs to or may be read by somebody else. BAD_CONFIGURATION: it holds no keys.
absl::StatusOr<Keyring> ReadKeyFile(const std::string& path);

// Makes it with one fresh key, unless another process was faster, and reads it.
absl::StatusOr<Keyring> MakeKeyFile(const std::string& path);

// Puts `keys` in the place of those in the file, and then overwrites the old bytes as far as the
// disk lets a program do that. One process at a time.
absl::Status ReplaceKeyFile(const std::string& path, const Keyring& keys);

}  // namespace photoferry
