// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/status.h"
#include "importers/webdav/dav_client.h"

namespace photoferry::webdav {

// Copies a file into `folder_url` as `to`, over whatever is there. The server does it, and the
// bytes do not come here again; where it has no COPY, or a server behind another one does not know
// its own address, they pass through here. Errors are those of UploadFailure.
absl::Status CopyFile(DavClient& client, const std::string& from, const std::string& to,
                      const std::string& folder_url, ProviderContext& context);

}  // namespace photoferry::webdav
