// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/facebook/facebook_cursor.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/status.h"
#include "common/http/query_text.h"
#include "common/http/url.h"

namespace photoferry::meta {
namespace {

constexpr char kVersion[] = "1/";

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
};

absl::Status Unreadable() {
  return Failure(v1::BAD_REQUEST,
                 "The saved place in the Facebook account cannot be read; another version of this "
                 "program may have written it.",
                 "Go on with the version that started the job, or start a new job.");
}

}  // namespace

std::string FacebookCursor::ToText() const {
  for (const ListingName& known : kNames) {
    if (known.listing != listing) continue;
    GraphParams params;
    if (!album.empty()) params.emplace_back("album", album);
    for (auto& param : place.ToParams()) params.push_back(param);
    return absl::StrCat(kVersion, known.name, "?", QueryString(params));
  }
  return "";
}

absl::StatusOr<FacebookCursor> FacebookCursor::From(absl::string_view text) {
  FacebookCursor cursor;
  if (text.empty()) return cursor;
  if (!absl::ConsumePrefix(&text, kVersion)) return Unreadable();
  const absl::string_view name = text.substr(0, text.find('?'));
  for (const ListingName& known : kNames) {
    if (name == known.name) cursor.listing = known.listing;
  }
  if (cursor.listing == FacebookListing::kRoot) return Unreadable();
  std::map<std::string, std::string> params = ParseQuery(QueryOf(text));
  cursor.album = params["album"];
  const bool needs_album = cursor.listing == FacebookListing::kAlbumPhotos;
  if (needs_album ? !IsGraphId(cursor.album) : !cursor.album.empty()) return Unreadable();
  absl::StatusOr<GraphPlace> place = GraphPlace::From(params);
  if (!place.ok()) return Unreadable();
  cursor.place = *std::move(place);
  return cursor;
}

}  // namespace photoferry::meta
