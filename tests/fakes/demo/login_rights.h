// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "tests/fakes/demo/graph_server.h"

namespace photoferry::demo {

// What a right reaches: everything of the person's, or what is ticked.
enum class RightReach { kPerson, kPages, kInstagramAccounts };

struct LoginRight {
  const char* name;
  GraphDoor door;
  RightReach reach;
  const char* words;  // as the dialog puts it
};

// Nothing for a right that there is not, or not at this door.
const LoginRight* FindRight(GraphDoor door, absl::string_view name);

// Cannot be declined.
inline constexpr char kPublicProfile[] = "public_profile";

}  // namespace photoferry::demo
