// SPDX-License-Identifier: Apache-2.0
//
// photoferry login and logout.
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "transfer-worker/cmd/browser_login.h"
#include "transfer-worker/cmd/commands.h"
#include "transfer-worker/cmd/state_directory.h"
#include "transfer-worker/engine/login_way.h"
#include "transfer-worker/engine/resource_name.h"

namespace photoferry {
namespace {

using Stub = TransferClient::Stub;

struct Flags {
  BrowserLoginFlags browser;
  std::string app_id;
  std::string app_secret_file;
  std::string config_id;
  bool renew = false;
  bool token_stdin = false;
  bool app_secret_stdin = false;
  bool no_revoke = false;
};

absl::StatusOr<std::string> ReadLine(Console& console, absl::string_view what) {
  std::string line = console.SecretLine(absl::StrCat("The ", what, " (not shown): "));
  line = std::string(absl::StripAsciiWhitespace(line));
  if (!line.empty()) return line;
  return Failure(v1::BAD_REQUEST, absl::StrCat("No ", what, " came through standard input."),
                 "The token is the first line, the app secret the second.");
}

absl::StatusOr<ExitCode> TakeToken(Commands& commands, const Flags& flags) {
  const std::string& provider = flags.browser.provider;
  v1::ProvideCredentialsRequest request;
  request.set_name(CredentialNameOf(kTenant, provider));
  request.set_provider(provider);
  PF_ASSIGN_OR_RETURN(*request.mutable_access_token(),
                      ReadLine(commands.console, "token or password"));
  if (flags.app_secret_stdin) {
    PF_ASSIGN_OR_RETURN(*request.mutable_app_secret(), ReadLine(commands.console, "app secret"));
  }
  PF_ASSIGN_OR_RETURN(const auto connection, commands.Connect());
  PF_ASSIGN_OR_RETURN(const v1::Credential credential,
                      connection->client().Ask(&Stub::ProvideCredentials, request));
  commands.console.Say(absl::StrCat("The login for ", provider,
                                    " is stored, encrypted. Jobs that waited for it can go on."));
  commands.console.Emit(credential);
  return kDone;
}

absl::StatusOr<ExitCode> Login(Commands& commands, const Flags& flags) {
  if (flags.token_stdin) return TakeToken(commands, flags);
  BrowserLoginFlags browser = flags.browser;
  browser.ask_again |= flags.renew;
  browser.app.set_provider(browser.provider);
  browser.app.set_app_id(flags.app_id);
  browser.app.set_config_id(flags.config_id);
  if (!flags.app_secret_file.empty()) {
    PF_ASSIGN_OR_RETURN(*browser.app.mutable_app_secret_file(),
                        AbsolutePath(flags.app_secret_file));
  }
  return LogInByBrowser(commands, browser);
}

// Which login it is that is to be forgotten; empty: one that was brought, or none.
std::string LoginOf(TransferClient& client, const std::string& name) {
  v1::ListCredentialsRequest request;
  request.set_parent(kParent);
  const absl::StatusOr<v1::ListCredentialsResponse> all =
      client.Ask(&Stub::ListCredentials, request);
  if (!all.ok()) return "";
  for (const v1::Credential& credential : all->credentials()) {
    if (credential.name() == name) return credential.login();
  }
  return "";
}

std::string LoggedOutText(Commands& commands, const Flags& flags, const std::string& login) {
  const std::string& provider = flags.browser.provider;
  constexpr char kInSettings[] =
      " To end it altogether, remove the app in the account's own settings.";
  const std::string forgotten = absl::StrCat("The login for ", provider, " is forgotten here.");
  if (login.empty() || flags.no_revoke) return forgotten + kInSettings;
  const absl::StatusOr<LoginWay> way = FindLoginWay(commands.providers, provider, login);
  if (!way.ok()) return forgotten + kInSettings;
  if (way->plugin.take_back.empty()) {
    return absl::StrCat("The login is ended at ", way->provider.display_name(),
                        ", and forgotten here.");
  }
  return absl::StrCat(forgotten, " ", way->provider.display_name(),
                      " lets only you end it altogether. ", way->plugin.take_back);
}

absl::StatusOr<ExitCode> Logout(Commands& commands, const Flags& flags) {
  PF_ASSIGN_OR_RETURN(const auto connection, commands.Connect());
  v1::DeleteCredentialsRequest request;
  request.set_name(CredentialNameOf(kTenant, flags.browser.provider));
  request.set_revoke(!flags.no_revoke);
  const std::string login = LoginOf(connection->client(), request.name());
  PF_RETURN_IF_ERROR(connection->client().Ask(&Stub::DeleteCredentials, request).status());
  commands.console.Say(LoggedOutText(commands, flags, login));
  return kDone;
}

void AddBrowserFlags(CLI::App* login, Flags& flags) {
  login->add_option("--with", flags.browser.login,
                    "Which of the provider's logins, as in photoferry providers NAME");
  CLI::Option* const app =
      login->add_option("--app-id", flags.app_id, "The app that was registered with the provider");
  login
      ->add_option("--app-secret-file", flags.app_secret_file,
                   "A file whose first line is the app's secret")
      ->needs(app);
  login
      ->add_option("--config-id", flags.config_id,
                   "Of Facebook Login for Business: the configuration that names the rights")
      ->needs(app);
  login
      ->add_option("--port", flags.browser.port,
                   absl::StrCat("Where the browser comes back to on this machine, 0 for any free "
                                "port [",
                                kRedirectPort, "]"))
      ->check(CLI::Range(0, 65535));
  login->add_option("--redirect-uri", flags.browser.redirect_uri,
                    "The redirect address as registered with the provider, if it is another one");
  login->add_flag("--no-browser", flags.browser.no_browser, "Only print the address to open");
  login->add_flag("--renew", flags.renew, "Log in again as before, while the login is still good");
  login->add_flag("--ask-again", flags.browser.ask_again,
                  "Ask again for what was not allowed the last time");
  login->add_option("--option", flags.browser.options, "An option of the provider, KEY=VALUE")
      ->take_all()
      ->allow_extra_args(false);
}

}  // namespace

void AddLoginCommands(Commands& commands) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* login =
      commands.Add("login", "Log in at the provider's own page, or store a token; encrypted",
                   [&commands, flags] { return Login(commands, *flags); });
  AddBrowserFlags(login, *flags);
  CLI::Option* const token =
      login->add_flag("--token-stdin", flags->token_stdin,
                      "Read the access token or password from the first line of standard input");
  token->excludes("--app-id");
  login
      ->add_flag("--app-secret-stdin", flags->app_secret_stdin,
                 "Read the app secret from the second line")
      ->needs(token);
  CLI::App* logout = commands.Add("logout", "End a login and forget it",
                                  [&commands, flags] { return Logout(commands, *flags); });
  logout->add_flag("--no-revoke", flags->no_revoke,
                   "Forget it here alone; the app keeps its access at the provider");
  for (CLI::App* command : {login, logout}) {
    command
        ->add_option("provider", flags->browser.provider,
                     "The provider, as in photoferry providers")
        ->required();
    command->add_option("--worker", commands.worker,
                        "A worker's address [unix:STATE/worker.sock, if one listens there]");
  }
}

}  // namespace photoferry
