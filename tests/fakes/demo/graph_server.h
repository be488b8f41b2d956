// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "tests/fakes/demo/account.h"
#include "tests/fakes/demo/call_meter.h"
#include "tests/fakes/demo/fault_script.h"
#include "tests/fakes/demo/login_options.h"
#include "tests/testing/canary_mark.h"

// A Graph API and its CDN on loopback, in front of a made-up account. It answers as Facebook's
// servers do, version v25.0 of the reference, and is as strict: unknown fields, wrong types, bad
// cursors, expired URLs and missing permissions are refused with Facebook's own errors.
//
//   GraphServer server({.account = {.photos = 30, .albums = 4}});
//   ASSERT_TRUE(server.Start().ok());
//   ... server.base_url() + "/v25.0/me/albums", "Authorization: Bearer " + server.token() ...

namespace photoferry::demo {

// Which API answers: graph.facebook.com, or graph.instagram.com.
enum class GraphDoor { kFacebook, kInstagramLogin };

// How an edge that may vanish answers.
enum class EdgeMode {
  kWorks,
  kUnsupported,     // 100: a field that there is not
  kUnsupportedGet,  // 100/33: as if the owner were not there
  kNotPermitted,    // 10
  kDenied,          // 200
};

struct GraphOptions {
  AccountOptions account;
  // What the server takes for now. It must outlive the server.
  const Clock* clock = &SystemClock();

  // For cursors and signatures that are the same in each run; else they are no other run's.
  std::optional<uint64_t> seed;

  std::string token = "demo-user-token-" PHOTOFERRY_CANARY_MARK;
  // Of Instagram Login, for the server at instagram_url().
  std::string instagram_token = "IGdemo-user-token-" PHOTOFERRY_CANARY_MARK;
  // "me" at instagram_url() is wrapped as {"data":[{...}]}, as the documents show it.
  bool wrapped_me = false;
  // Not empty: the app's secret, and every call must carry appsecret_proof. A proof that comes
  // though it is empty must be right all the same.
  std::string app_secret;
  LoginOptions login;
  std::vector<std::string> granted = {"public_profile",  "user_photos",
                                      "user_videos",     "pages_show_list",
                                      "instagram_basic", "pages_read_engagement"};
  std::vector<std::string> declined;
  // Of Instagram Login's token.
  std::vector<std::string> instagram_granted = {"instagram_business_basic"};
  // A missing permission: an empty list (as Facebook does on some edges), or error 200.
  bool missing_permission_is_error = false;

  // Which tasks let a Page be read; Meta documents MODERATE.
  std::vector<std::string> page_reading_tasks = {"MANAGE", "FULL_CONTROL", "MODERATE"};

  // The oldest and newest versions that live; calls to an older one are served by the oldest.
  std::string oldest_version = "v21.0";
  std::string newest_version = "v26.0";

  EdgeMode me_albums = EdgeMode::kWorks;
  EdgeMode album_photos = EdgeMode::kWorks;
  int64_t max_limit = 100;
  bool refuse_larger_limit = false;  // else a larger limit counts as max_limit
  // limit x fields above this: "Please reduce the amount of data"; 0: never.
  int64_t heavy_page = 0;
  // Calls that are allowed, and X-App-Usage tells of; error 4 answers those beyond.
  CallBudget app_budget;
  // The same for each Page and Instagram account, in X-Business-Use-Case-Usage; 80001 and 80002.
  CallBudget account_budget = {.window = absl::Hours(24)};

  absl::Duration url_lifetime = absl::Hours(72);
  // Serves /control/* for the program: faults, clock, counters.
  bool control = false;
};

// Thread-safe between Start and Stop.
class GraphServer {
 public:
  explicit GraphServer(GraphOptions options = {});
  ~GraphServer();  // stops
  GraphServer(const GraphServer&) = delete;
  GraphServer& operator=(const GraphServer&) = delete;

  // Listens on 127.0.0.1; port 0: any free one.
  absl::Status Start(int port = 0);
  // Closes every connection and waits for its threads.
  void Stop();

  std::string base_url() const;  // "http://127.0.0.1:PORT", without a version
  // The API of Instagram Login; another port. Empty where there is no Instagram account.
  std::string instagram_url() const;
  std::string cdn_url() const;  // the origin of media URLs; another port
  // Where people log in, www.facebook.com, www.instagram.com and api.instagram.com in one; another
  // port.
  std::string login_url() const;
  const std::string& token() const;
  const std::string& instagram_token() const;
  const Account& account() const;
  FaultScript& faults();

  // Requests by kind: "me", "me/permissions", "me/albums", "album/photos", "me/photos",
  // "me/videos", "photo", "video", "album", "ids", "batch", "iguser/media", "igmedia", "cdn/photo",
  // "cdn/video", "cdn/instagram", ..., and of logins "login/dialog", "login/code",
  // "login/exchange", "login/refresh", "login/debug".
  std::map<std::string, int64_t> counters() const;

  // What may happen to an account while somebody copies it.
  void Delete(absl::string_view id);         // a photo, video, album or post; cursors on it die
  void InvalidateCursors();                  // every cursor given out so far
  void TakeBack(const std::string& right);   // the person's consent, in the account's settings
  void RevokeToken(int subcode);             // each token there is: 190/`subcode`; 0: plain 190
  void LoseRole(absl::string_view page_id);  // from now on 190/492 for the Page's token
  // A fresh login: this token and no other. One that begins with IG is Instagram Login's.
  void AcceptToken(absl::string_view token);
  void EndDataAccess();                                 // as 90 days without the person do
  void SetBudgets(CallBudget app, CallBudget account);  // counted afresh
  // What X-App-Usage says, call by call, whatever was counted; see UsageMeters::Script.
  void ScriptUsage(std::vector<int> percents);
  int64_t refused_calls() const;  // because a budget was used up
  // Moves the server's clock ahead of options.clock.
  void AdvanceClock(absl::Duration by);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace photoferry::demo
