// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "common/base/mutex.h"
#include "importers/webdav/dav_client.h"
#include "importers/webdav/habits.h"
#include "importers/webdav/href.h"
#include "photoferry/v1/media.pb.h"

namespace photoferry::webdav {

// One folder an album, named after it. A title that is taken - by another album, by something that
// was there before, or but for case - becomes "Title (2)". A folder belongs to the album that its
// marker names, so an album finds its folder again in every later job. One call at a time: the
// engine's album lane.
class AlbumFolders {
 public:
  AlbumFolders(DavClient& client, const Tree& tree, const Habits& habits)
      : client_(client), tree_(tree), habits_(habits) {}

  // Makes the album's folder, or finds it; its name.
  absl::StatusOr<std::string> Ensure(const v1::PhotoAlbum& album, ProviderContext& context);

 private:
  struct Known {
    std::set<std::string> taken;                     // folded names
    std::map<std::string, std::string> by_identity;  // -> folder name
  };
  absl::StatusOr<Known> Load(ProviderContext& context);
  absl::StatusOr<std::string> IdentityIn(const std::string& folder, ProviderContext& context);
  absl::StatusOr<std::string> Make(const v1::PhotoAlbum& album, const Known& known,
                                   ProviderContext& context);
  absl::Status WriteMarker(const std::string& folder, const v1::PhotoAlbum& album,
                           ProviderContext& context);

  DavClient& client_;
  const Tree& tree_;
  const Habits habits_;
  Known known_;
  bool loaded_ = false;
};

}  // namespace photoferry::webdav
