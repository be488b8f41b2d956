// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/instagram/instagram_walk.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "exporters/meta/graph/chosen.h"
#include "exporters/meta/graph/graph_entry.h"
#include "exporters/meta/graph/graph_error.h"
#include "exporters/meta/instagram/instagram_wire.h"

namespace photoferry::meta {
namespace {

constexpr int64_t kHorizon = 10000;  // posts that Instagram shows, the newest
constexpr char kService[] = "Instagram";
constexpr char kArchive[] =
    "The account's archive (Accounts Centre, Download your information) holds them.";

std::string EdgeOf(InstagramListing listing) {
  return listing == InstagramListing::kStories ? "stories" : "media";
}

void AddAlbum(const v1::PhotoAlbum& album, ListedPage& page) {
  const bool known = std::any_of(page.albums.begin(), page.albums.end(),
                                 [&album](const auto& one) { return one.id() == album.id(); });
  if (!known) page.albums.push_back(album);
}

}  // namespace

InstagramWalk::InstagramWalk(GraphClient& client, LocationCache& locations,
                             InstagramAccount account, InstagramRules rules)
    : client_(client),
      locations_(locations),
      account_(std::move(account)),
      rules_(std::move(rules)),
      post_fields_(rules_.post_fields, {"id", "media_type", "media_url"}),
      child_fields_(kChildFields, {"id", "media_type", "media_url"}) {}

absl::StatusOr<ListedPage> InstagramWalk::ListPage(const InstagramCursor& cursor,
                                                   const v1::Selection& selection,
                                                   ProviderContext& context) {
  const Request request{cursor, selection, context};
  return cursor.listing == InstagramListing::kRoot ? Root(request) : List(request);
}

ListedPage InstagramWalk::Root(const Request& request) const {
  ListedPage page;
  for (const InstagramListing listing : {InstagramListing::kStories, InstagramListing::kPosts}) {
    const v1::PhotoAlbum album =
        AlbumOfPost(rules_.albums, {.listing = listing, .photo = v1::Photo::default_instance()});
    // Which posts lie in a chosen album only the posts themselves tell.
    const bool albums_differ =
        listing == InstagramListing::kPosts && rules_.albums != InstagramAlbums::kNone;
    if (!albums_differ && !IsChosen(request.selection, album)) continue;
    page.children.push_back(
        InstagramCursor{.listing = listing, .place = {.page_size = rules_.page_size}}.ToText());
  }
  return page;
}

absl::StatusOr<ListedPage> InstagramWalk::List(const Request& request) {
  const InstagramCursor& cursor = request.cursor;
  const absl::StatusOr<GraphPage> read =
      ReadPage(client_,
               {.edge = absl::StrCat(account_.id, "/", EdgeOf(cursor.listing)),
                .params = {},
                .fields = post_fields_},
               cursor.place, request.context);
  if (!read.ok()) return Refused(request, read.status());
  ListedPage page{.notices = read->notices};
  for (const auto& [post, position] : NamedEntries(*read, kService, page.notices)) {
    PF_RETURN_IF_ERROR(AddPost(request, post, position, page));
  }
  if (read->next.has_value()) {
    page.next = InstagramCursor{.listing = cursor.listing, .place = *read->next}.ToText();
  } else if (cursor.listing == InstagramListing::kPosts) {
    TellOfUnlisted(read->position + static_cast<int64_t>(read->entries.size()), page);
  }
  return page;
}

absl::StatusOr<ListedPage> InstagramWalk::Refused(const Request& request,
                                                  const absl::Status& status) const {
  const bool gone = ReasonOf(status) == v1::SOURCE_GONE;
  if (request.cursor.listing == InstagramListing::kStories && (gone || IsRefusal(status))) {
    ListedPage page;
    page.notices.push_back(absl::StrCat("Stories are left out: ", ProblemOf(status).message()));
    return page;
  }
  if (!gone) return status;
  return Failure(v1::PERMISSION_MISSING,
                 absl::StrCat("Instagram no longer shows the account ", NameOf(account_),
                              " to this login; what is missing cannot be fetched."),
                 "See whether the account is still professional and the login still has a role on "
                 "its Page, then connect it again.");
}

absl::Status InstagramWalk::AddPost(const Request& request, const Json& post, int64_t position,
                                    ListedPage& page) {
  const v1::Photo whole = MediaFrom(post);
  const bool is_carousel = IsCarousel(post);
  v1::PhotoAlbum album = AlbumOfPost(rules_.albums, {.listing = request.cursor.listing,
                                                     .is_carousel = is_carousel,
                                                     .photo = whole,
                                                     .position = position});
  if (!IsChosen(request.selection, album)) return absl::OkStatus();
  PF_ASSIGN_OR_RETURN(std::vector<v1::Photo> items, ItemsOf(post, page, request.context));
  if (items.empty()) return absl::OkStatus();
  const bool own_album = album.id() == whole.id();
  if (own_album) album.set_cover_photo_id(items.front().id());
  if (!album.id().empty()) AddAlbum(album, page);
  int64_t place = own_album ? 0 : position;
  for (v1::Photo& item : items) {
    if (!album.id().empty()) {
      v1::Placement& placement = *item.add_placements();
      placement.set_album_id(album.id());
      placement.set_position(place);
    }
    if (own_album) ++place;
    page.photos.push_back(std::move(item));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<v1::Photo>> InstagramWalk::ItemsOf(const Json& post, ListedPage& page,
                                                              ProviderContext& context) {
  std::vector<v1::Photo> items;
  if (!IsCarousel(post)) {
    AddItem(MediaFrom(post), post, items);
    return items;
  }
  const absl::StatusOr<std::vector<Json>> children = ReadChildren(post, context);
  if (!children.ok() && ReasonOf(children.status()) == v1::SOURCE_GONE) {
    page.notices.push_back(
        absl::StrCat("The carousel ", IdOf(post), " vanished from Instagram while it was listed."));
    return items;
  }
  if (!children.ok() && !IsRefusal(children.status())) return children.status();
  std::set<std::string> known;
  int64_t nameless = 0;
  for (const Json& child : children.value_or(std::vector<Json>())) {
    const int64_t index = static_cast<int64_t>(known.size());
    if (!IsGraphId(IdOf(child))) {
      ++nameless;
    } else if (known.insert(IdOf(child)).second) {  // lists repeat entries now and then
      AddItem(ChildFrom(child, post, index), child, items);
    }
  }
  if (nameless > 0) page.notices.push_back(NamelessNotice(kService, nameless));
  if (!items.empty()) return items;
  page.notices.push_back(absl::StrCat("Instagram does not show what is in the carousel ",
                                      IdOf(post), "; of it at most the first picture is copied."));
  AddItem(MediaFrom(post), post, items);
  return items;
}

absl::StatusOr<std::vector<Json>> InstagramWalk::ReadChildren(const Json& post,
                                                              ProviderContext& context) {
  std::vector<Json> children;
  if (HasAllChildren(post)) {
    for (const Json& child : post["children"]["data"]) children.push_back(child);
    return children;
  }
  std::optional<GraphPlace> place = GraphPlace{.page_size = rules_.page_size};
  while (place.has_value()) {
    PF_ASSIGN_OR_RETURN(
        const GraphPage read,
        ReadPage(
            client_,
            {.edge = absl::StrCat(IdOf(post), "/children"), .params = {}, .fields = child_fields_},
            *place, context));
    children.insert(children.end(), read.entries.begin(), read.entries.end());
    place = read.next;
  }
  return children;
}

void InstagramWalk::AddItem(v1::Photo item, const Json& entry, std::vector<v1::Photo>& items) {
  locations_.Put(item.id(), MediaUrlOf(entry, kMediaVariant));
  if (!rules_.still_pictures || !IsWithheldVideo(entry)) {
    items.push_back(std::move(item));
    return;
  }
  v1::Photo still = StillPictureOf(item);
  locations_.Put(still.id(), MediaUrlOf(entry, kThumbnailVariant));
  items.push_back(std::move(item));
  items.push_back(std::move(still));
}

void InstagramWalk::TellOfUnlisted(int64_t listed, ListedPage& page) const {
  const int64_t unlisted = account_.media_count - listed;
  if (listed >= kHorizon) {
    page.notices.push_back(absl::StrCat(
        "Instagram shows programs only the 10,000 newest posts of an account",
        unlisted > 0 ? absl::StrCat("; ", unlisted, " older ones are not copied. ", kArchive)
                     : absl::StrCat("; older ones are not copied. ", kArchive)));
  } else if (unlisted > 0) {
    page.notices.push_back(absl::StrCat(
        "Instagram counts ", account_.media_count, " posts in this account and listed ", listed,
        ". It lists a post made together with others only to the account that published it; the "
        "others may be such, or were deleted meanwhile."));
  }
}

}  // namespace photoferry::meta
