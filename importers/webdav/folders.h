// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/status.h"
#include "importers/webdav/dav_client.h"

namespace photoferry::webdav {

// Makes the folder at this URL and its parents where they are missing. One that is there is no
// error, however the server says so: 405 (most), 201 again (rclone) or 200. A file in its place is
// ITEM_REJECTED; a server that makes no folders, BAD_CONFIGURATION.
absl::Status MakeFolder(DavClient& client, const std::string& url, ProviderContext& context);

}  // namespace photoferry::webdav
