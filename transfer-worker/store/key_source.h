// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "transfer-worker/store/keyring.h"

namespace photoferry {

// Where a store's keys come from: one of the three. None: the file `key` in the state directory.
struct KeySource {
  std::string file;     // made on first use, mode 0600
  int descriptor = -1;  // an open file descriptor, read to its end and closed
  std::string command;  // run by /bin/sh; prints the keys

  // The file, if that is where the keys are; else empty.
  std::string FileIn(const std::string& directory) const;
};

// Reads the keys; a descriptor gives them once only. Errors never quote what was read:
// - NOT_FOUND (STORE_FAILED): there is no such file.
// - STORE_FAILED: it cannot be read, or others than its owner may read it.
// - BAD_CONFIGURATION: what was read are no keys, or the command failed or took longer than
//   `patience`.
absl::StatusOr<Keyring> ReadKeys(const KeySource& source, const std::string& directory,
                                 absl::Duration patience = absl::Minutes(2));

}  // namespace photoferry
