// SPDX-License-Identifier: Apache-2.0
#include "importers/local_folder/item_name.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/hash.h"
#include "common/base/status.h"
#include "common/media/moment.h"
#include "common/media/sniff.h"
#include "common/media/xmp.h"
#include "importers/local_folder/safe_name.h"

namespace photoferry::local_folder {
namespace {

constexpr size_t kLongestSidecar = 4 << 20;
constexpr size_t kLongestIdPart = 100;

// Upper and lower case would be one on some disks.
bool StaysItself(absl::string_view id) {
  const bool plain = std::all_of(id.begin(), id.end(), [](char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '_' || c == '-';
  });
  return plain && !id.empty() && id.size() <= kLongestIdPart;
}

std::string IdPart(absl::string_view id) {
  if (StaysItself(id)) return std::string(id);
  return absl::StrCat(CutAtCharacter(SafeName(id), kLongestIdPart), " ",
                      HexOf(Sha256Of(id)).substr(0, 10));
}

std::string OwnExtension(absl::string_view file_name) {
  const size_t dot = file_name.rfind('.');
  if (dot == absl::string_view::npos || dot == 0) return "";
  const std::string ending = absl::AsciiStrToLower(file_name.substr(dot + 1));
  const bool plain = std::all_of(ending.begin(), ending.end(), absl::ascii_isalnum);
  return plain && !ending.empty() && ending.size() <= 5 ? absl::StrCat(".", ending) : "";
}

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

std::string StemOf(const v1::Photo& photo) {
  v1::Moment moment;
  const std::string id = IdPart(photo.id());
  return BestMoment(photo, &moment) ? absl::StrCat(FileNameDate(moment), " ", id) : id;
}

std::string ExtensionFor(const v1::Photo& photo, absl::string_view mime_type) {
  std::string extension = ExtensionOf(mime_type);
  if (extension.empty()) extension = OwnExtension(photo.original_name());
  return extension.empty() ? ".bin" : extension;
}

std::string SidecarOf(absl::string_view name) {
  return absl::StrCat(name, ".xmp");
}

absl::StatusOr<ChosenName> ChooseName(const Folder& folder, const v1::Photo& photo,
                                      absl::string_view extension) {
  const std::string stem = StemOf(photo);
  for (int number = 1;; ++number) {
    const std::string name =
        absl::StrCat(stem, number == 1 ? "" : absl::StrCat(" (", number, ")"), extension);
    PF_ASSIGN_OR_RETURN(const std::optional<struct stat> media, folder.Look(name));
    PF_ASSIGN_OR_RETURN(const Holder holder, HolderOf(folder, name, photo, media.has_value()));
    if (holder == Holder::kStranger) continue;
    return ChosenName{.name = name, .there = media.has_value()};
  }
}

std::string IdOf(const ItemPath& path) {
  return absl::StrCat(path.folder, "/", path.name);
}

absl::StatusOr<ItemPath> PathFrom(absl::string_view id) {
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

}  // namespace photoferry::local_folder
