// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "exporters/meta/graph/graph_client.h"

namespace photoferry::meta {

// The parameters with which the Graph API tells where a page begins, by cursor, offset or time: all
// that is ever taken out of `paging.next`, and all that a saved place may add to a call.
inline constexpr const char* kPagingParameters[] = {"after", "offset", "__after_id",
                                                    "since", "until",  "__paging_token"};

// How far a listing has come. Its text goes into an exporter's cursor: no URL, no token.
struct GraphPlace {
  static constexpr size_t kLongestAt = 8 << 10;

  // The paging parameters of the page to read, as a query ("after=QVFI"); empty: the first page.
  std::string at;
  int page_size = 100;
  int64_t position = 0;  // entries listed before this page
  int64_t page = 0;      // pages listed before this one
  // Fingerprint of an earlier place (Brent's cycle detection): meeting it again is a circle.
  std::string mark;
  // How often the listing began again because its cursor had died, and the furthest page where
  // that happened.
  int restarts = 0;
  int64_t died_on = 0;

  friend bool operator==(const GraphPlace&, const GraphPlace&) = default;

  // What differs from `GraphPlace{}`, except page_size, which is always there.
  GraphParams ToParams() const;
  // Absent members keep their defaults; BAD_REQUEST for unreadable ones, and for those that no
  // listing comes to.
  static absl::StatusOr<GraphPlace> From(const std::map<std::string, std::string>& params);

  // True if `next_at` was met before on this listing: it would go round for ever.
  bool IsCircle(absl::string_view next_at) const;
  // The place after this one, with `entries` more behind it.
  GraphPlace After(absl::string_view next_at, int64_t entries) const;
  // The beginning again, because this place's cursor is dead.
  GraphPlace Restarted() const;
};

}  // namespace photoferry::meta
