// SPDX-License-Identifier: Apache-2.0
#include "importers/local_folder/item_name.h"

#include <optional>

#include "common/base/status.h"
#include "common/media/file_name.h"
#include "common/media/xmp.h"

namespace photoferry::local_folder {
namespace {

constexpr size_t kLongestSidecar = 4 << 20;

enum class Holder { kNobody, kThisPhoto, kStranger };

absl::StatusOr<Holder> HolderOf(const Folder& folder, const std::string& name,
                                const v1::Photo& photo, bool media_there) {
  const std::string sidecar = SidecarOf(name);
  PF_ASSIGN_OR_RETURN(const std::optional<struct stat> found, folder.Look(sidecar));
  if (!found) return media_there ? Holder::kStranger : Holder::kNobody;
  PF_ASSIGN_OR_RETURN(const std::string packet, folder.ReadSmall(sidecar, kLongestSidecar));
  return IdentifierInXmp(packet) == XmpIdentifier(photo) ? Holder::kThisPhoto : Holder::kStranger;
}

}  // namespace

absl::StatusOr<ChosenName> ChooseName(const Folder& folder, const v1::Photo& photo,
                                      absl::string_view extension) {
  const std::string stem = StemOf(photo);
  for (int number = 1;; ++number) {
    const std::string name = NumberedName(stem, number, extension);
    PF_ASSIGN_OR_RETURN(const std::optional<struct stat> media, folder.Look(name));
    PF_ASSIGN_OR_RETURN(const Holder holder, HolderOf(folder, name, photo, media.has_value()));
    if (holder == Holder::kStranger) continue;
    return ChosenName{.name = name, .there = media.has_value()};
  }
}

}  // namespace photoferry::local_folder
