// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "tests/testing/canary_mark.h"

namespace photoferry::demo {

// The app that people log in to, and what is not known for sure about the real logins.
struct LoginOptions {
  std::string app_id = "1234567890";
  std::string app_secret = "demo-app-secret-" PHOTOFERRY_CANARY_MARK;
  // Instagram Business Login has an app id and secret of its own.
  std::string instagram_app_id = "9876543210";
  std::string instagram_app_secret = "demo-instagram-app-secret-" PHOTOFERRY_CANARY_MARK;

  // Where a login may come back to. An app in development may also use any address of this machine.
  std::vector<std::string> redirect_uris;
  bool in_development = true;
  // Facebook Login for Business: the rights behind a config_id.
  std::map<std::string, std::vector<std::string>> configurations = {
      {"1122334455", {"public_profile", "user_photos", "user_videos"}}};
  // The app has Standard Access and the person no role in it: rights beyond public_profile are not
  // offered, and Instagram lets nobody in.
  bool without_role = false;

  // Of the token that a code is exchanged for. Servers of Facebook's were seen to give 60 days.
  absl::Duration first_token_life = absl::Hours(2);
  absl::Duration long_token_life = absl::Hours(24 * 60);
  bool tells_lifetime = true;  // expires_in
  // After a login; then the token stays good, but shows no more than the name.
  absl::Duration data_access_life = absl::Hours(24 * 90);
  int data_access_error = 190;  // or 10
  // api.instagram.com answers {"data":[{...}]}, as the documents show it.
  bool wrapped_token = false;
};

}  // namespace photoferry::demo
