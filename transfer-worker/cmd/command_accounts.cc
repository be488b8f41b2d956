// SPDX-License-Identifier: Apache-2.0
//
// photoferry accounts.
#include "common/base/status.h"
#include "transfer-worker/cmd/commands.h"
#include "transfer-worker/cmd/login_text.h"

namespace photoferry {
namespace {

using Stub = TransferClient::Stub;

absl::StatusOr<ExitCode> Accounts(Commands& commands) {
  PF_ASSIGN_OR_RETURN(const auto connection, commands.Connect());
  v1::ListCredentialsRequest request;
  request.set_parent(kParent);
  PF_ASSIGN_OR_RETURN(const v1::ListCredentialsResponse all,
                      connection->client().Ask(&Stub::ListCredentials, request));
  for (const v1::Credential& credential : all.credentials()) {
    commands.console.Say(AccountText(credential, commands.providers));
    commands.console.Emit(credential);
  }
  if (all.credentials().empty()) commands.console.Remark("No login is stored here.");
  return kDone;
}

}  // namespace

void AddAccountCommands(Commands& commands) {
  CLI::App* command =
      commands.Add("accounts", "Logins, whose they are and until when they are good",
                   [&commands] { return Accounts(commands); });
  command->add_option("--worker", commands.worker,
                      "A worker's address [unix:STATE/worker.sock, if one listens there]");
}

}  // namespace photoferry
