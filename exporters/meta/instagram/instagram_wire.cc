// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/instagram/instagram_wire.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "exporters/meta/graph/graph_entry.h"
#include "exporters/meta/graph/graph_time.h"

namespace photoferry::meta {
namespace {

constexpr const char* kExtras[] = {"media_product_type", "shortcode", "is_shared_to_feed",
                                   "media_audio_type"};

bool IsVideo(const Json& entry) {
  return JsonString(entry, "media_type") == "VIDEO";
}

// JsonString tells nothing of a boolean.
std::string ExtraOf(const Json& entry, const char* key) {
  const Json& value = JsonMember(entry, key);
  if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
  return JsonString(entry, key);
}

void SetKey(const std::string& id, const char* variant, v1::Photo& photo) {
  photo.mutable_media_key()->set_id(id);
  photo.mutable_media_key()->set_variant(variant);
}

}  // namespace

bool IsCarousel(const Json& post) {
  return JsonString(post, "media_type") == "CAROUSEL_ALBUM" ||
         !JsonMember(post, "children").is_null();
}

bool HasAllChildren(const Json& post) {
  const Json& children = JsonMember(post, "children");
  const Json& data = JsonMember(children, "data");
  return data.is_array() && !data.empty() &&
         JsonString(JsonMember(children, "paging"), "next").empty();
}

v1::Photo MediaFrom(const Json& entry) {
  v1::Photo photo;
  photo.set_id(IdOf(entry));
  photo.set_kind(IsVideo(entry) ? v1::VIDEO : v1::PHOTO);
  photo.set_title(JsonString(entry, "video_title"));
  photo.set_caption(JsonString(entry, "caption"));
  photo.set_alt_text(JsonString(entry, "alt_text"));
  const std::optional<absl::Time> time = ReadGraphTime(entry, "timestamp");
  if (time.has_value()) SetUploaded(*time, photo);
  photo.set_permalink(JsonString(entry, "permalink"));
  for (const char* key : kExtras) AddExtra(key, ExtraOf(entry, key), *photo.mutable_extras());
  SetKey(photo.id(), kMediaVariant, photo);
  return photo;
}

v1::Photo ChildFrom(const Json& child, const Json& post, int64_t index) {
  const v1::Photo parent = MediaFrom(post);
  v1::Photo photo = MediaFrom(child);
  if (index == 0 && photo.caption().empty()) photo.set_caption(parent.caption());
  if (photo.permalink().empty()) photo.set_permalink(parent.permalink());
  if (!photo.has_uploaded_time() && parent.has_uploaded_time()) {
    *photo.mutable_uploaded_time() = parent.uploaded_time();
    *photo.mutable_taken_time() = parent.taken_time();
  }
  auto& extras = *photo.mutable_extras();
  for (const auto& [name, value] : parent.extras()) extras.try_emplace(name, value);
  extras["carousel"] = parent.id();
  extras["carousel_position"] = absl::StrCat(index + 1);
  return photo;
}

bool IsWithheldVideo(const Json& entry) {
  return IsVideo(entry) && JsonString(entry, "media_url").empty() &&
         !JsonString(entry, "thumbnail_url").empty();
}

v1::Photo StillPictureOf(v1::Photo& video) {
  v1::Photo still = video;
  still.set_id(absl::StrCat(video.id(), "_thumbnail"));
  still.set_kind(v1::PHOTO);
  SetKey(video.id(), kThumbnailVariant, still);
  (*still.mutable_extras())["still_picture_of"] = video.id();
  (*video.mutable_extras())["still_picture"] = still.id();
  return still;
}

std::string MediaUrlOf(const Json& entry, const std::string& variant) {
  return JsonString(entry, variant == kThumbnailVariant ? "thumbnail_url" : "media_url");
}

}  // namespace photoferry::meta
