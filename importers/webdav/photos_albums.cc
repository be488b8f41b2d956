// SPDX-License-Identifier: Apache-2.0
#include "importers/webdav/photos_albums.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "common/base/hash.h"
#include "common/base/status.h"
#include "common/http/url.h"
#include "common/media/album_name.h"

namespace photoferry::webdav {
namespace {

constexpr int kMostNames = 100;

std::string MemoryKeyOf(const v1::PhotoAlbum& album) {
  return absl::StrCat("photos_album.", HexOf(Sha256Of(AlbumIdentity(album)).substr(0, 16)));
}

}  // namespace

absl::StatusOr<bool> PhotosAlbums::AreThere(ProviderContext& context) {
  const absl::StatusOr<std::optional<Resource>> found = client_.Look(cloud_.AlbumsUrl(), context);
  if (found.ok()) return found->has_value();
  // An app that is switched off is refused in other ways than by 404, too.
  const v1::Reason reason = ReasonOf(found.status());
  const bool refused = reason == v1::ITEM_REJECTED || reason == v1::BAD_CONFIGURATION;
  return refused ? absl::StatusOr<bool>(false) : found.status();
}

absl::StatusOr<std::string> PhotosAlbums::FreeName(const std::string& wished,
                                                   ProviderContext& context) {
  for (int number = 1; number <= kMostNames; ++number) {
    const std::string name = number == 1 ? wished : absl::StrCat(wished, " (", number, ")");
    PF_ASSIGN_OR_RETURN(const std::optional<Resource> found,
                        client_.Look(cloud_.AlbumUrl(name), context));
    if (!found) return name;
  }
  return Failure(v1::ITEM_REJECTED,
                 "Other albums in Photos have every name that this one could have.");
}

absl::StatusOr<std::string> PhotosAlbums::Ensure(const v1::PhotoAlbum& album,
                                                 const std::string& wished,
                                                 ProviderContext& context) {
  const std::string key = MemoryKeyOf(album);
  PF_ASSIGN_OR_RETURN(const std::optional<std::string> remembered, context.memory.Recall(key));
  std::string name = remembered.value_or("");
  if (name.empty()) {
    PF_ASSIGN_OR_RETURN(name, FreeName(wished, context));
    PF_RETURN_IF_ERROR(context.memory.Remember(key, name));
  }
  PF_ASSIGN_OR_RETURN(const HttpResponse answer,
                      client_.MakeCollection(cloud_.AlbumUrl(name), {}, context));
  if (IsSuccess(answer) || answer.status == 405) return name;
  return StatusOf(answer, context.scheduler.clock().Now());
}

absl::Status PhotosAlbums::Join(const std::string& name, const std::string& file_url,
                                absl::string_view file_name, ProviderContext& context) {
  const std::string target = absl::StrCat(cloud_.AlbumUrl(name), PercentEncode(file_name));
  PF_ASSIGN_OR_RETURN(const HttpResponse answer,
                      client_.Copy(file_url, target, Overwrite::kNo, context));
  if (IsSuccess(answer) || answer.status == 412) return absl::OkStatus();
  if (answer.status == 409) {  // the file is in it already, or there is no such album
    PF_ASSIGN_OR_RETURN(const std::optional<Resource> album,
                        client_.Look(cloud_.AlbumUrl(name), context));
    if (album) return absl::OkStatus();
    return Failure(v1::ALBUM_GONE, "The album was removed from Photos meanwhile.",
                   "Leave the albums as they are until the job has ended, then retry.");
  }
  return StatusOf(answer, context.scheduler.clock().Now());
}

}  // namespace photoferry::webdav
