// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "exporters/meta/graph/graph_place.h"

namespace photoferry::meta {

enum class InstagramListing {
  kRoot,
  kPosts,    // {account}/media: posts and reels, newest first
  kStories,  // {account}/stories: those of the last 24 hours
};

// A place in the walk, as text "1/posts?at=after%3DQVFI&size=100&position=200". The number is the
// version of the format. The empty text is the root.
struct InstagramCursor {
  InstagramListing listing = InstagramListing::kRoot;
  GraphPlace place;

  friend bool operator==(const InstagramCursor&, const InstagramCursor&) = default;

  std::string ToText() const;
  // BAD_REQUEST for a text that no version of this exporter has made.
  static absl::StatusOr<InstagramCursor> From(absl::string_view text);
};

}  // namespace photoferry::meta
