// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "absl/time/time.h"

namespace photoferry {

// The person's wish to stop: Ctrl-C, or a SIGTERM.
class Interrupts {
 public:
  virtual ~Interrupts() = default;
  // Waits; true as soon as somebody wants us to stop. Each wish is told once.
  virtual bool Wait(absl::Duration timeout) = 0;
};

// Blocks SIGINT, SIGTERM and SIGHUP in this thread and those that it starts, and waits for them
// instead; ignores SIGPIPE. To be made before the first thread is.
std::unique_ptr<Interrupts> TakeOverSignals();

}  // namespace photoferry
