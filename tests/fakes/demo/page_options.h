// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace photoferry::demo {

// A Page, what it shows, and what the account's owner may do there.
struct PageOptions {
  std::string name;  // empty: a made-up one
  int64_t photos = 30;
  int64_t videos = 4;
  int64_t albums = 3;
  int64_t reels = 3;
  int64_t stories = 2;
  std::vector<std::string> tasks = {"ADVERTISE", "ANALYZE",  "CREATE_CONTENT",
                                    "MESSAGING", "MODERATE", "MANAGE"};
  bool new_page = false;  // of the new Pages experience, whose tasks begin with PROFILE_PLUS_
};

}  // namespace photoferry::demo
