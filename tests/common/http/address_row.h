// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace photoferry {

enum Verdict { kOpen, kRefused };

// A numeric address, what the guard must say of it, and what the address is.
struct AddressRow {
  const char* address;
  Verdict verdict;
  const char* what;
};

}  // namespace photoferry
