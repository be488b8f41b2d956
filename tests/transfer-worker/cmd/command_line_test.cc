// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <sstream>

#include "common/base/json.h"
#include "common/base/version.h"
#include "tests/fakes/demo/graph_server.h"
#include "tests/testing/canary.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_dir.h"
#include "transfer-worker/cmd/commands.h"

namespace photoferry {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

// Wants to stop after so many ticks.
class ScriptedInterrupts final : public Interrupts {
 public:
  explicit ScriptedInterrupts(int after = -1) : after_(after), scheduler_(NewThreadScheduler()) {}
  bool Wait(absl::Duration timeout) override {
    scheduler_->SleepFor(std::min(timeout, absl::Milliseconds(20)), {});
    return after_ >= 0 && after_-- == 0;
  }

 private:
  int after_;
  const std::unique_ptr<Scheduler> scheduler_;
};

struct Outcome {
  int code = -1;
  std::string out;
  std::string err;
};

// Takes everything but the first few items.
class PickyImporter final : public Importer {
 public:
  explicit PickyImporter(int* refusals) : refusals_(refusals) {}

  absl::StatusOr<Destination> Connect(ProviderContext&) override {
    Destination destination;
    destination.account_key = "picky";
    destination.capabilities = PickyCapabilities();
    return destination;
  }
  absl::StatusOr<std::optional<v1::AlbumRef>> EnsureAlbum(const v1::PhotoAlbum&,
                                                          ProviderContext&) override {
    return std::optional<v1::AlbumRef>(v1::AlbumRef());
  }
  absl::StatusOr<SendResult> Send(SendTask& task, ProviderContext&) override {
    if (*refusals_ > 0) {
      --*refusals_;
      return Failure(v1::ITEM_REJECTED, "Not to my taste.", "Send another one.");
    }
    PF_ASSIGN_OR_RETURN(const std::shared_ptr<Pipe> pipe, task.source().All());
    char buffer[1 << 12];
    int64_t size = 0;
    while (true) {
      PF_ASSIGN_OR_RETURN(const size_t got, pipe->Read(buffer, sizeof(buffer)));
      if (got == 0) break;
      size += static_cast<int64_t>(got);
    }
    Stored stored;
    stored.item.set_id(task.key());
    stored.item.set_size_bytes(size);
    return SendResult(stored);
  }
  std::vector<absl::StatusOr<RemoteState>> Check(absl::Span<const CheckEntry> entries,
                                                 ProviderContext&) override {
    return std::vector<absl::StatusOr<RemoteState>>(entries.size(), RemoteState());
  }

  static v1::Capabilities PickyCapabilities() {
    v1::Capabilities capabilities;
    capabilities.set_container_model(v1::NO_ALBUMS);
    capabilities.set_publishes(v1::AT_SEND);
    capabilities.set_doubt(v1::REPEAT_IS_HARMLESS);
    capabilities.set_in_flight(1);
    return capabilities;
  }

 private:
  int* refusals_;
};

ImporterPlugin PickyDestination(int* refusals) {
  ImporterPlugin plugin;
  plugin.spec.set_id("picky");
  plugin.spec.set_role(v1::ProviderSpec::IMPORTER);
  *plugin.spec.mutable_capabilities() = PickyImporter::PickyCapabilities();
  plugin.make = [refusals](const ProviderOptions&) -> absl::StatusOr<std::unique_ptr<Importer>> {
    return std::make_unique<PickyImporter>(refusals);
  };
  return plugin;
}

// The real command line with the real engine, on a made-up account.
class CommandLineTest : public ::testing::Test {
 protected:
  void SetUp() override {
    demo::GraphOptions options;
    options.account = {.photos = 12, .videos = 1, .albums = 2, .tagged = 0};
    server_ = std::make_unique<demo::GraphServer>(options);
    ASSERT_THAT(server_->Start(), IsOk());
  }

  Outcome Run(std::vector<std::string> arguments, const std::string& input = "",
              int interrupt_after = -1) {
    arguments.push_back("--state-dir");
    arguments.push_back(directory_ / "state");
    return RunBare(std::move(arguments), input, interrupt_after);
  }
  Outcome RunBare(std::vector<std::string> arguments, const std::string& input = "",
                  int interrupt_after = -1) {
    std::istringstream in(input);
    std::ostringstream out;
    std::ostringstream err;
    Console console(in, out, err);
    ScriptedInterrupts interrupts(interrupt_after);
    const int code = RunCommandLine(std::move(arguments), console, interrupts, providers_);
    canary::Inspect("output", "standard output", out.str());
    canary::Inspect("output", "standard error", err.str());
    return {code, out.str(), err.str()};
  }
  std::vector<std::string> JobArguments(const std::string& command) {
    return {command,
            "--from",
            "facebook",
            "--to",
            "folder:" + directory_ / "photos",
            "--option",
            "facebook.graph_url=" + server_->base_url(),
            "--allow-loopback-media"};
  }
  Outcome RunJob(const std::string& command, const std::vector<std::string>& more = {},
                 int interrupt_after = -1) {
    std::vector<std::string> arguments = JobArguments(command);
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Run(arguments, "", interrupt_after);
  }
  Outcome Login() { return Run({"login", "facebook", "--token-stdin"}, server_->token() + "\n"); }

  std::vector<std::string> MediaFiles() {
    std::vector<std::string> files;
    std::error_code none;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(directory_ / "photos", none)) {
      const std::string type = entry.path().extension();
      if (type == ".jpg" || type == ".mp4" || type == ".png") files.push_back(entry.path());
    }
    return files;
  }

  static std::vector<Json> LinesOf(const std::string& text) {
    std::vector<Json> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
      absl::StatusOr<Json> json = ParseJson(line);
      EXPECT_THAT(json, IsOk()) << line;
      if (json.ok()) lines.push_back(*json);
    }
    return lines;
  }

  TempDir directory_;
  ProviderTable providers_ = BuiltInProviders();
  std::unique_ptr<demo::GraphServer> server_;
};

TEST_F(CommandLineTest, ARunWithoutALoginSaysWhatToDoAndTheSameCommandGoesOn) {
  const Outcome refused = RunJob("run");
  EXPECT_EQ(refused.code, kNeedsLogin);
  EXPECT_THAT(refused.err, HasSubstr("photoferry login facebook"));
  EXPECT_EQ(Login().code, kDone);
  const Outcome done = RunJob("run");
  EXPECT_EQ(done.code, kDone) << done.err;
  EXPECT_THAT(done.err, HasSubstr("continuing job "));
  EXPECT_THAT(done.out, AllOf(HasSubstr("Done: 13 of 13 items arrived"), HasSubstr("Report: ")));
  const std::string report = done.out.substr(done.out.find("Report: ") + 8);
  EXPECT_TRUE(std::filesystem::exists(report.substr(0, report.find('\n'))));
  EXPECT_THAT(Run({"jobs"}).out, ContainsRegex("done .*13 of 13 settled"));
  EXPECT_THAT(Run({"errors"}).err, HasSubstr("Every item is where it belongs."));
  EXPECT_THAT(Run({"errors", "--reason", "daily-quota"}).err,
              HasSubstr("No item has this reason."));
}

TEST_F(CommandLineTest, TheSameRunOnceMoreSaysThatItIsANewJobAndDoublesNothing) {
  EXPECT_EQ(Login().code, kDone);
  const Outcome first = RunJob("run");
  EXPECT_EQ(first.code, kDone) << first.err;
  const std::vector<std::string> files = MediaFiles();
  const Outcome second = RunJob("run");
  EXPECT_EQ(second.code, kDone) << second.err;
  EXPECT_THAT(second.err, HasSubstr("moved the same on "));
  EXPECT_THAT(MediaFiles(), ::testing::UnorderedElementsAreArray(files));
}

TEST_F(CommandLineTest, SinceLastBringsOnlyNewsAndNamesWhatDisappeared) {
  EXPECT_EQ(Login().code, kDone);
  const Outcome first = RunJob("run", {"--since-last"});
  EXPECT_EQ(first.code, kDone) << first.err;
  EXPECT_THAT(first.out, AllOf(HasSubstr("Done: 13 of 13 items arrived"),
                               HasSubstr("Note: No earlier job from this account")));
  const std::vector<std::string> files = MediaFiles();
  const std::string gone = server_->account().IdOf({demo::NodeType::kPhoto, 3});
  server_->Delete(gone);
  const Outcome plan = RunJob("plan", {"--since-last"});
  EXPECT_EQ(plan.code, kDone) << plan.err;
  EXPECT_THAT(plan.out, AllOf(HasSubstr("\n0 items of 12 would arrive."),
                              HasSubstr("\n12 items are as an earlier job brought them."),
                              HasSubstr("1 item that an earlier job brought is no longer"),
                              Not(HasSubstr("Left out"))));
  const Outcome second = RunJob("run", {"--since-last"});
  EXPECT_EQ(second.code, kDone) << second.err;
  EXPECT_THAT(second.err, Not(HasSubstr("moved the same on ")));
  EXPECT_THAT(second.out, AllOf(HasSubstr("Done: nothing is new or changed"),
                                HasSubstr("1 item that an earlier job brought is no longer")));
  EXPECT_THAT(MediaFiles(), ::testing::UnorderedElementsAreArray(files));
  EXPECT_EQ(Run({"errors", "--skipped"}).out, "");
  EXPECT_THAT(Run({"errors", "--skipped", "--reason", "unchanged"}).out, HasSubstr("unchanged"));
}

TEST_F(CommandLineTest, APlanSendsNothingAndTouchesNoOtherJob) {
  EXPECT_EQ(RunJob("run").code, kNeedsLogin);  // waits
  EXPECT_EQ(Login().code, kDone);              // and is queued now
  const Outcome plan = RunJob("plan", {"--only", "videos"});
  EXPECT_EQ(plan.code, kDone) << plan.err;
  EXPECT_THAT(plan.out,
              AllOf(HasSubstr("Plan, nothing was sent"), HasSubstr("1 item of 11 would arrive"),
                    HasSubstr("10  not selected")));
  EXPECT_THAT(MediaFiles(), IsEmpty());
  EXPECT_EQ(server_->counters()["cdn/photo"], 0);
  // It is forgotten; the other job still waits for its turn.
  EXPECT_THAT(Run({"jobs"}).out, AllOf(HasSubstr("queued"), Not(HasSubstr("plan"))));
  const std::vector<Json> lines = LinesOf(RunJob("plan", {"--json", "--only", "videos"}).out);
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0]["left_out"][0]["reason"], "NOT_SELECTED");
  EXPECT_EQ(lines[0]["transfer_job"]["counters"]["items"]["done"], "1");
}

TEST_F(CommandLineTest, AnInterruptPausesAndTheSameCommandContinues) {
  EXPECT_EQ(Login().code, kDone);
  const Outcome interrupted = RunJob("run", {"--parallel", "1"}, /*interrupt_after=*/1);
  EXPECT_EQ(interrupted.code, kInterrupted);
  EXPECT_THAT(interrupted.out, AllOf(StartsWith("Paused: "), HasSubstr("photoferry resume ")));
  EXPECT_THAT(Run({"jobs"}).out, HasSubstr("paused"));
  const Outcome done = RunJob("run");
  EXPECT_EQ(done.code, kDone) << done.err;
  EXPECT_THAT(done.out, HasSubstr("Done: 13 of 13"));
}

TEST_F(CommandLineTest, ResumeGoesOnHereWhereNoWorkerListens) {
  EXPECT_EQ(Login().code, kDone);
  EXPECT_EQ(RunJob("run", {}, /*interrupt_after=*/0).code, kInterrupted);
  const Outcome done = Run({"resume", "--allow-loopback-media"});
  EXPECT_EQ(done.code, kDone) << done.err;
  EXPECT_THAT(done.out, HasSubstr("Done: 13 of 13"));
  EXPECT_THAT(Run({"watch"}).out, HasSubstr("Done: 13 of 13"));
  EXPECT_THAT(Run({"delete"}).out, HasSubstr("Forgot job"));
  EXPECT_FALSE(std::filesystem::exists(directory_ / "state/jobs") &&
               !std::filesystem::is_empty(directory_ / "state/jobs"));
  EXPECT_THAT(Run({"jobs"}).out, IsEmpty());
  EXPECT_THAT(MediaFiles(), ::testing::SizeIs(::testing::Ge(13)));
}

TEST_F(CommandLineTest, WithJsonEveryLineIsAnObjectAndNothingElseIsPrinted) {
  EXPECT_EQ(Login().code, kDone);
  const Outcome run = RunJob("run", {"--json"});
  EXPECT_EQ(run.code, kDone);
  EXPECT_THAT(run.err, IsEmpty());
  const std::vector<Json> lines = LinesOf(run.out);
  ASSERT_GE(lines.size(), 2u);
  EXPECT_TRUE(lines.front().contains("transfer_job"));
  EXPECT_EQ(lines.back()["exit_code"], 0);
  EXPECT_EQ(lines.back()["transfer_job"]["state"], "SUCCEEDED");
  EXPECT_THAT(lines.back()["report"].get<std::string>(), HasSubstr("report.html"));
  for (const auto& command : {std::vector<std::string>{"jobs", "--json"},
                              {"watch", "--json"},
                              {"providers", "--json"},
                              {"errors", "--json", "--skipped"},
                              {"providers", "folder", "--json"}}) {
    const Outcome outcome = Run(command);
    EXPECT_THAT(outcome.err, IsEmpty()) << command[0];
    LinesOf(outcome.out);
  }
  const Outcome wrong = Run({"watch", "zzz", "--json"});
  EXPECT_EQ(wrong.code, kUsage);
  EXPECT_THAT(wrong.out, IsEmpty());
  const std::vector<Json> errors = LinesOf(wrong.err);
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(errors[0]["problem"]["reason"], "BAD_REQUEST");
  EXPECT_EQ(errors[0]["exit_code"], 2);
}

TEST_F(CommandLineTest, FailuresEndWithThreeAreNamedAndCanBeTriedAgain) {
  int refusals = 2;
  providers_.importers.push_back(PickyDestination(&refusals));
  EXPECT_EQ(Login().code, kDone);
  std::vector<std::string> arguments = JobArguments("run");
  arguments[4] = "picky";
  arguments.insert(arguments.end(), {"--only", "photos"});
  const Outcome run = Run(arguments);
  EXPECT_EQ(run.code, kDoneWithFailures) << run.err;
  EXPECT_THAT(run.out, AllOf(HasSubstr("12 found = 10 arrived + 0 skipped + 2 failed"),
                             HasSubstr("photoferry errors ")));
  const Outcome errors = Run({"errors"});
  EXPECT_EQ(errors.code, kDone);
  EXPECT_THAT(errors.out, AllOf(HasSubstr("failed, item rejected"),
                                HasSubstr("Not to my taste. - Send another one.")));
  EXPECT_EQ(LinesOf(Run({"errors", "--json", "--reason", "item-rejected"}).out).size(), 2u);
  EXPECT_EQ(LinesOf(Run({"errors", "--json", "--reason", "HASH_MISMATCH"}).out).size(), 0u);
  EXPECT_EQ(LinesOf(Run({"errors", "--json", "--skipped"}).out).size(), 2u);
  const Outcome retried = Run({"retry", "--allow-loopback-media"});
  EXPECT_EQ(retried.code, kDone) << retried.err;
  EXPECT_THAT(retried.out,
              AllOf(HasSubstr("Trying 2 items again."), HasSubstr("Done: 12 of 12 items arrived")));
}

TEST_F(CommandLineTest, MistakesAreUsageErrorsWithAdvice) {
  const struct {
    std::vector<std::string> arguments;
    const char* text;
  } cases[] = {
      {{"run", "--from", "facebok", "--to", "folder:/tmp/x"}, "Did you mean facebook?"},
      {{"run", "--from", "facebook", "--to", "folder"}, "folder.path is required"},
      {{"run", "--from", "facebook"}, "--to is required"},
      {{"run", "--from", "facebook", "--to", "folder:x", "--since", "soon"}, "is not a date"},
      {{"run", "--from", "facebook", "--to", "folder:x", "--parallel", "900"}, "1 to 256"},
      {{"dance"}, "There is no command \"dance\""},
      {{"plam"}, "Did you mean plan?"},
      {{}, "subcommand"},
      {{"login", "facebook", "--port", "0"}, "--app-id"},
      {{"login", "folder"}, "folder needs no login"},
      {{"login", "webdav"}, "with `photoferry login webdav --token-stdin`"},
      {{"login", "facebok", "--token-stdin"}, "No token or password came"},
      {{"login", "facebook", "--app-secret-stdin"}, "--token-stdin"},
      {{"run", "--form", "facebook"}, "Did you mean --from?"},
      {{"jobs", "--limit=3"}, "See photoferry jobs --help"},
      {{"run", "--from", "facebook", "--to", "/tmp/x"}, "Did you mean folder:/tmp/x?"},
      {{"run", "--from", "facebook", "--to", "folder:x", "--option", "facebook.page_size=0"},
       "page_size"},
      {{"run", "--from", "facebook", "--to", "webdav:http://example.com/x"},
       "--option webdav.plain_http=true"},
      {{"errors", "--reason", "daily-qouta"}, "Did you mean DAILY_QUOTA?"},
      {{"providers", "foldr"}, "Did you mean folder?"},
      {{"watch"}, "no jobs yet"},
  };
  for (const auto& test : cases) {
    const Outcome outcome = test.arguments.empty() ? RunBare({}) : Run(test.arguments);
    EXPECT_EQ(outcome.code, kUsage) << test.text << outcome.err;
    EXPECT_THAT(outcome.err, AllOf(StartsWith("photoferry: "), HasSubstr(test.text)));
    EXPECT_THAT(outcome.out, IsEmpty());
  }
}

TEST_F(CommandLineTest, TellsItsVersion) {
  const Outcome outcome = RunBare({"--version"});
  EXPECT_EQ(outcome.code, kDone);
  EXPECT_EQ(outcome.out, absl::StrCat("photoferry ", kVersion, "\n"));
}

TEST_F(CommandLineTest, AnAlbumThatTheSourceDoesNotHaveIsNamed) {
  ASSERT_EQ(Login().code, kDone);
  const Outcome outcome = RunJob("run", {"--album", "Nope"});
  EXPECT_EQ(outcome.code, kDone) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("no album with the id or title \"Nope\""));
}

TEST_F(CommandLineTest, StartNeedsAWorker) {
  std::vector<std::string> arguments = JobArguments("start");
  arguments.pop_back();  // an engine's flag
  arguments.insert(arguments.end(), {"--worker", "unix:" + directory_ / "none.sock"});
  const Outcome outcome = Run(arguments);
  EXPECT_EQ(outcome.code, kOther);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("No worker answers"), HasSubstr("photoferry-worker")));
}

TEST_F(CommandLineTest, ProvidersAreDescribedFromTheirSpecs) {
  EXPECT_THAT(RunBare({"providers"}).out, AllOf(HasSubstr("facebook"), HasSubstr("folder")));
  EXPECT_THAT(RunBare({"providers", "folder"}).out,
              AllOf(HasSubstr("folder.path (required), also written folder:PATH"),
                    HasSubstr("Limitations"), HasSubstr("Security")));
  EXPECT_THAT(RunBare({"providers", "facebook"}).out,
              AllOf(HasSubstr("photoferry login facebook"), HasSubstr("user_photos")));
  const Outcome help = RunBare({"--help"});
  EXPECT_EQ(help.code, kDone);
  EXPECT_THAT(help.out, AllOf(HasSubstr("run"), HasSubstr("Exit codes")));
  const Outcome run_help = RunBare({"run", "--help"});
  EXPECT_EQ(run_help.code, kDone);
  EXPECT_THAT(run_help.out, AllOf(HasSubstr("Destinations (--to)\n  folder:PATH"),
                                  HasSubstr("facebook.page_size [100]")));
}

TEST_F(CommandLineTest, TheDocumentationIsWrittenFromTheSpecsAndTheSourceTree) {
  const std::string pages = directory_ / "pages";
  const Outcome missing = RunBare({"providers", "--markdown", pages, "--tree", directory_ / "no"});
  EXPECT_EQ(missing.code, kUsage);
  EXPECT_THAT(missing.err, HasSubstr("begins with the line"));
  EXPECT_EQ(RunBare({"providers", "--markdown", pages}).code, kUsage);
}

TEST_F(CommandLineTest, LogoutSaysWhenThereIsNoSuchLogin) {
  EXPECT_EQ(Login().code, kDone);
  const Outcome slip = Run({"logout", "facebok"});
  EXPECT_NE(slip.code, kDone);
  EXPECT_THAT(slip.err, AllOf(HasSubstr("nothing was forgotten"), HasSubstr("facebook?")));
}

TEST_F(CommandLineTest, ALoginIsForgottenOnLogout) {
  EXPECT_EQ(Login().code, kDone);
  EXPECT_THAT(Run({"logout", "facebook"}).out, HasSubstr("forgotten"));
  EXPECT_EQ(RunJob("run", {"--no-wait"}).code, kNeedsLogin);
}

}  // namespace
}  // namespace photoferry
