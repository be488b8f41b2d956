// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "exporters/meta/graph/graph_client.h"

namespace photoferry::meta {

// The text of a place in a walk: "1/album_photos?album=123&size=100". The number is the version of
// the format.
struct CursorText {
  std::string listing;
  std::map<std::string, std::string> params;

  static std::string Write(absl::string_view listing, const GraphParams& params);
  // UnreadableCursor for a text that is no such thing.
  static absl::StatusOr<CursorText> Read(absl::string_view text, absl::string_view service);
};

// BAD_REQUEST: no version of this exporter has made it.
absl::Status UnreadableCursor(absl::string_view service);

}  // namespace photoferry::meta
