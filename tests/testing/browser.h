// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <memory>
#include <stop_token>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/json.h"
#include "common/base/scheduler.h"
#include "common/http/http_client.h"
#include "tests/testing/child_process.h"

namespace photoferry {

// Debian's chromium without a window, led over WebDriver as a person leads it. Its profile is new,
// and goes with it. Elements are named by CSS selectors, and are waited for a while.
//
//   PF_ASSERT_OK_AND_ASSIGN(const auto browser, Browser::Start());
//   ASSERT_THAT(browser->Open(url), IsOk());
//   ASSERT_THAT(browser->Follow("#continue"), IsOk());
class Browser {
 public:
  static absl::StatusOr<std::unique_ptr<Browser>> Start();
  ~Browser();
  Browser(const Browser&) = delete;
  Browser& operator=(const Browser&) = delete;

  absl::Status Open(absl::string_view url);
  absl::Status Click(absl::string_view selector);
  // A click that leads to another page; returns when the old one is gone.
  absl::Status Follow(absl::string_view selector);
  absl::StatusOr<std::string> TextOf(absl::string_view selector);
  absl::StatusOr<bool> IsTicked(absl::string_view selector);
  absl::StatusOr<std::string> Url();

 private:
  Browser();
  absl::Status StartDriver();
  absl::Status StartSession();
  absl::StatusOr<Json> Ask(absl::string_view method, absl::string_view path, const Json& body);
  absl::StatusOr<std::string> Find(absl::string_view selector);  // "/element/ID"

  const std::unique_ptr<Scheduler> scheduler_;
  const std::unique_ptr<HttpClient> http_;
  std::string profile_;  // a folder; what the browser remembers is no output of ours
  std::unique_ptr<ChildProcess> driver_;
  std::string base_;   // "http://127.0.0.1:PORT/session/ID"
  pid_t browser_ = 0;  // where the driver tells it
};

}  // namespace photoferry
