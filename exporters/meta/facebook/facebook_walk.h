// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/statusor.h"
#include "exporters/exporter.h"
#include "exporters/meta/facebook/facebook_cursor.h"
#include "exporters/meta/graph/graph_client.h"
#include "exporters/meta/graph/graph_page.h"
#include "exporters/meta/graph/location_cache.h"

namespace photoferry::meta {

// What the person let us read.
struct FacebookAccess {
  bool photos = true;
  bool videos = true;
};

// The tree of an account's listings. Albums come first, so that what lies in an album is met there
// first:
//
//   root -> albums -> each album's photos and videos
//                  -> uploads, videos        (below the last page of albums)
//
// Facebook's reference no longer promises the album edges. Where me/albums is refused, uploads are
// read with the album that each photo names, and the albums are made from those. Thread-safe.
class FacebookWalk {
 public:
  // Both must outlive this.
  FacebookWalk(GraphClient& client, LocationCache& locations, int page_size);

  absl::StatusOr<ListedPage> ListPage(const FacebookCursor& cursor, const v1::Selection& selection,
                                      const FacebookAccess& access, ProviderContext& context);

 private:
  struct Request {
    const FacebookCursor& cursor;
    const v1::Selection& selection;
    const FacebookAccess& access;
    ProviderContext& context;
  };

  ListedPage Root(const Request& request) const;
  absl::StatusOr<ListedPage> ListAlbums(const Request& request);
  absl::StatusOr<ListedPage> ListAlbumPhotos(const Request& request);
  absl::StatusOr<ListedPage> ListUploads(const Request& request);
  absl::StatusOr<ListedPage> ListVideos(const Request& request);

  // The listings of what lies in no album; below the last page of albums.
  void AddUnsorted(const Request& request, bool uploads, ListedPage& page) const;
  ListedPage PageInsteadOfAlbums(const Request& request) const;
  void AddUpload(const Request& request, const Json& entry, int64_t position, ListedPage& page);
  absl::StatusOr<v1::Photo> PhotoOrVideo(const Json& entry, ProviderContext& context);
  // Reads the node, because its entry tells neither a photo nor a video.
  absl::StatusOr<v1::Photo> Resolve(const Json& entry, ProviderContext& context);
  v1::Photo Photo(const Json& entry);
  v1::Photo Video(const Json& entry);
  std::string CursorOf(FacebookListing listing, const std::string& album = "") const;

  GraphClient& client_;
  LocationCache& locations_;
  const int page_size_;
  FieldList album_fields_;
  FieldList photo_fields_;
  FieldList video_fields_;
};

}  // namespace photoferry::meta
