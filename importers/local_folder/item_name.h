// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "importers/local_folder/folder.h"
#include "photoferry/v1/media.pb.h"

namespace photoferry::local_folder {

struct ChosenName {
  std::string name;
  bool there = false;  // a file of this photo already has it
};

// The name of the photo in a folder: the one that it has there, else the first that is free. A file
// is a photo's own if the sidecar beside it says so; any other is left alone, and the photo is
// called "... (2)".
absl::StatusOr<ChosenName> ChooseName(const Folder& folder, const v1::Photo& photo,
                                      absl::string_view extension);

}  // namespace photoferry::local_folder
