// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/auth/authorization.h"
#include "common/auth/login_renewal.h"
#include "common/auth/token_refresher.h"
#include "common/auth/token_set.h"

// THE CONTRACT of one way to log in at a provider's own page. The engine begins it, keeps what is
// pending, takes the redirect, stores what came of it, and has it renewed; what is particular about
// a provider is here.

namespace photoferry {

enum class Insistence {
  kNone,
  kAskDeclined,  // ask again for what the person declined before
  kConfirm,      // have the person confirm a login that is there
};

struct LoginRequest {
  std::string redirect_uri;
  Insistence insistence = Insistence::kNone;
};

struct CompletedLogin {
  TokenSet tokens;                    // with the scopes that were granted
  std::string account;                // whose it is, for people; empty: not told
  std::vector<std::string> declined;  // scopes that were asked for and not granted
  std::vector<std::string> notices;   // for people: what is left out for it
  // Until then the provider lets the app read, whatever the token's own end. Nothing: no such date.
  std::optional<absl::Time> data_access_expires_at;
};

// For one app and the options of one job. Thread-safe. Errors are in words for people and hold no
// secret.
class ProviderLogin {
 public:
  virtual ~ProviderLogin() = default;

  // Asks for no more rights than the options need. Calls nobody.
  virtual absl::StatusOr<Authorization> Begin(const LoginRequest& request) = 0;
  // `query` is that of the redirect; it may end in a fragment. A code is shown once: after any
  // error the person logs in again. PERMISSION_MISSING: without what was declined there is nothing
  // to do.
  virtual absl::StatusOr<CompletedLogin> Complete(PendingAuthorization pending,
                                                  absl::string_view query,
                                                  const std::stop_token& stop) = 0;
  // Ends the login at the provider; OK also if it had ended. BAD_REQUEST: programs cannot.
  virtual absl::Status Revoke(const TokenSet& tokens, const std::stop_token& stop) = 0;

  // nullptr: a login ends when it ends, and a person has to come again.
  virtual TokenRefresher* refresher() { return nullptr; }
  virtual LoginRenewalOptions renewal() const { return {}; }
  // Whether nobody need come for `tokens` again, as far as is known.
  virtual bool RenewsItself(const TokenSet& tokens) {
    return refresher() != nullptr && refresher()->CanRefresh(tokens);
  }
};

}  // namespace photoferry
