// SPDX-License-Identifier: Apache-2.0
//
// photoferry login and logout.
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "transfer-worker/cmd/commands.h"
#include "transfer-worker/engine/resource_name.h"

namespace photoferry {
namespace {

using Stub = TransferClient::Stub;

struct Flags {
  std::string provider;
  bool token_stdin = false;
  bool app_secret_stdin = false;
};

absl::StatusOr<std::string> ReadLine(std::istream& in, absl::string_view what) {
  std::string line;
  std::getline(in, line);
  line = std::string(absl::StripAsciiWhitespace(line));
  if (!line.empty()) return line;
  return Failure(v1::BAD_REQUEST, absl::StrCat("No ", what, " came through standard input."),
                 "The token is the first line, the app secret the second.");
}

absl::StatusOr<ExitCode> Login(Commands& commands, const Flags& flags) {
  if (!flags.token_stdin) {
    return Failure(v1::BAD_REQUEST,
                   "A token is taken from standard input only: on a command line it would be seen "
                   "by others and kept in the shell's history.",
                   absl::StrCat("photoferry login ", flags.provider,
                                " --token-stdin < FILE, or type it after the command."));
  }
  v1::ProvideCredentialsRequest request;
  request.set_name(CredentialNameOf(kTenant, flags.provider));
  request.set_provider(flags.provider);
  PF_ASSIGN_OR_RETURN(*request.mutable_access_token(), ReadLine(commands.console.in(), "token"));
  if (flags.app_secret_stdin) {
    PF_ASSIGN_OR_RETURN(*request.mutable_app_secret(),
                        ReadLine(commands.console.in(), "app secret"));
  }
  PF_ASSIGN_OR_RETURN(const auto connection, commands.Connect());
  PF_ASSIGN_OR_RETURN(const v1::Credential credential,
                      connection->client().Ask(&Stub::ProvideCredentials, request));
  commands.console.Say(absl::StrCat("The login for ", flags.provider,
                                    " is stored, encrypted. Jobs that waited for it can go on."));
  commands.console.Emit(credential);
  return kDone;
}

absl::StatusOr<ExitCode> Logout(Commands& commands, const Flags& flags) {
  PF_ASSIGN_OR_RETURN(const auto connection, commands.Connect());
  v1::DeleteCredentialsRequest request;
  request.set_name(CredentialNameOf(kTenant, flags.provider));
  PF_RETURN_IF_ERROR(connection->client().Ask(&Stub::DeleteCredentials, request).status());
  commands.console.Say(absl::StrCat("The login for ", flags.provider,
                                    " is forgotten here. To end it altogether, remove the app in "
                                    "the account's own settings."));
  return kDone;
}

}  // namespace

void AddLoginCommands(Commands& commands) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* login = commands.Add("login", "Store a login, encrypted",
                                 [&commands, flags] { return Login(commands, *flags); });
  login->add_flag("--token-stdin", flags->token_stdin,
                  "Read the access token or password from the first line of standard input");
  login->add_flag("--app-secret-stdin", flags->app_secret_stdin,
                  "Read the app secret from the second line");
  CLI::App* logout = commands.Add("logout", "Forget a login",
                                  [&commands, flags] { return Logout(commands, *flags); });
  for (CLI::App* command : {login, logout}) {
    command->add_option("provider", flags->provider, "The provider, as in photoferry providers")
        ->required();
    command->add_option("--worker", commands.worker,
                        "A worker's address [unix:STATE/worker.sock, if one listens there]");
  }
}

}  // namespace photoferry
