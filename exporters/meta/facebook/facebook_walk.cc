// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/facebook/facebook_walk.h"

#include <algorithm>
#include <utility>

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

void AddAlbum(v1::PhotoAlbum album, ListedPage& page) {
  const bool known = std::any_of(page.albums.begin(), page.albums.end(),
                                 [&album](const auto& one) { return one.id() == album.id(); });
  if (!known) page.albums.push_back(std::move(album));
}

GraphParams OfType(const char* type) {
  return {{"type", type}};
}

// A listing of a whole account that is not given out, though the account is there: "unsupported
// get request" comes as what a deleted object is answered with, too.
bool IsClosed(const absl::Status& status) {
  return IsRefusal(status) || ReasonOf(status) == v1::SOURCE_GONE;
}

// The last that is listed of what one right allows: an empty album is nothing to wonder at, where
// all uploads are listed after it.
bool IsAllOfAKind(const FacebookCursor& cursor, const v1::Selection& selection) {
  switch (cursor.listing) {
    case FacebookListing::kUploads:
    case FacebookListing::kRebuiltAlbums:
    case FacebookListing::kPlacements:
    case FacebookListing::kVideos:
    case FacebookListing::kTagged:
      return true;
    case FacebookListing::kAlbumPhotos:
      return !selection.albums().empty();
    default:
      return false;
  }
}

bool ShowsNothing(const absl::StatusOr<ListedPage>& listed) {
  return listed.ok() ? listed->photos.empty() : IsClosed(listed.status());
}

}  // namespace

std::string EdgeOf(const PageName& page, absl::string_view edge) {
  return absl::StrCat(page.id.empty() ? "me" : page.id, "/", edge);
}

FacebookWalk::FacebookWalk(GraphClient& client, FacebookPages& pages, PersonRights& rights,
                           LocationCache& locations, FacebookRules rules)
    : client_(client),
      pages_(pages),
      rights_(rights),
      locations_(locations),
      rules_(rules),
      album_fields_(kAlbumFields, {"id", "name"}),
      photo_fields_(kPhotoFields, {"id", "images"}),
      tagged_fields_(absl::StrCat(kPhotoFields, kAuthorField), {"id", "images"}),
      video_fields_(kVideoFields, {"id", "source"}),
      story_fields_(kStoryFields, {"media_id"}) {}

absl::StatusOr<ListedPage> FacebookWalk::ListPage(const FacebookCursor& cursor,
                                                  const v1::Selection& selection,
                                                  ProviderContext& context) {
  if (cursor.page.empty()) {
    absl::StatusOr<ListedPage> listed = List({cursor, selection, rights_.access(), context, {}});
    if (IsAllOfAKind(cursor, selection) && ShowsNothing(listed)) {
      const bool is_video = cursor.listing == FacebookListing::kVideos;
      PF_RETURN_IF_ERROR(rights_.StillAllow(is_video, context));
    }
    return listed;
  }
  const PageName page = {.id = cursor.page, .name = pages_.NameOf(cursor.page)};
  static constexpr FacebookAccess kWhole{};
  ListedPage listed;
  const absl::Status status = pages_.As(page.id, context, [&](ProviderContext& own) {
    PF_ASSIGN_OR_RETURN(listed, List({cursor, selection, kWhole, own, page}));
    return absl::OkStatus();
  });
  if (status.ok()) return listed;
  const bool is_lost =
      IsPageLost(status) || IsRefusal(status) || ReasonOf(status) == v1::SOURCE_GONE;
  if (!is_lost) return status;
  return WithoutPage(page.id, status);
}

ListedPage FacebookWalk::WithoutPage(const std::string& id, const absl::Status& status) {
  ListedPage page;
  if (!pages_.Drop(id)) return page;
  const absl::Status lost =
      IsPageLost(status) ? status : PageLost(pages_.NameOf(id), ProblemOf(status).message());
  page.notices.push_back(ProblemOf(lost).message());
  return page;
}

absl::StatusOr<ListedPage> FacebookWalk::List(const Request& request) {
  switch (request.cursor.listing) {
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
      return ListVideos(request, {"videos", "Videos", OfType("uploaded")});
    case FacebookListing::kReels:
      return ListVideos(request, {"video_reels", "Reels", {}});
    case FacebookListing::kStories:
      return ListStories(request);
    case FacebookListing::kTagged:
      return ListTagged(request);
  }
  return Failure(v1::INTERNAL_FAULT, "A listing of the Facebook account has no reader.");
}

ListedPage FacebookWalk::Root(const Request& request) const {
  ListedPage page;
  if (request.access.photos) {
    page.children.push_back(CursorOf(FacebookListing::kAlbums, {}));
  } else {
    AddUnsorted(request, /*uploads=*/false, page);
  }
  for (const std::string& id : pages_.ids()) {
    page.children.push_back(CursorOf(FacebookListing::kAlbums, {.id = id, .name = ""}));
  }
  return page;
}

absl::StatusOr<ListedPage> FacebookWalk::ListAlbums(const Request& request) {
  const absl::StatusOr<GraphPage> read = ReadPage(
      client_, {.edge = EdgeOf(request.page, "albums"), .params = {}, .fields = album_fields_},
      request.cursor.place, request.context);
  if (!read.ok()) {
    if (IsClosed(read.status())) return PageInsteadOfAlbums(request);
    return read.status();
  }
  ListedPage page = BarePage(request, *read);
  for (const auto& [entry, position] : NamedEntries(*read, kFacebook, page.notices)) {
    v1::PhotoAlbum album = AlbumFrom(entry, position);
    MarkAsOf(request.page, album);
    if (!IsChosen(request.selection, album)) continue;
    page.children.push_back(CursorOf(FacebookListing::kAlbumPhotos, request.page, album.id()));
    page.albums.push_back(std::move(album));
  }
  if (!page.next.has_value()) AddUnsorted(request, /*uploads=*/true, page);
  return page;
}

absl::StatusOr<ListedPage> FacebookWalk::ListAlbumPhotos(const Request& request) {
  const std::string& album = request.cursor.album;
  const absl::StatusOr<GraphPage> read = ReadPage(
      client_, {.edge = absl::StrCat(album, "/photos"), .params = {}, .fields = photo_fields_},
      request.cursor.place, request.context);
  if (!read.ok()) return AlbumRefused(request, read.status());
  PF_ASSIGN_OR_RETURN(const auto videos, HiddenVideos(request, read->entries));
  ListedPage page = BarePage(request, *read);
  for (const auto& [entry, position] : NamedEntries(*read, kFacebook, page.notices)) {
    const auto video = videos.find(IdOf(entry));
    const bool is_video = video != videos.end() || KindOf(entry) == EntryKind::kVideo;
    v1::Photo photo = is_video ? Video(request, video == videos.end() ? entry : video->second)
                               : Photo(request, entry);
    Place(album, position, photo);
    page.photos.push_back(std::move(photo));
  }
  return page;
}

absl::StatusOr<ListedPage> FacebookWalk::AlbumRefused(const Request& request,
                                                      const absl::Status& status) const {
  ListedPage page;
  if (ReasonOf(status) == v1::SOURCE_GONE) {
    page.notices.push_back(absl::StrCat(
        "The album ", request.cursor.album,
        " vanished from Facebook while it was listed. Photos of it that Facebook still has are "
        "found among the uploads."));
    return page;
  }
  if (!IsRefusal(status)) return status;
  page.notices.push_back(
      "Facebook does not let the photos of an album be listed. They are found among the uploads "
      "instead, by the album that each photo names; videos stay outside of that album.");
  page.children.push_back(CursorOf(FacebookListing::kPlacements, request.page));
  return page;
}

absl::StatusOr<ListedPage> FacebookWalk::ListUploads(const Request& request) {
  const absl::StatusOr<GraphPage> read = ReadPage(client_,
                                                  {.edge = EdgeOf(request.page, "photos"),
                                                   .params = OfType("uploaded"),
                                                   .fields = photo_fields_},
                                                  request.cursor.place, request.context);
  if (!read.ok()) return UploadsRefused(request, read.status());
  ListedPage page = BarePage(request, *read);
  for (const auto& [entry, position] : NamedEntries(*read, kFacebook, page.notices)) {
    AddUpload(request, entry, position, page);
  }
  return page;
}

absl::Status FacebookWalk::UploadsRefused(const Request& request, const absl::Status& status) {
  if (ReasonOf(status) != v1::SOURCE_GONE || !request.page.id.empty()) return status;
  return Failure(v1::PERMISSION_MISSING,
                 "Facebook does not let the account's photos be listed, though the login allows "
                 "it; nobody can say what is missing.",
                 "Try again another day. If it stays so, the account's archive holds the same: "
                 "Accounts Centre, Your information and permissions, Download your information.");
}

void FacebookWalk::AddUpload(const Request& request, const Json& entry, int64_t position,
                             ListedPage& page) {
  v1::PhotoAlbum album = AlbumOfPhoto(entry);
  MarkAsOf(request.page, album);
  const bool is_loose = album.id().empty();
  if (is_loose && !request.page.id.empty()) {
    if (!IsChosen(request.selection, AlbumOfPage(request.page))) return;
  } else if (!IsChosen(request.selection, album)) {
    return;
  }
  v1::Photo photo = Photo(request, entry);
  if (is_loose) {
    PlaceUnsorted(request, position, photo, page);
  } else if (request.cursor.listing != FacebookListing::kUploads) {
    Place(album.id(), position, photo);
    if (request.cursor.listing == FacebookListing::kRebuiltAlbums) {
      AddAlbum(std::move(album), page);
    }
  }
  page.photos.push_back(std::move(photo));
}

absl::StatusOr<ListedPage> FacebookWalk::ListTagged(const Request& request) {
  const absl::StatusOr<GraphPage> read =
      ReadPage(client_, {.edge = "me/photos", .params = OfType("tagged"), .fields = tagged_fields_},
               request.cursor.place, request.context);
  if (!read.ok()) return LeftOut("Photos on which you are tagged", read.status());
  ListedPage page = BarePage(request, *read);
  AddAlbum(TaggedAlbum(), page);
  for (const auto& [entry, position] : NamedEntries(*read, kFacebook, page.notices)) {
    v1::Photo photo = Photo(request, entry);
    Place(TaggedAlbum().id(), position, photo);
    page.photos.push_back(std::move(photo));
  }
  return page;
}

void FacebookWalk::AddUnsorted(const Request& request, bool uploads, ListedPage& page) const {
  if (request.page.id.empty()) {
    AddPersonsUnsorted(request, uploads, page);
  } else {
    AddPagesUnsorted(request, uploads, page);
  }
}

void FacebookWalk::AddPersonsUnsorted(const Request& request, bool uploads,
                                      ListedPage& page) const {
  const bool photos = request.access.photos && Wants(request.selection, v1::PHOTO);
  const bool videos = request.access.videos && Wants(request.selection, v1::VIDEO);
  if (request.selection.albums().empty()) {
    if (uploads && photos) page.children.push_back(CursorOf(FacebookListing::kUploads, {}));
    if (videos) page.children.push_back(CursorOf(FacebookListing::kVideos, {}));
  }
  if (rules_.tagged && photos && IsChosen(request.selection, TaggedAlbum())) {
    page.children.push_back(CursorOf(FacebookListing::kTagged, {}));
  }
}

void FacebookWalk::AddPagesUnsorted(const Request& request, bool uploads, ListedPage& page) const {
  if (!IsChosen(request.selection, AlbumOfPage(request.page))) return;
  const auto add = [&](FacebookListing listing) {
    page.children.push_back(CursorOf(listing, request.page));
  };
  if (uploads && Wants(request.selection, v1::PHOTO)) add(FacebookListing::kUploads);
  if (Wants(request.selection, v1::VIDEO)) {
    add(FacebookListing::kVideos);
    add(FacebookListing::kReels);
  }
  add(FacebookListing::kStories);
}

ListedPage FacebookWalk::PageInsteadOfAlbums(const Request& request) const {
  ListedPage page;
  page.notices.push_back(absl::StrCat(
      "Facebook does not let ",
      request.page.id.empty() ? "albums"
                              : absl::StrCat("the albums of the Page \"", request.page.name, "\""),
      " be listed. They are put together from the album that each uploaded photo names: their "
      "names stay, their descriptions, covers and videos are missing."));
  if (Wants(request.selection, v1::PHOTO)) {
    page.children.push_back(CursorOf(FacebookListing::kRebuiltAlbums, request.page));
  }
  AddUnsorted(request, /*uploads=*/false, page);
  return page;
}

void FacebookWalk::PlaceUnsorted(const Request& request, int64_t position, v1::Photo& photo,
                                 ListedPage& page) {
  if (request.page.id.empty()) return;
  Place(request.page.id, PlaceInPage(request.cursor.listing, position), photo);
  AddAlbum(AlbumOfPage(request.page), page);
}

v1::Photo FacebookWalk::Photo(const Request& request, const Json& entry) {
  v1::Photo photo = PhotoFrom(entry);
  MarkAsOf(request.page, photo);
  locations_.Put(photo.id(), PhotoUrlOf(entry));
  return photo;
}

ListedPage FacebookWalk::BarePage(const Request& request, const GraphPage& read) {
  ListedPage page{.notices = read.notices};
  if (!read.next.has_value()) return page;
  FacebookCursor next = request.cursor;
  next.place = *read.next;
  page.next = next.ToText();
  return page;
}

absl::StatusOr<ListedPage> FacebookWalk::LeftOut(absl::string_view what, const absl::Status& status,
                                                 absl::string_view advice) {
  if (!IsClosed(status)) return status;
  ListedPage page;
  page.notices.push_back(
      absl::StrCat(what, " are left out: ", ProblemOf(status).message(), advice));
  return page;
}

std::string FacebookWalk::CursorOf(FacebookListing listing, const PageName& page,
                                   const std::string& album) const {
  return FacebookCursor{
      .listing = listing, .page = page.id, .album = album, .place = {.page_size = rules_.page_size}}
      .ToText();
}

}  // namespace photoferry::meta
