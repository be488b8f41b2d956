// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/facebook/facebook_walk.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "exporters/meta/facebook/facebook_wire.h"
#include "exporters/meta/graph/chosen.h"
#include "exporters/meta/graph/graph_entry.h"
#include "exporters/meta/graph/graph_error.h"

namespace photoferry::meta {
namespace {

void Place(const std::string& album, int64_t position, v1::Photo& photo) {
  v1::Placement& placement = *photo.add_placements();
  placement.set_album_id(album);
  placement.set_position(position);
}

// What every listing does with its page, apart from the entries.
void Continue(const FacebookCursor& cursor, const GraphPage& read, ListedPage& page) {
  page.notices.insert(page.notices.end(), read.notices.begin(), read.notices.end());
  if (!read.next.has_value()) return;
  FacebookCursor next = cursor;
  next.place = *read.next;
  page.next = next.ToText();
}

void TellOfNameless(int64_t nameless, ListedPage& page) {
  if (nameless > 0) page.notices.push_back(NamelessNotice("Facebook", nameless));
}

}  // namespace

FacebookWalk::FacebookWalk(GraphClient& client, LocationCache& locations, int page_size)
    : client_(client),
      locations_(locations),
      page_size_(page_size),
      album_fields_(kAlbumFields, {"id", "name"}),
      photo_fields_(kPhotoFields, {"id", "images"}),
      video_fields_(kVideoFields, {"id", "source"}) {}

absl::StatusOr<ListedPage> FacebookWalk::ListPage(const FacebookCursor& cursor,
                                                  const v1::Selection& selection,
                                                  const FacebookAccess& access,
                                                  ProviderContext& context) {
  const Request request{cursor, selection, access, context};
  switch (cursor.listing) {
    case FacebookListing::kRoot:
      return Root(request);
    case FacebookListing::kAlbums:
      return ListAlbums(request);
    case FacebookListing::kAlbumPhotos:
      return ListAlbumPhotos(request);
    case FacebookListing::kUploads:
    case FacebookListing::kRebuiltAlbums:
    case FacebookListing::kPlacements:
      return ListUploads(request);
    case FacebookListing::kVideos:
      return ListVideos(request);
  }
  return Failure(v1::INTERNAL_FAULT, "A listing of the Facebook account has no reader.");
}

ListedPage FacebookWalk::Root(const Request& request) const {
  ListedPage page;
  if (request.access.photos) {
    page.children.push_back(CursorOf(FacebookListing::kAlbums));
  } else {
    AddUnsorted(request, /*uploads=*/false, page);
  }
  return page;
}

absl::StatusOr<ListedPage> FacebookWalk::ListAlbums(const Request& request) {
  const absl::StatusOr<GraphPage> read =
      ReadPage(client_, {.edge = "me/albums", .fields = album_fields_}, request.cursor.place,
               request.context);
  if (!read.ok()) {
    if (IsRefusal(read.status())) return PageInsteadOfAlbums(request);
    return read.status();
  }
  ListedPage page;
  int64_t position = read->position;
  int64_t nameless = 0;
  for (const Json& entry : read->entries) {
    v1::PhotoAlbum album = AlbumFrom(entry, position++);
    if (!IsGraphId(album.id())) {
      ++nameless;
      continue;
    }
    if (!IsChosen(request.selection, album)) continue;
    page.children.push_back(CursorOf(FacebookListing::kAlbumPhotos, album.id()));
    page.albums.push_back(std::move(album));
  }
  TellOfNameless(nameless, page);
  Continue(request.cursor, *read, page);
  if (!page.next.has_value()) AddUnsorted(request, /*uploads=*/true, page);
  return page;
}

absl::StatusOr<ListedPage> FacebookWalk::ListAlbumPhotos(const Request& request) {
  const std::string& album = request.cursor.album;
  const absl::StatusOr<GraphPage> read =
      ReadPage(client_, {.edge = absl::StrCat(album, "/photos"), .fields = photo_fields_},
               request.cursor.place, request.context);
  ListedPage page;
  if (!read.ok() && ReasonOf(read.status()) == v1::SOURCE_GONE) {
    page.notices.push_back(absl::StrCat(
        "The album ", album,
        " vanished from Facebook while it was listed. Photos of it that Facebook still has are "
        "found among the uploads."));
    return page;
  }
  if (!read.ok() && IsRefusal(read.status())) {
    page.notices.push_back(
        "Facebook does not let the photos of an album be listed. They are found among the uploads "
        "instead, by the album that each photo names; videos stay outside of that album.");
    page.children.push_back(CursorOf(FacebookListing::kPlacements));
    return page;
  }
  PF_RETURN_IF_ERROR(read.status());
  int64_t position = read->position;
  int64_t nameless = 0;
  for (const Json& entry : read->entries) {
    const int64_t here = position++;
    if (!IsGraphId(IdOf(entry))) {
      ++nameless;
      continue;
    }
    PF_ASSIGN_OR_RETURN(v1::Photo photo, PhotoOrVideo(entry, request.context));
    Place(album, here, photo);
    page.photos.push_back(std::move(photo));
  }
  TellOfNameless(nameless, page);
  Continue(request.cursor, *read, page);
  return page;
}

absl::StatusOr<ListedPage> FacebookWalk::ListUploads(const Request& request) {
  PF_ASSIGN_OR_RETURN(
      const GraphPage read,
      ReadPage(client_,
               {.edge = "me/photos", .params = {{"type", "uploaded"}}, .fields = photo_fields_},
               request.cursor.place, request.context));
  ListedPage page;
  int64_t position = read.position;
  int64_t nameless = 0;
  for (const Json& entry : read.entries) {
    const int64_t here = position++;
    if (IsGraphId(IdOf(entry))) {
      AddUpload(request, entry, here, page);
    } else {
      ++nameless;
    }
  }
  TellOfNameless(nameless, page);
  Continue(request.cursor, read, page);
  return page;
}

void FacebookWalk::AddUpload(const Request& request, const Json& entry, int64_t position,
                             ListedPage& page) {
  v1::PhotoAlbum album = AlbumOfPhoto(entry);
  if (!IsChosen(request.selection, album)) return;
  v1::Photo photo = Photo(entry);
  if (request.cursor.listing != FacebookListing::kUploads && !album.id().empty()) {
    Place(album.id(), position, photo);
    const bool known = std::any_of(page.albums.begin(), page.albums.end(),
                                   [&album](const auto& one) { return one.id() == album.id(); });
    if (request.cursor.listing == FacebookListing::kRebuiltAlbums && !known) {
      page.albums.push_back(std::move(album));
    }
  }
  page.photos.push_back(std::move(photo));
}

absl::StatusOr<ListedPage> FacebookWalk::ListVideos(const Request& request) {
  const absl::StatusOr<GraphPage> read = ReadPage(
      client_, {.edge = "me/videos", .params = {{"type", "uploaded"}}, .fields = video_fields_},
      request.cursor.place, request.context);
  ListedPage page;
  if (!read.ok() && IsRefusal(read.status())) {
    page.notices.push_back(
        absl::StrCat("Videos are left out: ", ProblemOf(read.status()).message(),
                     " Connect the account again and allow access to videos to have them copied."));
    return page;
  }
  PF_RETURN_IF_ERROR(read.status());
  int64_t nameless = 0;
  for (const Json& entry : read->entries) {
    if (IsGraphId(IdOf(entry))) {
      page.photos.push_back(Video(entry));
    } else {
      ++nameless;
    }
  }
  TellOfNameless(nameless, page);
  Continue(request.cursor, *read, page);
  return page;
}

void FacebookWalk::AddUnsorted(const Request& request, bool uploads, ListedPage& page) const {
  if (!request.selection.albums().empty()) return;
  if (uploads && request.access.photos && Wants(request.selection, v1::PHOTO)) {
    page.children.push_back(CursorOf(FacebookListing::kUploads));
  }
  if (request.access.videos && Wants(request.selection, v1::VIDEO)) {
    page.children.push_back(CursorOf(FacebookListing::kVideos));
  }
}

ListedPage FacebookWalk::PageInsteadOfAlbums(const Request& request) const {
  ListedPage page;
  page.notices.push_back(
      "Facebook does not let albums be listed. They are put together from the album that each "
      "uploaded photo names: their names stay, their descriptions, covers and videos are missing.");
  if (Wants(request.selection, v1::PHOTO)) {
    page.children.push_back(CursorOf(FacebookListing::kRebuiltAlbums));
  }
  AddUnsorted(request, /*uploads=*/false, page);
  return page;
}

absl::StatusOr<v1::Photo> FacebookWalk::PhotoOrVideo(const Json& entry, ProviderContext& context) {
  switch (KindOf(entry)) {
    case EntryKind::kPhoto:
      return Photo(entry);
    case EntryKind::kVideo:
      return Video(entry);
    case EntryKind::kUnknown:
      break;
  }
  return Resolve(entry, context);
}

absl::StatusOr<v1::Photo> FacebookWalk::Resolve(const Json& entry, ProviderContext& context) {
  while (true) {
    const std::string asked = video_fields_.Text();
    const absl::StatusOr<Json> node = client_.Get(IdOf(entry), {{"fields", asked}}, context);
    if (node.ok()) return KindOf(*node) == EntryKind::kVideo ? Video(*node) : Photo(entry);
    const absl::Status& status = node.status();
    // A photo has no such field; a video that lacks one is asked again without it.
    const bool is_photo = absl::StrContains(UnknownFieldNodeOf(status), "Photo");
    if (!is_photo && video_fields_.Drop(UnknownFieldOf(status), asked)) continue;
    if (is_photo || IsRefusal(status) || ReasonOf(status) == v1::SOURCE_GONE) return Photo(entry);
    return status;
  }
}

v1::Photo FacebookWalk::Photo(const Json& entry) {
  v1::Photo photo = PhotoFrom(entry);
  locations_.Put(photo.id(), PhotoUrlOf(entry));
  return photo;
}

v1::Photo FacebookWalk::Video(const Json& entry) {
  v1::Photo video = VideoFrom(entry);
  locations_.Put(video.id(), VideoUrlOf(entry));
  return video;
}

std::string FacebookWalk::CursorOf(FacebookListing listing, const std::string& album) const {
  return FacebookCursor{.listing = listing, .album = album, .place = {.page_size = page_size_}}
      .ToText();
}

}  // namespace photoferry::meta
