// SPDX-License-Identifier: Apache-2.0
// photoferry-test-nextcloud, as tests that kill a worker use it.
#include <signal.h>

#include <filesystem>
#include <stop_token>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/scheduler.h"
#include "common/http/curl_http_client.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/child_process.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_dir.h"

namespace photoferry::fakes {
namespace {

TEST(NextcloudProgramTest, TellsItsAddressServesAndEndsOrderly) {
  const TempDir folder;
  const std::string url_file = folder / "url";
  const auto scheduler = NewThreadScheduler();
  CurlHttpClientOptions options;
  options.guard = AddressGuard(/*allow_loopback=*/true);
  const auto client = NewCurlHttpClient(*scheduler, options);

  ChildProcess program({NEXTCLOUD_PROGRAM, url_file, "--token", "a token"});
  // A process has no clock of ours; it is given half a minute.
  for (int i = 0; i < 600 && !std::filesystem::exists(url_file); ++i) {
    scheduler->SleepFor(absl::Milliseconds(50), {});
  }
  const std::string url(absl::StripAsciiWhitespace(ReadFile(url_file)));

  HttpRequest put{.method = "PUT", .url = absl::StrCat(url, "/remote.php/dav/files/ada/p.jpg")};
  put.secret_headers.emplace_back("Authorization", Secret("Bearer a token"));
  put.body = HttpBody{.prefix = "bytes"};
  const auto answer = client->Call(put, std::stop_token());
  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->status, 201);
  const auto inventory =
      client->Call({.method = "GET", .url = url + "/control/inventory"}, std::stop_token());
  ASSERT_THAT(inventory, IsOk());
  EXPECT_THAT(inventory->body, ::testing::HasSubstr("\"p.jpg\""));

  program.Signal(SIGTERM);
  EXPECT_EQ(program.Wait().exit_code, 0);
}

TEST(NextcloudProgramTest, SaysWhatItTakes) {
  const ChildProcess::Ending ending = RunProgram({NEXTCLOUD_PROGRAM});
  EXPECT_NE(ending.exit_code, 0);
  EXPECT_THAT(ending.output, ::testing::HasSubstr("URL_FILE"));
}

}  // namespace
}  // namespace photoferry::fakes
