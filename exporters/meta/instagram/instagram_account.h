// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/json.h"
#include "exporters/meta/graph/graph_client.h"

// Finding the professional account that a login may read. Each way in which there is none has one
// message: why, and what to do.

namespace photoferry::meta {

struct InstagramAccount {
  std::string id;  // of the professional account
  std::string username;
  std::string name;
  int64_t media_count = 0;  // as Instagram counts; 0: not told
  std::vector<std::string> notices;
};

// Instagram API with Facebook Login (instagram_pages.cc): the account behind a Page that the person
// has a task on. `wanted`: its username or id; may be empty where there is only one.
absl::StatusOr<InstagramAccount> FindThroughPages(GraphClient& client, const std::string& wanted,
                                                  ProviderContext& context);

// Instagram API with Instagram Login (instagram_login.cc): the account that logged in.
absl::StatusOr<InstagramAccount> FindThroughLogin(GraphClient& client, const std::string& wanted,
                                                  ProviderContext& context);

// True if a person who wrote `wanted` ("zoe", "@Zoe", "17841400000000001") means this account.
bool IsWanted(const InstagramAccount& account, const std::string& wanted);
// "@zoe (17841400000000001)"
std::string NameOf(const InstagramAccount& account);

// What is left to a personal account.
inline constexpr char kProfessionalOrArchive[] =
    "Make the account a professional one in Instagram's settings (Business or Creator, free of "
    "charge), or take a personal account along by its archive: Accounts Centre, Your information "
    "and permissions, Download your information.";

}  // namespace photoferry::meta
