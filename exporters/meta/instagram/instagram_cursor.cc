// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/instagram/instagram_cursor.h"

#include <utility>

#include "common/base/status.h"
#include "exporters/meta/graph/cursor_text.h"

namespace photoferry::meta {
namespace {

constexpr char kService[] = "Instagram";

// Part of the stored format.
constexpr std::pair<InstagramListing, const char*> kNames[] = {
    {InstagramListing::kPosts, "posts"},
    {InstagramListing::kStories, "stories"},
};

}  // namespace

std::string InstagramCursor::ToText() const {
  for (const auto& [known, name] : kNames) {
    if (known == listing) return CursorText::Write(name, place.ToParams());
  }
  return "";
}

absl::StatusOr<InstagramCursor> InstagramCursor::From(absl::string_view text) {
  InstagramCursor cursor;
  if (text.empty()) return cursor;
  PF_ASSIGN_OR_RETURN(const CursorText read, CursorText::Read(text, kService));
  for (const auto& [known, name] : kNames) {
    if (read.listing == name) cursor.listing = known;
  }
  if (cursor.listing == InstagramListing::kRoot) return UnreadableCursor(kService);
  absl::StatusOr<GraphPlace> place = GraphPlace::From(read.params);
  if (!place.ok()) return UnreadableCursor(kService);
  cursor.place = *std::move(place);
  return cursor;
}

}  // namespace photoferry::meta
