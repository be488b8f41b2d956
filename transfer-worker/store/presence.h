// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace photoferry {

// Shows the other processes of this machine that a store is open. The sign is a lock on
// DIRECTORY/presence, which the kernel takes away when a process dies, however it dies: whoever
// finds nobody there knows that every lease in the store is a dead process's. Moves only.
class Presence {
 public:
  // STORE_FAILED if the directory cannot be written to.
  static absl::StatusOr<Presence> Enter(const std::string& directory);
  Presence(Presence&& other) noexcept;
  Presence& operator=(Presence&&) = delete;
  ~Presence();

  // Nobody else is there, and nobody comes in before Settle.
  bool alone() const { return alone_; }
  // Lets others in. Call it once, when what had to be done alone is done.
  absl::Status Settle();

 private:
  Presence(int file, bool alone) : file_(file), alone_(alone) {}

  int file_;
  bool alone_;
};

}  // namespace photoferry
