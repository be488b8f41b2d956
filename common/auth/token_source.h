// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>

#include "absl/status/statusor.h"
#include "common/auth/login_renewal.h"
#include "common/base/mutex.h"
#include "common/base/scheduler.h"
#include "common/base/secret.h"

namespace photoferry {

// The access token of one login, for everybody in this process who calls its provider. However many
// ask, the login is renewed once. Thread-safe.
//
//   PF_ASSIGN_OR_RETURN(Secret token, tokens.Token(stop));
//   ... 401 ...
//   PF_ASSIGN_OR_RETURN(token, tokens.TokenInsteadOf(token, stop));
class TokenSource {
 public:
  TokenSource(TokenRefresher& refresher, LoginShelf& shelf, Scheduler& scheduler, Rng& rng,
              LoginRenewalOptions options = {});

  // A token that has not run out as far as is known. LOGIN_NEEDED: a person has to log in. A
  // provider that is ill is an error only once the token at hand has run out.
  absl::StatusOr<Secret> Token(const std::stop_token& stop);

  // Another one than `refused`, which the provider did not accept although it had not run out.
  absl::StatusOr<Secret> TokenInsteadOf(const Secret& refused, const std::stop_token& stop);

 private:
  absl::StatusOr<Secret> Outcome(const Secret& refused) const PF_REQUIRES(mutex_);

  const std::unique_ptr<Condition> changed_;

  Mutex mutex_;
  bool renewing_ PF_GUARDED_BY(mutex_) = false;
  int64_t renewals_ PF_GUARDED_BY(mutex_) = 0;  // that came to an end
  TokenSet tokens_ PF_GUARDED_BY(mutex_);
  absl::Status status_ PF_GUARDED_BY(mutex_);  // of the last renewal

  LoginRenewal renewal_;  // of the thread that set renewing_
};

}  // namespace photoferry
