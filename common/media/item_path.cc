// SPDX-License-Identifier: Apache-2.0
#include "common/media/item_path.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status.h"

namespace photoferry {

std::string ItemPath::ToId() const {
  return absl::StrCat(folder, "/", name);
}

absl::StatusOr<ItemPath> ItemPath::FromId(absl::string_view id) {
  const std::vector<absl::string_view> parts = absl::StrSplit(id, '/');
  const bool sound = parts.size() == 2 && std::none_of(parts.begin(), parts.end(), [](auto part) {
                       return part.empty() || part == "." || part == ".." ||
                              part.find('\0') != absl::string_view::npos;
                     });
  if (!sound) {
    return Failure(v1::ITEM_REJECTED, "The item's place in the folder is not one that was given.");
  }
  return ItemPath{.folder = std::string(parts[0]), .name = std::string(parts[1])};
}

}  // namespace photoferry
