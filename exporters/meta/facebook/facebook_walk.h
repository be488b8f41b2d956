// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "exporters/exporter.h"
#include "exporters/meta/facebook/facebook_albums.h"
#include "exporters/meta/facebook/facebook_cursor.h"
#include "exporters/meta/facebook/facebook_pages.h"
#include "exporters/meta/facebook/person_rights.h"
#include "exporters/meta/graph/graph_client.h"
#include "exporters/meta/graph/graph_page.h"
#include "exporters/meta/graph/location_cache.h"
#include "exporters/meta/graph/lookahead.h"

namespace photoferry::meta {

struct FacebookRules {
  int page_size = 100;
  bool tagged = false;  // photos of others on which the person is tagged
};

// The tree of an account's listings. Albums come first, so that what lies in an album is met there
// first:
//
//   root -> albums -> each album's photos and videos
//                  -> uploads, videos, tagged photos      (below the last page of albums)
//        -> each Page's albums -> each album's photos and videos
//                              -> uploads, videos, reels, stories
//
// Facebook's reference no longer promises the album edges. Where an owner's list of albums is
// refused, uploads are read with the album that each photo names, and the albums are made from
// those. A Page that can no longer be read is left out and named; all else goes on. Thread-safe.
class FacebookWalk {
 public:
  // All must outlive this.
  FacebookWalk(GraphClient& client, FacebookPages& pages, PersonRights& rights,
               LocationCache& locations, FacebookRules rules);

  absl::StatusOr<ListedPage> ListPage(const FacebookCursor& cursor, const v1::Selection& selection,
                                      ProviderContext& context);

 private:
  struct Request {
    const FacebookCursor& cursor;
    const v1::Selection& selection;
    const FacebookAccess& access;
    ProviderContext& context;  // with the login of whose it is
    PageName page;             // whose it is
  };
  // A listing of nothing but videos.
  struct VideoListing {
    const char* edge;
    const char* name;  // "Videos"
    GraphParams params;
  };

  absl::StatusOr<ListedPage> List(const Request& request);
  ListedPage Root(const Request& request) const;
  absl::StatusOr<ListedPage> ListAlbums(const Request& request);
  absl::StatusOr<ListedPage> ListAlbumPhotos(const Request& request);
  // What an album whose photos cannot be listed means.
  absl::StatusOr<ListedPage> AlbumRefused(const Request& request, const absl::Status& status) const;
  absl::StatusOr<ListedPage> ListUploads(const Request& request);
  // What uploads that cannot be listed mean: without them no job is whole.
  static absl::Status UploadsRefused(const Request& request, const absl::Status& status);
  absl::StatusOr<ListedPage> ListTagged(const Request& request);

  // The listings of what lies in no album; below the last page of albums.
  void AddUnsorted(const Request& request, bool uploads, ListedPage& page) const;
  void AddPersonsUnsorted(const Request& request, bool uploads, ListedPage& page) const;
  void AddPagesUnsorted(const Request& request, bool uploads, ListedPage& page) const;
  ListedPage PageInsteadOfAlbums(const Request& request) const;
  void AddUpload(const Request& request, const Json& entry, int64_t position, ListedPage& page);
  // Of a Page's: into the album called like it.
  static void PlaceUnsorted(const Request& request, int64_t position, v1::Photo& photo,
                            ListedPage& page);
  // The Page was lost: nothing of it is listed any more, which is said once.
  ListedPage WithoutPage(const std::string& id, const absl::Status& status);

  // facebook_walk_videos.cc
  absl::StatusOr<ListedPage> ListVideos(const Request& request, const VideoListing& listing);
  absl::StatusOr<ListedPage> ListStories(const Request& request);
  // The nodes of those of the entries that tell neither a photo nor a video, where they are videos.
  absl::StatusOr<std::map<std::string, Json>> HiddenVideos(const Request& request,
                                                           const std::vector<Json>& entries);
  absl::Status ReadStories(const Request& request, std::vector<v1::Photo>& stories);

  v1::Photo Photo(const Request& request, const Json& entry);
  v1::Photo Video(const Request& request, const Json& entry);
  // A page without its entries: where it goes on, and what is to be told.
  static ListedPage BarePage(const Request& request, const GraphPage& read);
  // What a refused listing means: all else goes on. Another error than a refusal is returned.
  static absl::StatusOr<ListedPage> LeftOut(absl::string_view what, const absl::Status& status,
                                            absl::string_view advice = "");
  std::string CursorOf(FacebookListing listing, const PageName& page,
                       const std::string& album = "") const;

  GraphClient& client_;
  FacebookPages& pages_;
  PersonRights& rights_;
  LocationCache& locations_;
  const FacebookRules rules_;
  Lookahead videos_ahead_;
  FieldList album_fields_;
  FieldList photo_fields_;
  FieldList tagged_fields_;
  FieldList video_fields_;
  FieldList story_fields_;
};

// "me/albums", "123/albums": an edge of the person or of a Page.
std::string EdgeOf(const PageName& page, absl::string_view edge);

}  // namespace photoferry::meta
