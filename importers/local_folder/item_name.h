// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "importers/local_folder/folder.h"
#include "photoferry/v1/media.pb.h"

namespace photoferry::local_folder {

// "2016-07-04 12.34.56 10150123456789": when it was taken (else uploaded), as exactly as that is
// known, and the source's id, which makes it unique. An id that would not survive as a file name
// on every disk is followed by a few digits of its hash.
std::string StemOf(const v1::Photo& photo);

// The extension with its dot: of the type, else of the name that the file once had, else ".bin".
std::string ExtensionFor(const v1::Photo& photo, absl::string_view mime_type);

std::string SidecarOf(absl::string_view name);  // NAME.xmp

struct ChosenName {
  std::string name;
  bool there = false;  // a file of this photo already has it
};

// The name of the photo in a folder: the one that it has there, else the first that is free. A file
// is a photo's own if the sidecar beside it says so; any other is left alone, and the photo is
// called "... (2)".
absl::StatusOr<ChosenName> ChooseName(const Folder& folder, const v1::Photo& photo,
                                      absl::string_view extension);

// An item's id at this destination: "Album/file.jpg".
struct ItemPath {
  std::string folder;
  std::string name;
};
std::string IdOf(const ItemPath& path);
// ITEM_REJECTED for what IdOf never made: an id comes from the store, and still never leads
// outside.
absl::StatusOr<ItemPath> PathFrom(absl::string_view id);

}  // namespace photoferry::local_folder
