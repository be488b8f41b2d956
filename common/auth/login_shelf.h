// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/auth/token_set.h"

namespace photoferry {

// A login as it is kept, whatever process it was last renewed by.
struct KeptLogin {
  TokenSet tokens;
  // Until then one process alone may renew it: a server that rotates refresh tokens takes the same
  // one shown by two for a theft, and ends the login.
  absl::Time claimed_until = absl::InfinitePast();
};

struct LoginOnShelf {
  KeptLogin login;
  int64_t version = 0;  // another after every change
};

// The one place of one login, shared by processes. Thread-safe; STORE_FAILED where it fails.
class LoginShelf {
 public:
  virtual ~LoginShelf() = default;
  // Nothing: there is no login.
  virtual absl::StatusOr<std::optional<LoginOnShelf>> Look() = 0;
  // Puts `login` in the place of `version`; durable when it returns. The new version; nothing:
  // somebody else changed it first, and it stays as it is.
  virtual absl::StatusOr<std::optional<int64_t>> Replace(int64_t version,
                                                         const KeptLogin& login) = 0;
};

}  // namespace photoferry
