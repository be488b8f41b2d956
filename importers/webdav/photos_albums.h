// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/mutex.h"
#include "importers/webdav/dav_client.h"
#include "importers/webdav/nextcloud.h"
#include "photoferry/v1/media.pb.h"

namespace photoferry::webdav {

// Albums in Nextcloud's Photos app. They hold references, so a photo may be in many and its bytes
// are there once. They bear no mark of ours: which one is which is remembered, before it is made,
// for the account. One call at a time: the engine's album lane.
class PhotosAlbums {
 public:
  PhotosAlbums(DavClient& client, const Nextcloud& cloud) : client_(client), cloud_(cloud) {}

  // Whether this Nextcloud has that app.
  absl::StatusOr<bool> AreThere(ProviderContext& context);

  // Makes the album, or finds it; its name, which is `wished` or the next that is free.
  absl::StatusOr<std::string> Ensure(const v1::PhotoAlbum& album, const std::string& wished,
                                     ProviderContext& context);

  // Puts a file into the album called `name`. Harmless to repeat.
  absl::Status Join(const std::string& name, const std::string& file_url,
                    absl::string_view file_name, ProviderContext& context);

 private:
  absl::StatusOr<std::string> FreeName(const std::string& wished, ProviderContext& context);

  DavClient& client_;
  const Nextcloud cloud_;
};

}  // namespace photoferry::webdav
