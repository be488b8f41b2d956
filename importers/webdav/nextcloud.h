// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/http/url.h"
#include "importers/webdav/dav_client.h"

namespace photoferry::webdav {

// Where one user's things are at a Nextcloud, besides the files themselves.
class Nextcloud {
 public:
  // From the address of the user's files and what a PROPFIND told of it. Nothing: it is no such
  // address, or the server told no id that only Nextcloud and its relatives have.
  static std::optional<Nextcloud> From(const Url& files, const Resource& root);

  std::string UploadUrl(absl::string_view upload) const;  // a chunked upload's folder
  std::string ChunkUrl(absl::string_view upload, int64_t number) const;
  std::string AssemblyUrl(absl::string_view upload) const;
  std::string AlbumsUrl() const;
  std::string AlbumUrl(absl::string_view album) const;  // ends with '/'
  // Pages for people.
  std::string PageOfAlbum(absl::string_view album) const;
  // `file_id` with or without the instance's name behind it; "" of none.
  std::string PageOfFile(absl::string_view file_id) const;

 private:
  std::string instance_;  // ends with '/'
  std::string user_;      // as it stands in paths, encoded
};

// The address of a user's files where the person gave that of the whole instance.
Url FilesOf(const Url& instance, absl::string_view username);

// Whether a Nextcloud is at this address, by what it tells without a login.
absl::StatusOr<bool> IsInstance(DavClient& client, const Url& url, ProviderContext& context);

// Says that the file is one of the person's favourites.
absl::Status MakeFavourite(DavClient& client, const std::string& file_url,
                           ProviderContext& context);

}  // namespace photoferry::webdav
