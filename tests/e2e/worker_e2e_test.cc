// SPDX-License-Identifier: Apache-2.0
//
// The programs as people run them: a worker, the command line, a made-up account, a folder.
#include <signal.h>

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/json.h"
#include "tests/e2e/programs.h"
#include "tests/testing/canary.h"
#include "tests/testing/child_process.h"

namespace photoferry {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(Programs, AWorkerThatIsKilledHalfWayGoesOnWhereItWas) {
  auto worker = StartWorker();
  Login();
  const auto started = Photoferry({"start", "--from", "facebook", "--to", "folder:" + photos()});
  ASSERT_EQ(started.exit_code, 0) << started.output;
  while (DoneSoFar() < 20) Pause();
  worker->Signal(SIGKILL);
  EXPECT_EQ(worker->Wait().signal, SIGKILL);
  canary::InspectFolder(state());  // while the database's log is still there

  worker = StartWorker();
  const auto watched = Photoferry({"watch"});
  EXPECT_EQ(watched.exit_code, 0) << watched.output;
  EXPECT_EQ(Arrived(), Expected());
  EXPECT_THAT(watched.output, HasSubstr("report.html"));

  worker->Signal(SIGTERM);
  const auto ended = worker->Wait();
  EXPECT_EQ(ended.exit_code, 0) << ended.output;
  EXPECT_THAT(ended.output, Not(HasSubstr(graph_.token())));
}

TEST_F(Programs, AReportThatAKilledWorkerDidNotWriteIsWrittenByTheNext) {
  auto worker = StartWorker();
  Login();
  const auto started = Photoferry({"start", "--from", "facebook", "--to", "folder:" + photos()});
  ASSERT_EQ(started.exit_code, 0) << started.output;
  ASSERT_THAT(Photoferry({"watch"}).output, HasSubstr("report.html"));
  worker->Signal(SIGKILL);
  worker->Wait();
  std::filesystem::remove_all(state() + "/jobs");

  worker = StartWorker();
  EXPECT_THAT(Photoferry({"watch"}).output, HasSubstr("report.html"));
}

TEST_F(Programs, ADrainedWorkerKeepsItsCheckpoints) {
  auto worker = StartWorker();
  Login();
  ASSERT_EQ(Photoferry({"start", "--from", "facebook", "--to", "folder:" + photos()}).exit_code, 0);
  while (DoneSoFar() < 10) Pause();
  worker->Signal(SIGTERM);
  EXPECT_EQ(worker->Wait().exit_code, 0);
  worker = StartWorker();
  EXPECT_GE(DoneSoFar(), 10);
  EXPECT_EQ(Photoferry({"watch"}).exit_code, 0);
  EXPECT_EQ(Arrived(), Expected());
}

TEST_F(Programs, RunNeedsNoWorkerAndPlanSaysTheSame) {
  Login();
  const std::vector<std::string> what = {"--from", "facebook", "--to", "folder:" + photos()};
  std::vector<std::string> plan = {"plan", "--json"};
  plan.insert(plan.end(), what.begin(), what.end());
  std::vector<std::string> run = {"run", "--json"};
  run.insert(run.end(), what.begin(), what.end());

  const auto planned = Embedded(plan);
  ASSERT_EQ(planned.exit_code, 0) << planned.output;
  EXPECT_TRUE(!fs::exists(photos()) || Arrived().empty());
  const auto ran = Embedded(run);
  ASSERT_EQ(ran.exit_code, 0) << ran.output;
  EXPECT_EQ(Arrived(), Expected());

  const auto counters = [](const std::string& output) {
    std::vector<std::string> lines = absl::StrSplit(output, '\n', absl::SkipEmpty());
    const absl::StatusOr<Json> last = ParseJson(lines.back());
    return last.ok() ? JsonMember(JsonMember(*last, "transfer_job"), "counters") : Json();
  };
  const Json in_plan = counters(planned.output);
  const Json in_run = counters(ran.output);
  EXPECT_EQ(JsonMember(in_plan, "items"), JsonMember(in_run, "items"));
  EXPECT_EQ(JsonMember(in_plan, "bytes"), JsonMember(in_run, "bytes"));
  EXPECT_FALSE(JsonMember(in_run, "items").is_null()) << ran.output;
}

TEST_F(Programs, EndsWithFourWhenALoginIsMissing) {
  const auto ran =
      Embedded({"run", "--no-wait", "--from", "facebook", "--to", "folder:" + photos()});
  EXPECT_EQ(ran.exit_code, 4) << ran.output;
  EXPECT_THAT(ran.output, HasSubstr("photoferry login facebook"));
}

TEST_F(Programs, EndsWithThreeWhenAnItemFails) {
  Login();
  graph_.faults().Add({.item = graph_.account().IdOf({demo::NodeType::kPhoto, 3}),
                       .server = "cdn",
                       .times = -1,
                       .fault = {.kind = demo::FaultKind::kHtml}});
  const auto ran =
      Embedded({"run", "--from", "facebook", "--to", "folder:" + photos(), "--limit", "12"});
  EXPECT_EQ(ran.exit_code, 3) << ran.output;
  const auto errors = Photoferry({"errors", "--json"});
  EXPECT_THAT(errors.output, HasSubstr("NOT_MEDIA"));
}

TEST_F(Programs, ANewKeyIsMadeByOneCommandWhileTheWorkerIsStopped) {
  const auto rotate = [this] {
    return RunProgram({PHOTOFERRY_WORKER, "--state-dir", state(), "--rotate-key"});
  };
  Login();
  const std::string before = ReadFile(state() + "/key");
  {
    const auto worker = StartWorker();
    const auto refused = rotate();
    EXPECT_EQ(refused.exit_code, 1) << refused.output;
    EXPECT_THAT(refused.output, HasSubstr("Stop the worker"));
    worker->Signal(SIGTERM);
    EXPECT_EQ(worker->Wait().exit_code, 0);
  }
  const auto rotated = rotate();
  EXPECT_EQ(rotated.exit_code, 0) << rotated.output;
  EXPECT_THAT(rotated.output, HasSubstr("The old key is gone."));
  const std::string after = ReadFile(state() + "/key");
  EXPECT_EQ(after.size(), before.size());
  EXPECT_NE(after, before);
  EXPECT_THAT(rotated.output, Not(HasSubstr(after.substr(0, 16))));
  // The login is the same.
  const auto ran =
      Embedded({"run", "--from", "facebook", "--to", "folder:" + photos(), "--limit", "3"});
  EXPECT_EQ(ran.exit_code, 0) << ran.output;
}

TEST_F(Programs, TheKeyMayComeFromACommandThatDoesNotSeeTheToken) {
  const std::string key = "--key-command=cat; echo " + std::string(64, '7');
  const auto login = Photoferry({"login", "facebook", "--token-stdin", key}, graph_.token() + "\n");
  ASSERT_EQ(login.exit_code, 0) << login.output;
  EXPECT_FALSE(fs::exists(state() + "/key"));
  const auto ran =
      Embedded({"run", "--from", "facebook", "--to", "folder:" + photos(), "--limit", "3", key});
  EXPECT_EQ(ran.exit_code, 0) << ran.output;
  const auto without = Photoferry({"jobs"});
  EXPECT_EQ(without.exit_code, 1) << without.output;
  EXPECT_THAT(without.output, HasSubstr("The key file "));
  EXPECT_EQ(Photoferry({"jobs", key, "--key-file=/tmp/key"}).exit_code, 2);
}

TEST_F(Programs, LeaveNoCoreDump) {
  const auto worker = StartWorker();
  const std::string limits = ReadFile(absl::StrCat("/proc/", worker->pid(), "/limits"));
  EXPECT_THAT(limits, ::testing::ContainsRegex("Max core file size +0 +0 "));
}

TEST_F(Programs, EndsWithTwoWhenTheCommandIsWrong) {
  EXPECT_EQ(Photoferry({"run", "--from", "nowhere", "--to", "folder:/x"}).exit_code, 2);
  EXPECT_EQ(Photoferry({"frobnicate"}).exit_code, 2);
}

}  // namespace
}  // namespace photoferry
