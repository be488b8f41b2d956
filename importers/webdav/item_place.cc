// SPDX-License-Identifier: Apache-2.0
#include "importers/webdav/item_place.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "common/base/crash_point.h"
#include "common/base/status.h"
#include "common/media/album_name.h"
#include "common/media/file_name.h"
#include "common/media/xmp.h"
#include "importers/webdav/read_back.h"
#include "importers/webdav/upload_trouble.h"

namespace photoferry::webdav {
namespace {

constexpr size_t kLongestSidecar = 4 << 20;
constexpr int kMostNames = 100;  // a server that claims to have every one must not hold us for ever

}  // namespace

std::string ItemPlaces::UrlOf(absl::string_view folder, absl::string_view name) const {
  return tree_.FileUrl(absl::StrCat(folder, "/", name));
}

absl::StatusOr<ItemPlaces::Holder> ItemPlaces::HolderOf(const std::string& sidecar_url,
                                                        const v1::Photo& photo, bool media_there,
                                                        ProviderContext& context) const {
  PF_ASSIGN_OR_RETURN(const std::optional<std::string> packet,
                      client_.ReadSmall(sidecar_url, kLongestSidecar, context));
  if (!packet) return media_there ? Holder::kStranger : Holder::kNobody;
  return IdentifierInXmp(*packet) == XmpIdentifier(photo) ? Holder::kThisPhoto : Holder::kStranger;
}

absl::StatusOr<ItemPlace> ItemPlaces::FindFrom(int& number, absl::string_view folder,
                                               const v1::Photo& photo, absl::string_view extension,
                                               ProviderContext& context) const {
  const std::string stem = StemOf(photo);
  for (; number <= kMostNames; ++number) {
    const std::string name = NumberedName(stem, number, extension);
    PF_ASSIGN_OR_RETURN(const std::optional<Resource> media,
                        client_.Look(UrlOf(folder, name), context));
    PF_ASSIGN_OR_RETURN(const Holder holder, HolderOf(UrlOf(folder, SidecarOf(name)), photo,
                                                      media.has_value(), context));
    if (holder == Holder::kStranger) continue;
    return ItemPlace{.name = name, .there = media.has_value()};
  }
  return Failure(v1::ITEM_REJECTED, "Other files have every name that this photo could have.");
}

absl::StatusOr<ItemPlace> ItemPlaces::Find(absl::string_view folder, const v1::Photo& photo,
                                           absl::string_view extension,
                                           ProviderContext& context) const {
  int number = 1;
  return FindFrom(number, folder, photo, extension, context);
}

absl::StatusOr<bool> ItemPlaces::WriteSidecar(absl::string_view folder, absl::string_view name,
                                              const v1::Photo& photo, bool only_new,
                                              const Habits& habits,
                                              ProviderContext& context) const {
  HttpHeaders headers = {{"Content-Type", "application/rdf+xml"}};
  if (only_new) headers.Add("If-None-Match", "*");
  // An album's folder that is gone must not come back without its marker.
  if (habits.makes_parents && folder == kNoAlbum) headers.Add("X-NC-WebDAV-AutoMkcol", "1");
  const std::string sidecar = XmpSidecar(photo);
  PF_ASSIGN_OR_RETURN(const HttpResponse answer, client_.Put(UrlOf(folder, SidecarOf(name)),
                                                             TextBody(sidecar), headers, context));
  if (IsSuccess(answer)) return true;
  if (only_new && answer.status == 412) return false;
  return UploadFailure(answer, client_, tree_.FolderUrl(folder),
                       static_cast<int64_t>(sidecar.size()), context);
}

// A server that creates conditionally answers two questions in one call: most names are free.
absl::StatusOr<ItemPlace> ItemPlaces::Claim(int& number, absl::string_view folder,
                                            const v1::Photo& photo, absl::string_view extension,
                                            const Habits& habits, ProviderContext& context) const {
  if (habits.creates_conditionally) {
    const std::string name = NumberedName(StemOf(photo), number, extension);
    PF_ASSIGN_OR_RETURN(const std::optional<Resource> media,
                        client_.Look(UrlOf(folder, name), context));
    if (!media) {
      PF_ASSIGN_OR_RETURN(const bool written,
                          WriteSidecar(folder, name, photo, true, habits, context));
      if (written) return ItemPlace{.name = name, .there = false};
    }
  }
  PF_ASSIGN_OR_RETURN(ItemPlace place, FindFrom(number, folder, photo, extension, context));
  PF_RETURN_IF_ERROR(WriteSidecar(folder, place.name, photo, false, habits, context).status());
  return place;
}

absl::Status ItemPlaces::Unclaim(absl::string_view folder, absl::string_view name,
                                 ProviderContext& context) const {
  return client_.Delete(UrlOf(folder, SidecarOf(name)), context);
}

absl::StatusOr<std::string> ItemPlaces::Settle(const std::string& part, absl::string_view folder,
                                               const v1::Photo& photo, absl::string_view extension,
                                               const Habits& habits,
                                               ProviderContext& context) const {
  for (int number = 1;; ++number) {
    PF_ASSIGN_OR_RETURN(const ItemPlace place,
                        Claim(number, folder, photo, extension, habits, context));
    PHOTOFERRY_CRASH_POINT("webdav.before_move");
    PF_ASSIGN_OR_RETURN(const HttpResponse answer,
                        client_.Move(part, UrlOf(folder, place.name),
                                     place.there ? Overwrite::kYes : Overwrite::kNo, {}, context));
    PHOTOFERRY_CRASH_POINT("webdav.after_move");
    if (IsSuccess(answer)) return place.name;
    if (answer.status != 412 || place.there) {
      return StatusOf(answer, context.scheduler.clock().Now());
    }
    // Somebody put a file there a moment ago. It may be this photo, sent by whoever took over while
    // this worker stood still; if not, it has no sidecar of ours beside it.
    PF_ASSIGN_OR_RETURN(const bool ours,
                        HaveSameBytes(client_, part, UrlOf(folder, place.name), context));
    if (ours) {
      client_.Delete(part, context).IgnoreError();
      return place.name;
    }
    PF_RETURN_IF_ERROR(Unclaim(folder, place.name, context));
  }
}

}  // namespace photoferry::webdav
