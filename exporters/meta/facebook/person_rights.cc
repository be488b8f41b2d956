// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/facebook/person_rights.h"

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "exporters/meta/graph/permissions.h"

namespace photoferry::meta {
namespace {

constexpr char kPhotos[] = "user_photos";
constexpr char kVideos[] = "user_videos";
constexpr char kGrant[] = "Connect the account again and allow access to photos and videos.";

using Permissions = std::map<std::string, bool>;

bool Allows(const Permissions& permissions, const std::string& right) {
  const auto found = permissions.find(right);
  return permissions.empty() || (found != permissions.end() && found->second);
}

FacebookAccess AccessFrom(const Permissions& permissions) {
  return {.photos = Allows(permissions, kPhotos), .videos = Allows(permissions, kVideos)};
}

}  // namespace

absl::Status PersonRights::Read(ProviderContext& context) {
  PF_ASSIGN_OR_RETURN(permissions_, ReadPermissions(client_, context));
  access_ = AccessFrom(permissions_);
  return absl::OkStatus();
}

std::string PersonRights::LeftOut(absl::string_view what, absl::string_view access,
                                  const std::string& right) const {
  if (Allows(permissions_, right)) return "";
  const MissingRight missing = WhyMissing(permissions_, access, right);
  return absl::StrCat(what, " are left out. ", missing.why, " ", missing.what_to_do);
}

std::vector<std::string> PersonRights::LeftOut() const {
  std::vector<std::string> notices = {LeftOut("Photos and albums", "photos", kPhotos),
                                      LeftOut("Videos", "videos", kVideos)};
  std::erase(notices, "");
  return notices;
}

absl::Status PersonRights::NothingAllowed() const {
  const MissingRight photos = WhyMissing(permissions_, "photos", kPhotos);
  const MissingRight videos = WhyMissing(permissions_, "videos", kVideos);
  return Failure(v1::PERMISSION_MISSING,
                 absl::StrCat("The login allows neither photos nor videos to be read; nothing can "
                              "be copied. ",
                              photos.why, " ", videos.why),
                 permissions_.contains(kPhotos) ? kGrant : photos.what_to_do);
}

absl::Status PersonRights::StillAllow(bool is_video, ProviderContext& context) {
  PF_ASSIGN_OR_RETURN(const Permissions permissions, ReadPermissions(client_, context));
  const FacebookAccess now = AccessFrom(permissions);
  if (is_video ? now.videos : now.photos) return absl::OkStatus();
  return Failure(v1::PERMISSION_MISSING,
                 absl::StrCat("Access to ", is_video ? "videos" : "photos",
                              " was taken back while the account was copied; what is missing "
                              "cannot be fetched."),
                 kGrant);
}

}  // namespace photoferry::meta
