// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "importers/webdav/dav_client.h"

namespace photoferry::webdav {

// What a refused upload means. Servers give one status for several things (405 and 500 are a full
// disk here and a missing folder there), so the folder is looked at, and where it is in order a
// small file is tried: one item that a server cannot stand must not be taken for a full disk, on
// which the whole job would wait. ALBUM_GONE, DESTINATION_FULL, else what StatusOf says.
absl::Status UploadFailure(const HttpResponse& answer, DavClient& client,
                           const std::string& folder_url, int64_t size, ProviderContext& context);

}  // namespace photoferry::webdav
