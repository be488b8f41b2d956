// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/auth/authorization.h"
#include "common/auth/oauth_server.h"
#include "photoferry/v1/transfer_service.pb.h"

namespace photoferry {

// A login that was begun, and all that completes it.
struct BegunLogin {
  std::string name;  // tenants/{tenant}/authorizations/{authorization}
  std::string provider;
  std::string login;       // LoginSpec.id
  std::string credential;  // the name under which it will be kept
  std::string url;         // for the person's browser alone
  absl::Time expires;
  PendingAuthorization pending;
  OAuthApp app;
  std::map<std::string, std::string> options;  // of the provider
};

// Logins under way, sealed, for whichever process the person's browser comes back to. Thread-safe.
class Authorizations {
 public:
  virtual ~Authorizations() = default;
  virtual absl::Status Begin(const BegunLogin& login) = 0;
  // What was begun with this state. Whoever gets it is the only one, and settles it. `name`: of
  // this one alone; empty: of any. Nothing: there is none, or it was taken or has expired.
  virtual absl::StatusOr<std::optional<BegunLogin>> Take(const Secret& state,
                                                         absl::string_view name) = 0;
  // What became of it: state, credential, problem and notices.
  virtual absl::Status Settle(absl::string_view name, const v1::Authorization& outcome) = 0;
  // How it stands; a pending one that nobody has taken has its url. Nothing: there is none, or it
  // was a day ago.
  virtual absl::StatusOr<std::optional<v1::Authorization>> Look(absl::string_view name) = 0;
};

}  // namespace photoferry
