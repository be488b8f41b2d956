// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace photoferry {

struct ChildOptions {
  // The descriptor that takes what it prints; its errors go where ours go. -1: both go nowhere.
  int output = -1;
  // It outlives us, and hears nothing of our terminal's interrupts.
  bool own_session = false;
};

// Starts a program, found by $PATH, as a child that reads nothing. The programs here block some
// signals and ignore SIGPIPE: a child has none of that. Returns an errno; 0: `child` is its
// process, which the caller waits for. Thread-safe.
int StartProgram(const std::vector<std::string>& words, const ChildOptions& options, pid_t& child);

}  // namespace photoferry
