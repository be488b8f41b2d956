// SPDX-License-Identifier: Apache-2.0
//
// photoferry login, logout and accounts, at a provider that is a small server here.
#include <atomic>
#include <map>
#include <sstream>

#include "common/auth/standard_login.h"
#include "common/base/json.h"
#include "common/http/query_text.h"
#include "common/http/url.h"
#include "tests/fakes/demo/loopback_server.h"
#include "tests/testing/canary.h"
#include "tests/testing/loopback_call.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_dir.h"
#include "transfer-worker/cmd/commands.h"
#include "transfer-worker/cmd/worker.h"
#include "transfer-worker/cmd/worker_config.h"

namespace photoferry {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// A provider called Albumia: gives tokens for any code but "used", and takes them back.
class Albumia {
 public:
  Albumia() : server_([this](const demo::ServerRequest& request) { return Answer(request); }) {
    EXPECT_THAT(server_.Start(), IsOk());
  }
  std::string url() const { return server_.url(); }
  int revoked() const { return revoked_; }
  int life_seconds = 60 * 24 * 3600;

 private:
  demo::ServerReply Answer(const demo::ServerRequest& request) {
    if (request.path == "/revoke") {
      ++revoked_;
      return {.status = 200};
    }
    if (request.Parameter("code").value_or("") == "used") {
      return {.status = 400, .body = R"({"error":"invalid_grant"})"};
    }
    return {.status = 200,
            .body = ToText({{"access_token", canary::Token("access")},
                            {"expires_in", life_seconds},
                            {"scope", "photos"}})};
  }

  std::atomic<int> revoked_{0};
  demo::LoopbackServer server_;
};

ExporterPlugin AlbumiaPlugin(const std::string& url) {
  ExporterPlugin plugin;
  plugin.spec.set_id("albumia");
  plugin.spec.set_display_name("Albumia");
  plugin.spec.set_role(v1::ProviderSpec::EXPORTER);
  plugin.spec.set_needs_credential(true);
  v1::OptionSpec& sharing = *plugin.spec.add_options();
  sharing.set_key("sharing");
  sharing.set_type(v1::OptionSpec::BOOL);
  sharing.set_default_value("false");
  v1::LoginSpec& login = *plugin.spec.add_logins();
  login.set_id("plain");
  login.set_display_name("Albumia Login");
  login.set_app("What its console shows.");
  login.add_scopes()->set_scope("photos");
  login.add_scopes()->set_scope("sharing");
  login.mutable_scopes(1)->set_option("sharing");
  plugin.logins = {{.id = "plain",
                    .make = [login, url](const ProviderOptions& options, OAuthApp app,
                                         const LoginServices& services)
                        -> absl::StatusOr<std::unique_ptr<ProviderLogin>> {
                      const OAuthServer server{.name = "Albumia",
                                               .authorize_url = url + "/login",
                                               .token_url = url + "/token",
                                               .revoke_url = url + "/revoke"};
                      return std::make_unique<StandardLogin>(
                          server, std::move(app), ScopesFor(login, options), services.http,
                          services.scheduler.clock());
                    }}};
  return plugin;
}

// A person at a browser: looks at what was printed, and comes back from the provider's page.
class Person final : public Interrupts {
 public:
  explicit Person(const std::ostringstream& screen) : screen_(screen) {}

  // What the provider's page sends the browser back with; {STATE} stands for the state.
  std::string answer = "code=a%2Fcode&state={STATE}";
  bool goes_there = true;
  int patience = 200;  // in ticks

  bool Wait(absl::Duration timeout) override {
    scheduler_->SleepFor(std::min(timeout, absl::Milliseconds(20)), {});
    if (goes_there && !went_) Go();
    return --patience < 0;
  }

  const std::string& page() const { return page_; }
  // The query of the address that was shown.
  std::map<std::string, std::string> Asked() const { return ParseQuery(QueryOf(Address())); }
  std::string Redirect() const {
    std::string query = answer;
    const size_t at = query.find("{STATE}");
    if (at != std::string::npos) query.replace(at, 7, Asked()["state"]);
    return Asked()["redirect_uri"] + "?" + query;
  }

 private:
  std::string Address() const {
    std::istringstream lines(screen_.str());
    for (std::string line; std::getline(lines, line);) {
      if (line.rfind("http", 0) == 0) return line;
      const absl::StatusOr<Json> json = ParseJson(line);
      if (json.ok() && json->contains("url")) return JsonString(*json, "url");
    }
    return "";
  }
  void Go() {
    if (Address().empty()) return;
    went_ = true;
    const absl::StatusOr<Url> url = ParseUrl(Redirect());
    ASSERT_THAT(url, IsOk());
    page_ = GetFromLoopback(url->port, url->path + "?" + url->query);
  }

  const std::ostringstream& screen_;
  const std::unique_ptr<Scheduler> scheduler_ = NewThreadScheduler();
  bool went_ = false;
  std::string page_;
};

class CommandLoginTest : public ::testing::Test {
 protected:
  void SetUp() override {
    WriteFile(directory_ / "secret", "the-apps-secret\n");
    providers_.exporters = {AlbumiaPlugin(albumia_.url())};
  }

  int Run(std::vector<std::string> arguments, const std::string& typed = "") {
    return RunAs(person_, std::move(arguments), typed);
  }
  int RunAs(Person& person, std::vector<std::string> arguments, const std::string& typed = "") {
    out_.str("");
    err_.str("");
    in_ = std::istringstream(typed);
    Console console(in_, out_, err_);
    console.typed_input = !typed.empty();
    arguments.insert(arguments.end(), {"--state-dir", directory_ / "state"});
    const int code = RunCommandLine(std::move(arguments), console, person, providers_);
    canary::Inspect("output", "standard output", out_.str());
    canary::Inspect("output", "standard error", err_.str());
    return code;
  }
  std::vector<std::string> LoginCommand(std::vector<std::string> more = {}) {
    std::vector<std::string> command = {
        "login",  "albumia", "--app-id",    "ferry", "--app-secret-file", directory_ / "secret",
        "--port", "0",       "--no-browser"};
    command.insert(command.end(), more.begin(), more.end());
    return command;
  }
  std::string Out() const { return out_.str(); }
  std::string Err() const { return err_.str(); }

  TempDir directory_;
  Albumia albumia_;
  ProviderTable providers_;
  std::istringstream in_;
  std::ostringstream out_;
  std::ostringstream err_;
  Person person_{out_};
};

TEST_F(CommandLoginTest, APersonLogsInAtTheProvidersPage) {
  EXPECT_EQ(Run(LoginCommand()), kDone) << Err();
  EXPECT_THAT(Out(), AllOf(HasSubstr("Open this address"),
                           HasSubstr("Logged in to Albumia, by Albumia Login: good until"),
                           HasSubstr("stored, encrypted")));
  EXPECT_THAT(person_.page(), AllOf(HasSubstr("HTTP/1.1 200"), HasSubstr("<h1>Logged in</h1>")));
  EXPECT_EQ(person_.Asked()["client_id"], "ferry");
  EXPECT_EQ(Run({"accounts"}), kDone);
  EXPECT_THAT(Out(),
              AllOf(HasSubstr("albumia"), HasSubstr("Albumia Login"), HasSubstr("good until")));
}

TEST_F(CommandLoginTest, ProgramsGetTheAddressFirstAndTheCredentialLast) {
  EXPECT_EQ(Run(LoginCommand({"--json", "--option", "albumia.sharing=true"})), kDone) << Err();
  std::istringstream lines(Out());
  std::string first;
  std::string last;
  std::getline(lines, first);
  std::getline(lines, last);
  PF_ASSERT_OK_AND_ASSIGN(const Json begun, ParseJson(first));
  EXPECT_EQ(JsonString(begun, "state"), "AUTHORIZATION_PENDING");
  EXPECT_EQ(person_.Asked()["scope"], "photos sharing");
  PF_ASSERT_OK_AND_ASSIGN(const Json credential, ParseJson(last));
  EXPECT_EQ(JsonString(credential, "login"), "plain");
  EXPECT_EQ(JsonMember(credential, "declined_scopes").dump(), R"(["sharing"])");
}

TEST_F(CommandLoginTest, WhoDeclinesIsToldSo) {
  person_.answer = "error=access_denied&error_reason=user_denied&state={STATE}";
  EXPECT_EQ(Run(LoginCommand()), kNeedsLogin);
  EXPECT_THAT(Err(), HasSubstr("not to allow access"));
  EXPECT_THAT(person_.page(), HasSubstr("<h1>Not logged in</h1>"));
}

TEST_F(CommandLoginTest, ACodeThatWasUsedIsNoLogin) {
  person_.answer = "code=used&state={STATE}";
  EXPECT_EQ(Run(LoginCommand()), kNeedsLogin);
  EXPECT_THAT(Err(), HasSubstr("code"));
}

TEST_F(CommandLoginTest, AStrangersPageEndsNothing) {
  person_.answer = "code=stolen&state=guessed";
  person_.patience = 20;
  EXPECT_EQ(Run(LoginCommand()), kInterrupted);
  EXPECT_THAT(person_.page(), AllOf(HasSubstr("HTTP/1.1 400"), HasSubstr("Nothing was done")));
  EXPECT_EQ(Run({"accounts"}), kDone);
  EXPECT_THAT(Err(), HasSubstr("No login is stored here."));
}

TEST_F(CommandLoginTest, ASlipThatWasPastedIsToldAndMayBeMadeGood) {
  person_.goes_there = false;
  person_.patience = 10;
  EXPECT_EQ(Run(LoginCommand({"--redirect-uri", "https://albumia.example/done"}),
                "\nhttps://albumia.example/done?state=x&code=y\n"),
            kInterrupted);
  EXPECT_THAT(Out(), HasSubstr("paste the address"));
  EXPECT_THAT(Err(), HasSubstr("does not belong to a login"));
  EXPECT_EQ(person_.Asked()["redirect_uri"], "https://albumia.example/done");
}

TEST_F(CommandLoginTest, LoggingInAgainNeedsNoAppAndLoggingOutEndsItThere) {
  ASSERT_EQ(Run(LoginCommand()), kDone);
  Person again(out_);
  EXPECT_EQ(RunAs(again, {"login", "albumia", "--renew", "--port", "0", "--no-browser"}), kDone)
      << Err();
  EXPECT_EQ(again.Asked()["client_id"], "ferry");
  EXPECT_EQ(again.Asked()["prompt"], "consent");
  EXPECT_EQ(Run({"logout", "albumia"}), kDone) << Err();
  EXPECT_THAT(Out(), HasSubstr("ended at Albumia, and forgotten here"));
  EXPECT_EQ(albumia_.revoked(), 1);
  Person once_more(out_);
  ASSERT_EQ(RunAs(once_more, LoginCommand()), kDone);
  EXPECT_EQ(Run({"logout", "albumia", "--no-revoke"}), kDone);
  EXPECT_EQ(albumia_.revoked(), 1);
}

TEST_F(CommandLoginTest, WhatCannotBeIsAWordOfUse) {
  EXPECT_EQ(Run({"login", "albumia", "--port", "0", "--no-browser"}), kUsage);
  EXPECT_THAT(Err(), AllOf(HasSubstr("--app-id"), HasSubstr("What its console shows.")));
  EXPECT_EQ(Run(LoginCommand({"--with", "fancy"})), kUsage);
  EXPECT_THAT(Err(), HasSubstr("plain"));
  EXPECT_EQ(Run(LoginCommand({"--option", "sharing"})), kUsage);
  EXPECT_EQ(Run(LoginCommand({"--worker", "unix:/nowhere"})), kUsage);
  EXPECT_THAT(Err(), HasSubstr("Leave --app-id out"));
  EXPECT_EQ(Run({"login", "albumia", "--app-secret-file", "x"}), kUsage);
}

// What stands in the worker's configuration is enough: its app, and its listener.
TEST_F(CommandLoginTest, AWorkerThatListensLogsPeopleInByItsOwnApp) {
  v1::WorkerConfig config;
  config.set_state_directory(directory_ / "state");
  config.set_redirect_listen("127.0.0.1:0");
  v1::ProviderApp& app = *config.add_apps();
  app.set_provider("albumia");
  app.set_app_id("the-workers");
  app.set_app_secret_file(directory_ / "secret");
  PF_ASSERT_OK_AND_ASSIGN(const v1::WorkerConfig complete,
                          CompleteWorkerConfig(config, providers_));
  PF_ASSERT_OK_AND_ASSIGN(const auto worker, Worker::Start(complete, providers_));
  EXPECT_EQ(Run({"login", "albumia", "--no-browser"}), kDone) << Err();
  EXPECT_EQ(person_.Asked()["client_id"], "the-workers");
  EXPECT_EQ(person_.Asked()["redirect_uri"], worker->redirect_address());
  EXPECT_THAT(Out(), HasSubstr("Logged in to Albumia"));
}

}  // namespace
}  // namespace photoferry
