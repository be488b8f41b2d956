// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "importers/importer.h"
#include "importers/webdav/dav_client.h"
#include "importers/webdav/habits.h"
#include "importers/webdav/href.h"
#include "importers/webdav/item_place.h"

namespace photoferry::webdav {

// What brings a file to its place has at hand.
struct Site {
  DavClient& client;
  const Tree& tree;
  const ItemPlaces& places;
  const Habits& habits;
};

// The file's hidden name while it is not whole: the same at every attempt of this item.
std::string PartNameOf(absl::string_view key);

// Sends the item's bytes as one PUT and gives the file its name in `folder`: a path in the tree. A
// PUT may break and leave half of a file, on some servers under its own name; so the bytes go to a
// hidden name first, and MOVE makes the whole file appear.
absl::StatusOr<std::string> SendWhole(SendTask& task, const std::string& folder, const Site& site,
                                      ProviderContext& context);

}  // namespace photoferry::webdav
