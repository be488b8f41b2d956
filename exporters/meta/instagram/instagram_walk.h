// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "exporters/exporter.h"
#include "exporters/meta/graph/graph_client.h"
#include "exporters/meta/graph/graph_page.h"
#include "exporters/meta/graph/location_cache.h"
#include "exporters/meta/instagram/instagram_account.h"
#include "exporters/meta/instagram/instagram_albums.h"
#include "exporters/meta/instagram/instagram_cursor.h"

namespace photoferry::meta {

struct InstagramRules {
  int page_size = 100;
  InstagramAlbums albums = InstagramAlbums::kCarousels;
  // The still picture of a withheld video is an item of its own.
  bool still_pictures = true;
  std::string post_fields;
};

// The two listings of an account. Stories come first, since they vanish within a day:
//
//   root -> stories
//        -> posts, and in them the children of carousels
//
// Thread-safe.
class InstagramWalk {
 public:
  // Both must outlive this.
  InstagramWalk(GraphClient& client, LocationCache& locations, InstagramAccount account,
                InstagramRules rules);

  const InstagramAccount& account() const { return account_; }
  absl::StatusOr<ListedPage> ListPage(const InstagramCursor& cursor, const v1::Selection& selection,
                                      ProviderContext& context);

 private:
  struct Request {
    const InstagramCursor& cursor;
    const v1::Selection& selection;
    ProviderContext& context;
  };

  ListedPage Root(const Request& request) const;
  absl::StatusOr<ListedPage> List(const Request& request);
  // What a listing that is refused as a whole means.
  absl::StatusOr<ListedPage> Refused(const Request& request, const absl::Status& status) const;
  absl::Status AddPost(const Request& request, const Json& post, int64_t position,
                       ListedPage& page);
  // The pictures and videos of a post, in order; with notices about those that cannot be listed.
  absl::StatusOr<std::vector<v1::Photo>> ItemsOf(const Json& post, ListedPage& page,
                                                 ProviderContext& context);
  absl::StatusOr<std::vector<Json>> ReadChildren(const Json& post, ProviderContext& context);
  void AddItem(v1::Photo item, const Json& entry, std::vector<v1::Photo>& items);
  // At the end of the posts: how many of them Instagram did not show.
  void TellOfUnlisted(int64_t listed, ListedPage& page) const;

  GraphClient& client_;
  LocationCache& locations_;
  const InstagramAccount account_;
  const InstagramRules rules_;
  FieldList post_fields_;
  FieldList child_fields_;
};

}  // namespace photoferry::meta
