// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "common/http/url.h"
#include "importers/webdav/dav_client.h"
#include "importers/webdav/nextcloud.h"
#include "importers/webdav/settings.h"

namespace photoferry::webdav {

// The folder that everything goes into, and what serves it.
struct Root {
  Url url;
  Resource folder;
  std::optional<Nextcloud> cloud;  // nothing: a server without such ways of its own
};

// Looks at the address that the person gave; makes the folder where it is missing. The address of a
// Nextcloud itself leads to the user's files there. BAD_CONFIGURATION if it is no WebDAV folder.
absl::StatusOr<Root> FindRoot(DavClient& client, const Settings& settings,
                              ProviderContext& context);

}  // namespace photoferry::webdav
