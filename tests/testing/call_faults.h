// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace photoferry {

// Lets one of the calls upon the other side go wrong, whichever a test says: by HTTP for nearly all
// providers, by system calls for a disk.
class CallFaults {
 public:
  virtual ~CallFaults() = default;
  // The ways in which a call can go wrong, in words for a person.
  virtual std::vector<std::string> kinds() const = 0;
  // Counts anew; the `nth` call from here goes wrong in this way, the first being 1. 0: none does.
  virtual void Strike(int64_t nth, absl::string_view kind) = 0;
  // Calls since then.
  virtual int64_t calls() const = 0;
};

}  // namespace photoferry
