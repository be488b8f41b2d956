// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/fakes/nextcloud/dav_files.h"

namespace photoferry::fakes {

// Albums of the Photos app: below /remote.php/dav/photos/USER/albums/
//
//   MKCOL ALBUM · DELETE ALBUM · MOVE ALBUM · PROPFIND
//   COPY of a file to ALBUM/ANY      the file, once, is in the album; it is not copied
//   DELETE ALBUM/ID-NAME             it is not any more; the file stays
class PhotoAlbums {
 public:
  // `files_base` is where COPY finds files.
  PhotoAlbums(NextcloudState& state, DavPath base, DavPath files_base)
      : state_(state), base_(std::move(base)), files_base_(std::move(files_base)) {}

  // `path`: below `base`.
  DavResponse Handle(const DavRequest& request, const DavPath& path);
  // A COPY of the file at `source`, below `files_base`, whose Destination is an album.
  DavResponse Join(const DavPath& source, const DavPath& destination);
  // True for a COPY that means an album.
  bool IsMeant(const DavRequest& request) const;
  DavPath Below(const DavPath& whole) const;

  std::vector<std::string> Names() const;
  // Ids of files, in the order of joining, that are still there. The album is known.
  std::vector<int64_t> MembersOf(const std::string& album) const;

 private:
  DavResponse MakeAlbum(const std::string& name);
  DavResponse Rename(const DavRequest& request, const std::string& name);
  DavResponse Leave(const std::string& album, const std::string& member);
  DavResponse List(const DavRequest& request, const DavPath& path) const;
  void AddAlbum(const PropertyQuery& query, const std::string& name, Multistatus& answer) const;
  void AddMembers(const PropertyQuery& query, const std::string& name, Multistatus& answer) const;
  std::string Href(const DavPath& below, bool folder) const;
  // The id of "17-photo.jpg" in an album; 0: it is not in there.
  int64_t MemberId(const std::string& album, const std::string& member) const;

  NextcloudState& state_;
  const DavPath base_;
  const DavPath files_base_;
  std::map<std::string, std::vector<int64_t>> albums_;
};

}  // namespace photoferry::fakes
