// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "importers/importer.h"
#include "importers/webdav/nextcloud.h"
#include "importers/webdav/sending.h"

namespace photoferry::webdav {

// Sends the item in chunks (Nextcloud, chunked upload v2): each that the server acknowledged is
// kept for a day, so that after a break or a kill at most one is sent again. `length` is the
// file's. SESSION_EXPIRED where the server has forgotten the upload.
absl::StatusOr<Sent> SendInChunks(SendTask& task, const std::string& folder, int64_t length,
                                  const Site& site, ProviderContext& context);

// Takes back what an abandoned upload left at the server.
absl::Status DiscardChunks(const v1::UploadSession& session, DavClient& client,
                           const Nextcloud& cloud, ProviderContext& context);

}  // namespace photoferry::webdav
