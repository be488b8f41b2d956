// SPDX-License-Identifier: Apache-2.0
// Programs that others wrote judge the fake: litmus, which tests servers, and cadaver, a client.
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/fakes/nextcloud/nextcloud_server.h"
#include "tests/testing/child_process.h"
#include "tests/testing/real_server.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_dir.h"

namespace photoferry::fakes {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Judgement {
  std::vector<std::string> contented;   // suites of which every test passed
  std::vector<std::string> complaints;  // failures and warnings
  std::string said;
};

Judgement Litmus(const std::string& suites, const std::string& url, const std::string& user,
                 const std::string& password) {
  const TempDir folder;  // for its logs
  Judgement judgement;
  judgement.said = RunProgram({"/bin/sh", "-c", "cd \"$0\" && exec litmus --keep-going \"$@\"",
                               folder.path(), url, user, password},
                              {{"TESTS", suites}})
                       .output;
  for (const absl::string_view line : absl::StrSplit(judgement.said, '\n')) {
    const std::vector<absl::string_view> quoted = absl::StrSplit(line, absl::ByAnyChar("`'"));
    if (absl::StartsWith(line, "<- summary") && absl::EndsWith(line, " 100.0%")) {
      judgement.contented.emplace_back(quoted.at(1));
    }
    if (absl::StrContains(line, "FAIL") || absl::StrContains(line, "WARNING")) {
      judgement.complaints.emplace_back(line.substr(line.rfind(". ") + 2));
    }
  }
  return judgement;
}

TEST(ConformanceTest, LitmusIsContentWithTheFake) {
  NextcloudServer server;
  const Judgement judgement =
      Litmus("basic copymove props http", server.files_url(), "ada", "an app password");
  EXPECT_THAT(judgement.contented, ElementsAre("basic", "copymove", "props", "http"))
      << judgement.said;
  // Locks are class 2, and Nextcloud offers none without an app.
  EXPECT_THAT(judgement.complaints,
              ElementsAre("WARNING: server does not claim Class 2 compliance"));
}

// If it were not, the test above would say nothing.
TEST(ConformanceTest, LitmusIsContentWithApacheAndItsLocks) {
  const auto server = RealServer::Start("apache");
  ASSERT_THAT(server, IsOk());
  const Judgement judgement = Litmus("basic copymove props locks http", (*server)->url(),
                                     (*server)->user(), (*server)->password());
  EXPECT_THAT(judgement.contented, ElementsAre("basic", "copymove", "props", "locks", "http"))
      << judgement.said;
}

TEST(ConformanceTest, LitmusFindsWhatIsWrong) {
  NextcloudServer server;
  server.service().faults().Add({.call = "MKCOL", .nth = 1, .times = -1, .status = 500});
  const Judgement judgement = Litmus("basic", server.files_url(), "ada", "an app password");
  EXPECT_THAT(judgement.contented, IsEmpty()) << judgement.said;
  EXPECT_FALSE(judgement.complaints.empty());
}

TEST(ConformanceTest, CadaverPutsGetsAndMoves) {
  NextcloudServer server;
  const TempDir home;
  WriteFile(home / ".netrc", "machine 127.0.0.1 login ada password \"an app password\"\n");
  std::string photo(100'000, 'p');
  photo[77] = '\0';
  WriteFile(home / "photo.jpg", photo);
  const std::string commands =
      "mkcol Summer\ncd Summer\nput photo.jpg\ncopy photo.jpg copy.jpg\nmove copy.jpg moved.jpg\n"
      "propset moved.jpg colour blue\npropget moved.jpg colour\nget moved.jpg back.jpg\n"
      "delete photo.jpg\nquit\n";
  const ChildProcess::Ending ending = RunProgram(
      {"/bin/sh", "-c", "cd \"$0\" && exec cadaver \"$1\"", home.path(), server.files_url()},
      {{"HOME", home.path()}}, commands);
  EXPECT_THAT(ending.output, HasSubstr("Value of colour is: blue"));
  EXPECT_TRUE(ReadFile(home / "back.jpg") == photo) << ending.output;
  ASSERT_EQ(server.service().Files().size(), 1U) << ending.output;
  EXPECT_EQ(server.service().Files()[0].path, "Summer/moved.jpg");
}

}  // namespace
}  // namespace photoferry::fakes
