// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/status.h"
#include "tests/fakes/demo/account.h"

namespace photoferry::demo {

// Writes what a complete export of the account must bring home, as JSON:
//   {"account": "...", "albums": [{"id", "name", "type", "items"}],
//    "items": [{"id", "kind", "mime_type", "size", "sha256", "albums": [id], "album_names":
//    [name]}]}
// Tagged photos, which belong to others, are not in it. Reads every file once through.
absl::Status WriteManifest(const Account& account, const std::string& path);

}  // namespace photoferry::demo
