// SPDX-License-Identifier: Apache-2.0
#include "common/media/album_name.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "common/base/hash.h"
#include "common/base/json.h"
#include "common/media/safe_name.h"

namespace photoferry {
namespace {

std::string IdentityOf(absl::string_view id, int64_t created_seconds) {
  return absl::StrCat(created_seconds, "@", id);
}

}  // namespace

std::string AlbumIdentity(const v1::PhotoAlbum& album) {
  return IdentityOf(album.id(), album.created_time().seconds());
}

std::string AlbumMarker(const v1::PhotoAlbum& album) {
  const Json marker = {{"album_id", album.id()},
                       {"created_seconds", album.created_time().seconds()},
                       {"made_by", "photoferry"}};
  return ToText(marker, 1) + "\n";
}

std::string IdentityInMarker(absl::string_view text) {
  const absl::StatusOr<Json> marker = ParseJson(text);
  if (!marker.ok() || JsonString(*marker, "made_by") != "photoferry") return "";
  return IdentityOf(JsonString(*marker, "album_id"), JsonInt(*marker, "created_seconds"));
}

std::string UnmarkedName(absl::string_view identity) {
  return absl::StrCat(".photoferry-new-", HexOf(Sha256Of(identity).substr(0, 8)));
}

std::string FreeAlbumName(const v1::PhotoAlbum& album, const std::set<std::string>& taken) {
  const std::string wished = SafeName(album.title());
  std::string name = wished;
  for (int number = 2; taken.contains(FoldedName(name)); ++number) {
    const std::string ending = absl::StrCat(" (", number, ")");
    name = CutAtCharacter(wished, kLongestName - ending.size()) + ending;
  }
  return name;
}

}  // namespace photoferry
