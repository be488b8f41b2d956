// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "importers/importer.h"
#include "importers/webdav/dav_client.h"

namespace photoferry::webdav {

// Where an item's file is, seen from the album's folder.
using FileOfItem = std::function<absl::StatusOr<std::string>(const ClosedItem& item)>;

// Sends the album's manifest (common/media/manifest.h) to `url`. Items are read one by one while it
// goes up; only a manifest of moderate size is put together before, so that its length is known.
absl::StatusOr<HttpResponse> UploadManifest(DavClient& client, const std::string& url,
                                            const v1::PhotoAlbum& album, AlbumContents& contents,
                                            const FileOfItem& file_of, ProviderContext& context);

}  // namespace photoferry::webdav
