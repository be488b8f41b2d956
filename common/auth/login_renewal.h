// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <stop_token>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/auth/login_shelf.h"
#include "common/auth/token_refresher.h"
#include "common/base/rng.h"
#include "common/base/scheduler.h"
#include "common/http/backoff.h"

namespace photoferry {

struct LoginRenewalOptions {
  absl::Duration margin = absl::Minutes(5);  // as in LifeOf
  // Due at this age, however far its end is: for providers that let die what was not renewed.
  absl::Duration due_at_age = absl::InfiniteDuration();
  // For how long one process has the renewal to itself: longer than a call takes with its repeats.
  absl::Duration claim = absl::Minutes(3);
  // How often the shelf is looked at while another process renews.
  absl::Duration glance = absl::Milliseconds(500);
  // Between calls that failed.
  BackoffPolicy backoff = {.first = absl::Seconds(5), .longest = absl::Minutes(5)};
};

// Renews a login that several processes share: it is claimed before the provider is asked, and what
// the provider gave is on the shelf before anybody uses it. One thread at a time.
class LoginRenewal {
 public:
  struct Outcome {
    // As the shelf has them; nothing: it could not be asked. No access token: there is no login.
    std::optional<TokenSet> tokens;
    absl::Status status;  // why they are not fresh. OK also while another process renews
  };

  LoginRenewal(TokenRefresher& refresher, LoginShelf& shelf, Scheduler& scheduler, Rng& rng,
               LoginRenewalOptions options = {});

  // Looks at the shelf, and asks the provider only if the login there is not fresh, or is the
  // `refused` one. While the provider is ill it is left alone between tries.
  Outcome Renew(const Secret& refused, const std::stop_token& stop);

  TokenLife LifeOf(const TokenSet& tokens, const Secret& refused) const;

 private:
  // Nothing: the shelf has changed, look again.
  std::optional<Outcome> RenewHere(const LoginOnShelf& kept, TokenLife life,
                                   const std::stop_token& stop);
  std::optional<Outcome> Ask(const TokenSet& tokens, int64_t version, const std::stop_token& stop);
  std::optional<Outcome> Save(int64_t version);
  absl::Status Troubled(const absl::Status& status);

  TokenRefresher& refresher_;
  LoginShelf& shelf_;
  Scheduler& scheduler_;
  Rng& rng_;
  const LoginRenewalOptions options_;

  // Given by the provider and not on the shelf yet, which failed: asking again would be of no use,
  // since `shown` is spent there.
  struct Unsaved {
    TokenSet shown;
    TokenSet given;
    int64_t version;
  };
  std::optional<Unsaved> unsaved_;
  absl::Status trouble_;
  int troubles_ = 0;  // in a row
  absl::Duration not_before_ = -absl::InfiniteDuration();
};

}  // namespace photoferry
