// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace photoferry {

// Where an item is among folders of albums; its id at such a destination: "Album/file.jpg".
struct ItemPath {
  std::string folder;
  std::string name;

  std::string ToId() const;
  // ITEM_REJECTED for what ToId never made: an id comes from the store, and still never leads
  // outside.
  static absl::StatusOr<ItemPath> FromId(absl::string_view id);
};

}  // namespace photoferry
