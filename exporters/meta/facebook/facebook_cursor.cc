// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/facebook/facebook_cursor.h"

#include "common/base/status.h"
#include "exporters/meta/graph/cursor_text.h"

namespace photoferry::meta {
namespace {

struct ListingName {
  FacebookListing listing;
  const char* name;
};

// Part of the stored format.
constexpr ListingName kNames[] = {
    {FacebookListing::kAlbums, "albums"},
    {FacebookListing::kAlbumPhotos, "album_photos"},
    {FacebookListing::kUploads, "uploads"},
    {FacebookListing::kVideos, "videos"},
    {FacebookListing::kRebuiltAlbums, "rebuilt_albums"},
    {FacebookListing::kPlacements, "placements"},
    {FacebookListing::kTagged, "tagged"},
    {FacebookListing::kReels, "reels"},
    {FacebookListing::kStories, "stories"},
};

// Only Pages have these, and only a person that.
bool FitsOwner(const FacebookCursor& cursor) {
  switch (cursor.listing) {
    case FacebookListing::kReels:
    case FacebookListing::kStories:
      return !cursor.page.empty();
    case FacebookListing::kTagged:
      return cursor.page.empty();
    default:
      return true;
  }
}

}  // namespace

std::string FacebookCursor::ToText() const {
  for (const ListingName& known : kNames) {
    if (known.listing != listing) continue;
    GraphParams params;
    if (!page.empty()) params.emplace_back("of", page);
    if (!album.empty()) params.emplace_back("album", album);
    for (auto& param : place.ToParams()) params.push_back(param);
    return CursorText::Write(known.name, params);
  }
  return "";
}

absl::StatusOr<FacebookCursor> FacebookCursor::From(absl::string_view text) {
  FacebookCursor cursor;
  if (text.empty()) return cursor;
  PF_ASSIGN_OR_RETURN(CursorText read, CursorText::Read(text, kFacebook));
  for (const ListingName& known : kNames) {
    if (read.listing == known.name) cursor.listing = known.listing;
  }
  if (cursor.listing == FacebookListing::kRoot) return UnreadableCursor(kFacebook);
  if (read.params.contains("of") && !IsGraphId(read.params["of"])) {
    return UnreadableCursor(kFacebook);
  }
  cursor.page = read.params["of"];
  cursor.album = read.params["album"];
  if (!FitsOwner(cursor)) return UnreadableCursor(kFacebook);
  const bool needs_album = cursor.listing == FacebookListing::kAlbumPhotos;
  if (needs_album ? !IsGraphId(cursor.album) : !cursor.album.empty())
    return UnreadableCursor(kFacebook);
  absl::StatusOr<GraphPlace> place = GraphPlace::From(read.params);
  if (!place.ok()) return UnreadableCursor(kFacebook);
  cursor.place = *std::move(place);
  return cursor;
}

}  // namespace photoferry::meta
