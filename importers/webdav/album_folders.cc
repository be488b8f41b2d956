// SPDX-License-Identifier: Apache-2.0
#include "importers/webdav/album_folders.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/crash_point.h"
#include "common/base/status.h"
#include "common/media/album_name.h"
#include "common/media/safe_name.h"
#include "importers/webdav/folders.h"
#include "importers/webdav/upload_trouble.h"

namespace photoferry::webdav {
namespace {

constexpr size_t kLongestListing = 32 << 20;

}  // namespace

absl::StatusOr<std::string> AlbumFolders::IdentityIn(const std::string& folder,
                                                     ProviderContext& context) {
  PF_ASSIGN_OR_RETURN(const std::optional<std::string> marker,
                      client_.ReadSmall(tree_.FileUrl(absl::StrCat(folder, "/", kAlbumMarker)),
                                        kLongestAlbumMarker, context));
  return marker ? IdentityInMarker(*marker) : "";
}

absl::StatusOr<AlbumFolders::Known> AlbumFolders::Load(ProviderContext& context) {
  PF_ASSIGN_OR_RETURN(const std::optional<std::vector<Resource>> found,
                      client_.List(tree_.FolderUrl(""), kLongestListing, context));
  Known known{.taken = {FoldedName(kNoAlbum)}, .by_identity = {}};
  if (!found) return known;
  for (const Resource& resource : *found) {
    const std::string name = LastPart(resource.path);
    if (name.empty() || name.front() == '.') continue;  // half made, or hidden by somebody
    known.taken.insert(FoldedName(name));
    if (!resource.is_folder) continue;
    PF_ASSIGN_OR_RETURN(const std::string identity, IdentityIn(name, context));
    if (!identity.empty()) known.by_identity.emplace(identity, name);
  }
  return known;
}

absl::StatusOr<std::string> AlbumFolders::Ensure(const v1::PhotoAlbum& album,
                                                 ProviderContext& context) {
  const std::string identity = AlbumIdentity(album);
  if (loaded_) {
    if (const auto found = known_.by_identity.find(identity); found != known_.by_identity.end()) {
      PF_ASSIGN_OR_RETURN(const std::string still, IdentityIn(found->second, context));
      if (still == identity) return found->second;
      loaded_ = false;  // somebody has moved things
    }
  }
  if (!loaded_) {
    PF_ASSIGN_OR_RETURN(known_, Load(context));
    if (const auto found = known_.by_identity.find(identity); found != known_.by_identity.end()) {
      loaded_ = true;
      return found->second;
    }
  }
  loaded_ = false;  // should making it fail, nobody knows how far it came
  PF_ASSIGN_OR_RETURN(const std::string name, Make(album, known_, context));
  known_.taken.insert(FoldedName(name));
  known_.by_identity[identity] = name;
  loaded_ = true;
  return name;
}

absl::Status AlbumFolders::WriteMarker(const std::string& folder, const v1::PhotoAlbum& album,
                                       ProviderContext& context) {
  const std::string marker = AlbumMarker(album);
  PF_ASSIGN_OR_RETURN(const HttpResponse answer,
                      client_.Put(tree_.FileUrl(absl::StrCat(folder, "/", kAlbumMarker)),
                                  TextBody(marker), {}, context));
  if (IsSuccess(answer)) return absl::OkStatus();
  return UploadFailure(answer, client_, tree_.FolderUrl(folder),
                       static_cast<int64_t>(marker.size()), context);
}

// The folder comes into sight with its marker inside, so that no crash leaves one that is nobody's;
// only where the server moves nothing it is marked after it was made.
absl::StatusOr<std::string> AlbumFolders::Make(const v1::PhotoAlbum& album, const Known& known,
                                               ProviderContext& context) {
  const std::string name = FreeAlbumName(album, known.taken);
  const std::string first = habits_.moves ? UnmarkedName(AlbumIdentity(album)) : name;
  PF_RETURN_IF_ERROR(MakeFolder(client_, tree_.FolderUrl(first), context));
  PF_RETURN_IF_ERROR(WriteMarker(first, album, context));
  if (!habits_.moves) return name;
  PHOTOFERRY_CRASH_POINT("webdav.before_album_move");
  PF_ASSIGN_OR_RETURN(
      const HttpResponse answer,
      client_.Move(tree_.FolderUrl(first), tree_.FolderUrl(name), Overwrite::kNo, {}, context));
  PHOTOFERRY_CRASH_POINT("webdav.after_album_move");
  if (IsSuccess(answer)) return name;
  if (answer.status == 412) {
    return Failure(v1::SERVICE_DOWN,
                   "Another program made a folder of this album's name at the same moment.");
  }
  return StatusOf(answer, context.scheduler.clock().Now());
}

}  // namespace photoferry::webdav
