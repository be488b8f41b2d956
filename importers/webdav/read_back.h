// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "importers/webdav/dav_client.h"

namespace photoferry::webdav {

// The SHA-256 of the file at `url`, all of which is read.
absl::StatusOr<std::string> HashOf(DavClient& client, const std::string& url,
                                   ProviderContext& context);

// Both files are there and have the same bytes, which are read only if their sizes agree.
absl::StatusOr<bool> HaveSameBytes(DavClient& client, const std::string& one,
                                   const std::string& other, ProviderContext& context);

}  // namespace photoferry::webdav
