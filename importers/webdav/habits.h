// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/statusor.h"
#include "importers/webdav/dav_client.h"
#include "importers/webdav/href.h"

namespace photoferry::webdav {

// In what servers differ and what no property of theirs tells: it is tried, with a file of one byte
// that is removed again.
struct Habits {
  // If-None-Match: * keeps what is there (nginx, rclone and others write over it).
  bool creates_conditionally = false;
  // MOVE gives a file another name (a server behind another one may not know its own address).
  bool moves = false;
  // A PUT may ask for the folders that are missing (Nextcloud; known, not tried).
  bool makes_parents = false;
};

// PERMISSION_MISSING where nothing may be written.
absl::StatusOr<Habits> Learn(DavClient& client, const Tree& tree, ProviderContext& context);

}  // namespace photoferry::webdav
