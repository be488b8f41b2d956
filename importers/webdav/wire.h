// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/http/http_client.h"
#include "common/provider/spec_rows.h"

// The only file that knows the names of WebDAV's elements and what its statuses mean. Sources:
// RFC 4918 (WebDAV), RFC 4331 (quota), RFC 5397 (principal), Nextcloud's developer manual
// (clients, WebDAV).

namespace photoferry::webdav {

// What a PROPFIND tells of one file or folder.
struct Resource {
  std::string path;  // as PathOfHref makes it
  bool is_folder = false;
  std::optional<int64_t> size;
  std::string etag;
  std::optional<int64_t> free_bytes;  // nothing: not told, or without limit
  std::string file_id;                // Nextcloud's and ownCloud's
  std::string principal;              // path of the user who asks; "" if it is not told
};

// The body of a PROPFIND that asks for all of the above.
std::string PropfindBody();

// The resources of a 207; what the server lists with an error is left out. MALFORMED_ANSWER.
absl::StatusOr<std::vector<Resource>> ResourcesFrom(absl::string_view multistatus);

// The body of a PROPPATCH that makes a file one of the person's favourites (Nextcloud).
std::string FavouriteBody();
// Whether a 207 to it says that it was done.
bool FavouriteWasSet(absl::string_view multistatus);

// What an answer means that is no success. Never OK. `now` is for Retry-After.
absl::Status StatusOf(const HttpResponse& answer, absl::Time now);

// A refused upload may mean that its folder is gone, that the disk is full or that the server is
// ill, and servers differ in which status they give for which.
bool IsAmbiguousForUploads(int status);

// The table behind StatusOf, for people.
absl::Span<const AnswerRow> Answers();

}  // namespace photoferry::webdav
