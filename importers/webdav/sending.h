// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "importers/importer.h"
#include "importers/webdav/dav_client.h"
#include "importers/webdav/habits.h"
#include "importers/webdav/href.h"
#include "importers/webdav/item_place.h"
#include "importers/webdav/nextcloud.h"

namespace photoferry::webdav {

// What brings a file to its place has at hand.
struct Site {
  DavClient& client;
  const Tree& tree;
  const ItemPlaces& places;
  const Habits& habits;
  const std::optional<Nextcloud>& cloud;
  int64_t chunk_bytes;
};

// A file that has its name, and what the server told of it.
struct Sent {
  std::string name;
  std::string etag;
  std::string sha256;  // raw; "" where it tells none
  std::string page;    // for people
};
Sent SentFrom(std::string name, const HttpResponse& answer, const Site& site);

// When the photo was taken and uploaded, as Nextcloud, ownCloud and others made of the same parts
// understand it; nobody else minds.
HttpHeaders TimeHeaders(const v1::Photo& photo);

// The file's hidden name while it is not whole: the same at every attempt of this item.
std::string PartNameOf(absl::string_view key);

// Sends the item's bytes in one piece and gives the file its name in `folder`: a path in the tree.
absl::StatusOr<Sent> SendWhole(SendTask& task, const std::string& folder, const Site& site,
                               ProviderContext& context);

}  // namespace photoferry::webdav
