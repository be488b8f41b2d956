// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "photoferry/v1/transfer_service.pb.h"
#include "transfer-worker/engine/made_login.h"
#include "transfer-worker/engine/supervisor.h"

namespace photoferry {

struct LoginDeskOptions {
  std::map<std::string, std::string> option_defaults;  // as in SupervisorOptions
  ProviderApps apps;
  // Where the worker's own listener takes the redirect; empty: there is none.
  std::string redirect_uri;
};

// The counter where people, through any face, log in and out. Thread-safe. Errors are fit to be
// shown as they are.
class LoginDesk {
 public:
  // `nudge` is called after every change that a worker should notice.
  LoginDesk(const WorkerServices& services, LoginDeskOptions options, std::function<void()> nudge);

  absl::StatusOr<v1::Credential> Provide(const v1::ProvideCredentialsRequest& request);
  absl::StatusOr<v1::ListCredentialsResponse> List(const v1::ListCredentialsRequest& request);
  absl::Status Delete(const v1::DeleteCredentialsRequest& request);

  absl::StatusOr<v1::Authorization> Begin(const v1::BeginAuthorizationRequest& request);
  absl::StatusOr<v1::Authorization> Get(absl::string_view name);
  // BAD_REQUEST: what came back does not belong to this login, which then goes on waiting. What the
  // provider refuses is an answer: a login that has failed.
  absl::StatusOr<v1::Authorization> Complete(const v1::CompleteAuthorizationRequest& request);
  // The same for the worker's own listener, where the redirect alone tells which login it ends.
  absl::StatusOr<v1::Authorization> CompleteRedirect(absl::string_view redirect);

  // Cuts calls to providers short, for good.
  void Stop() { stop_.request_stop(); }

 private:
  absl::StatusOr<v1::Authorization> Finish(absl::string_view redirect, absl::string_view name);
  absl::StatusOr<v1::Authorization> FinishBegun(BegunLogin begun, absl::string_view query);
  absl::StatusOr<CompletedLogin> Exchange(BegunLogin& begun, const LoginWay& way,
                                          absl::string_view query);
  absl::StatusOr<OAuthApp> AppFor(const LoginWay& way,
                                  const std::optional<StoredCredential>& before);
  absl::StatusOr<v1::Credential> Shown(absl::string_view name);
  absl::Status Revoke(const std::string& tenant, const StoredCredential& stored);

  const WorkerServices services_;
  const LoginDeskOptions options_;
  const std::function<void()> nudge_;
  std::stop_source stop_;
};

// The query of what a browser brought back, whether the whole address was copied or a part of it.
absl::string_view RedirectQuery(absl::string_view redirect);

}  // namespace photoferry
