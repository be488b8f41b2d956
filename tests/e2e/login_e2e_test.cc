// SPDX-License-Identifier: Apache-2.0
//
// People log in with a real browser at the demo account's dialogs; what they allowed is what is
// copied.
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/e2e/programs.h"
#include "tests/testing/browser.h"
#include "tests/testing/status_matchers.h"

namespace photoferry {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class LoginPrograms : public Programs {
 protected:
  LoginPrograms()
      : Programs({.photos = 5,
                  .videos = 2,
                  .albums = 1,
                  .tagged = 0,
                  .style = demo::MediaStyle::kFiller,
                  .file_bytes = 20 << 10,
                  .instagram = {.posts = 6}}) {}
  // An operator's own file, in no folder of ours when the canary looks.
  ~LoginPrograms() override { std::filesystem::remove(secret_file()); }

  void SetUp() override { PF_ASSERT_OK_AND_ASSIGN(browser_, Browser::Start()); }

  std::string secret_file() const { return home_ / "app-secret"; }

  // `photoferry login` as it waits for its person.
  void StartLogin(const std::string& provider, const std::vector<std::string>& more) {
    std::vector<std::string> command = {PHOTOFERRY,    "login",
                                        provider,      "--no-browser",
                                        "--port",      "0",
                                        "--state-dir", state(),
                                        "--option",    Option("graph_url", graph_.base_url()),
                                        "--option",    Option("dialog_url", graph_.login_url())};
    command.insert(command.end(), more.begin(), more.end());
    login_ = std::make_unique<ChildProcess>(std::move(command),
                                            std::map<std::string, std::string>{{"NO_COLOR", "1"}});
  }
  void StartFacebookLogin(const std::vector<std::string>& more = {}) {
    WriteFile(secret_file(), app_.app_secret + "\n");
    std::vector<std::string> flags = {"--app-id", app_.app_id, "--app-secret-file", secret_file()};
    flags.insert(flags.end(), more.begin(), more.end());
    StartLogin("facebook", flags);
  }
  void StartInstagramLogin() {
    WriteFile(secret_file(), app_.instagram_app_secret + "\n");
    StartLogin("instagram", {"--app-id", app_.instagram_app_id, "--app-secret-file", secret_file(),
                             "--option", Option("instagram_url", graph_.instagram_url()),
                             "--option", Option("instagram_dialog_url", graph_.login_url()),
                             "--option", Option("instagram_token_url", graph_.login_url())});
  }
  static std::string Option(const char* key, const std::string& value) {
    return absl::StrCat(key, "=", value);
  }

  // The address that is printed for the person's browser.
  std::string Address() const {
    for (int i = 0; i < 1200; ++i) {
      for (const std::string& line : Lines(login_->OutputSoFar())) {
        if (absl::StartsWith(line, "http")) return line;
      }
      Pause();
    }
    ADD_FAILURE() << "no address: " << login_->OutputSoFar();
    return "";
  }
  // Whole ones only.
  static std::vector<std::string> Lines(const std::string& output) {
    std::vector<std::string> lines = absl::StrSplit(output, '\n');
    lines.pop_back();
    return lines;
  }
  void Visit() { ASSERT_THAT(browser_->Open(Address()), IsOk()); }
  // Presses a button of the dialog; `heading` is that of the page to which the browser comes back.
  void Press(const char* button, const char* heading) {
    ASSERT_THAT(browser_->Follow(button), IsOk());
    EXPECT_THAT(browser_->TextOf("h1"), IsOkAndHolds(std::string(heading)));
  }
  void Untick(const std::string& right) {
    ASSERT_THAT(browser_->Click(absl::StrCat("input[name=right][value=", right, "]")), IsOk());
  }
  ChildProcess::Ending Copy(const std::string& source) {
    return Embedded({"run", "--no-wait", "--from", source, "--to", "folder:" + photos()});
  }
  std::multiset<std::string> ExpectedPhotos() const {
    std::multiset<std::string> hashes;
    for (int64_t i = 0; i < graph_.account().photo_count(); ++i) {
      hashes.insert(graph_.account().BestFile({demo::NodeType::kPhoto, i})->Sha256());
    }
    return hashes;
  }
  std::multiset<std::string> ExpectedFromInstagram() const {
    std::multiset<std::string> hashes;
    for (const int64_t number : graph_.account().instagram().Files()) {
      hashes.insert(graph_.account().InstagramFile(number)->Sha256());
    }
    return hashes;
  }

  const demo::LoginOptions app_;
  std::unique_ptr<Browser> browser_;
  std::unique_ptr<ChildProcess> login_;
};

TEST_F(LoginPrograms, WhoContinuesIsLoggedInAndEverythingComesHome) {
  StartFacebookLogin();
  Visit();
  Press("#continue", "Logged in");
  const auto ended = login_->Wait();
  EXPECT_EQ(ended.exit_code, 0) << ended.output;
  const auto ran = Copy("facebook");
  EXPECT_EQ(ran.exit_code, 0) << ran.output;
  EXPECT_EQ(Arrived(), Expected());
  EXPECT_EQ(graph_.counters().at("login/exchange"), 1) << "for the one of sixty days";
}

TEST_F(LoginPrograms, WhoCancelsIsNot) {
  StartFacebookLogin();
  Visit();
  Press("#cancel", "Not logged in");
  const auto ended = login_->Wait();
  EXPECT_EQ(ended.exit_code, 4) << ended.output;
  EXPECT_EQ(Copy("facebook").exit_code, 4);
}

TEST_F(LoginPrograms, WhatIsDeclinedIsSaidAndLeftOut) {
  StartFacebookLogin();
  Visit();
  Untick("user_videos");
  Press("#continue", "Logged in");
  const auto ended = login_->Wait();
  EXPECT_EQ(ended.exit_code, 0) << ended.output;
  EXPECT_THAT(ended.output, HasSubstr("user_videos"));
  const auto ran = Copy("facebook");
  EXPECT_EQ(ran.exit_code, 0) << ran.output;
  EXPECT_EQ(Arrived(), ExpectedPhotos());
}

TEST_F(LoginPrograms, AConfigurationOfFacebookLoginForBusinessServesAsWell) {
  StartFacebookLogin({"--with", "facebook-business", "--config-id", "1122334455"});
  Visit();
  EXPECT_THAT(Address(), Not(HasSubstr("scope=")));
  Press("#continue", "Logged in");
  const auto ended = login_->Wait();
  EXPECT_EQ(ended.exit_code, 0) << ended.output;
  EXPECT_EQ(Copy("facebook").exit_code, 0);
  EXPECT_EQ(Arrived(), Expected());
}

TEST_F(LoginPrograms, InstagramIsLoggedInToAtInstagram) {
  StartInstagramLogin();
  Visit();
  Press("#continue", "Logged in");
  const auto ended = login_->Wait();
  EXPECT_EQ(ended.exit_code, 0) << ended.output;
  const auto ran = Copy("instagram");
  EXPECT_EQ(ran.exit_code, 0) << ran.output;
  EXPECT_EQ(Arrived(), ExpectedFromInstagram());
}

TEST_F(LoginPrograms, LoggingOutTakesTheAppOffTheAccount) {
  StartFacebookLogin();
  Visit();
  Press("#continue", "Logged in");
  ASSERT_EQ(login_->Wait().exit_code, 0);
  const auto out = Photoferry({"logout", "facebook"});
  EXPECT_EQ(out.exit_code, 0) << out.output;
  EXPECT_EQ(Copy("facebook").exit_code, 4);
  StartFacebookLogin();
  Visit();
  EXPECT_THAT(browser_->IsTicked("input[name=right][value=user_photos]"), IsOkAndHolds(true));
}

}  // namespace
}  // namespace photoferry
