// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/facebook/facebook_wire.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <iterator>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "exporters/meta/graph/graph_entry.h"
#include "exporters/meta/graph/graph_time.h"

namespace photoferry::meta {
namespace {

// What Facebook says where its software saw nothing in a picture.
constexpr char kNoAltText[] = "No photo description available.";
constexpr char kSite[] = "https://www.facebook.com";

struct GranularityName {
  const char* name;
  v1::TimeGranularity granularity;
};

constexpr GranularityName kGranularities[] = {
    {"year", v1::YEAR}, {"month", v1::MONTH}, {"day", v1::DAY},
    {"hour", v1::HOUR}, {"min", v1::MINUTE},
};

// The beginning of the year, month ... that `time` lies in.
absl::Time Truncated(absl::Time time, v1::TimeGranularity granularity) {
  const absl::TimeZone utc = absl::UTCTimeZone();
  const absl::CivilSecond civil = absl::ToCivilSecond(time, utc);
  switch (granularity) {
    case v1::YEAR:
      return absl::FromCivil(absl::CivilYear(civil), utc);
    case v1::MONTH:
      return absl::FromCivil(absl::CivilMonth(civil), utc);
    case v1::DAY:
      return absl::FromCivil(absl::CivilDay(civil), utc);
    case v1::HOUR:
      return absl::FromCivil(absl::CivilHour(civil), utc);
    case v1::MINUTE:
      return absl::FromCivil(absl::CivilMinute(civil), utc);
    default:
      return time;
  }
}

// The date that a person gave wins over that of the upload. The zone of either is not known.
void SetTimes(const Json& entry, v1::Photo& photo) {
  const std::optional<absl::Time> created = ReadGraphTime(entry, "created_time");
  if (created.has_value()) SetUploaded(*created, photo);
  if (const std::optional<absl::Time> updated = ReadGraphTime(entry, "updated_time")) {
    SetTimestamp(*updated, *photo.mutable_updated_time());
  }
  const std::optional<absl::Time> backdated = ReadGraphTime(entry, "backdated_time");
  if (!backdated.has_value()) return;
  const std::string name = JsonString(entry, "backdated_time_granularity");
  v1::TimeGranularity granularity = v1::SECOND;
  for (const GranularityName& known : kGranularities) {
    if (name == known.name) granularity = known.granularity;
  }
  SetTimestamp(Truncated(*backdated, granularity), *photo.mutable_taken_time()->mutable_time());
  photo.mutable_taken_time()->set_granularity(granularity);
}

std::optional<v1::Coordinates> CoordinatesFrom(const Json& location) {
  const double latitude = JsonDouble(location, "latitude", NAN);
  const double longitude = JsonDouble(location, "longitude", NAN);
  // Comparisons with NAN are false.
  if (!(std::abs(latitude) <= 90) || !(std::abs(longitude) <= 180)) return std::nullopt;
  v1::Coordinates coordinates;
  coordinates.set_latitude(latitude);
  coordinates.set_longitude(longitude);
  return coordinates;
}

std::optional<v1::Place> PlaceFrom(const Json& entry) {
  const Json& place = JsonMember(entry, "place");
  if (!place.is_object() || place.empty()) return std::nullopt;
  v1::Place out;
  out.set_id(IdOf(place));
  out.set_name(JsonString(place, "name"));
  const Json& location = JsonMember(place, "location");
  out.set_street(JsonString(location, "street"));
  out.set_city(JsonString(location, "city"));
  out.set_region(JsonString(location, "region"));
  if (out.region().empty()) out.set_region(JsonString(location, "state"));
  out.set_country(JsonString(location, "country"));
  out.set_postal_code(JsonString(location, "zip"));
  if (std::optional<v1::Coordinates> coordinates = CoordinatesFrom(location)) {
    *out.mutable_coordinates() = *std::move(coordinates);
  }
  return out;
}

void SetPlace(const Json& entry, v1::Photo& photo) {
  std::optional<v1::Place> place = PlaceFrom(entry);
  if (!place.has_value()) return;
  if (place->has_coordinates()) *photo.mutable_location() = place->coordinates();
  *photo.mutable_place() = *std::move(place);
}

void AddPerson(const Json& tag, v1::Photo& photo) {
  const std::string name = JsonString(tag, "name");
  const std::string type = JsonString(tag, "type");
  // A caption also names pages, groups and events.
  if (name.empty() || (!type.empty() && type != "user")) return;
  const std::string id = IdOf(tag);
  for (const v1::Person& known : photo.people()) {
    if (known.id() == id && known.name() == name) return;
  }
  v1::Person& person = *photo.add_people();
  person.set_name(name);
  person.set_id(id);
  const double x = JsonDouble(tag, "x", -1);
  const double y = JsonDouble(tag, "y", -1);
  if (x < 0 || x > 100 || y < 0 || y > 100) return;
  person.set_x(x / 100);
  person.set_y(y / 100);
}

// name_tags is a list; older answers key lists by their offset in the caption. `tags` is an edge,
// or was a list.
void AddPeople(const Json& entry, v1::Photo& photo) {
  for (const Json& tag : JsonMember(entry, "name_tags")) {
    if (tag.is_object()) AddPerson(tag, photo);
    if (!tag.is_array()) continue;
    for (const Json& inner : tag) AddPerson(inner, photo);
  }
  const Json& tags = JsonMember(entry, "tags");
  for (const Json& tag : tags.is_array() ? tags : JsonMember(tags, "data")) AddPerson(tag, photo);
}

void AddExtras(const Json& entry, std::initializer_list<const char*> keys,
               google::protobuf::Map<std::string, std::string>& extras) {
  for (const char* key : keys) AddExtra(key, JsonString(entry, key), extras);
  const Json& event = JsonMember(entry, "event");
  AddExtra("event.id", IdOf(event), extras);
  AddExtra("event.name", JsonString(event, "name"), extras);
}

int Pixels(const Json& object, const char* key) {
  return static_cast<int>(std::clamp<int64_t>(JsonInt(object, key), 0, 1 << 20));
}

int64_t AreaOf(const Json& object) {
  return int64_t{Pixels(object, "width")} * Pixels(object, "height");
}

// The member of a list with the largest area, the first of equals; null if there is none that has
// `wanted`.
const Json& Largest(const Json& list, const char* wanted) {
  static const Json kNone;
  const Json* best = &kNone;
  int64_t best_area = -1;
  if (!list.is_array()) return *best;
  for (const Json& candidate : list) {
    if (JsonString(candidate, wanted).empty() || AreaOf(candidate) <= best_area) continue;
    best = &candidate;
    best_area = AreaOf(candidate);
  }
  return *best;
}

void SetSize(const Json& measured, v1::Photo& photo) {
  photo.set_width(Pixels(measured, "width"));
  photo.set_height(Pixels(measured, "height"));
}

void SetMediaKey(const std::string& id, const char* variant, v1::Photo& photo) {
  photo.mutable_media_key()->set_id(id);
  photo.mutable_media_key()->set_variant(variant);
}

std::string StatusOfVideo(const Json& video) {
  const Json& status = JsonMember(video, "status");
  return status.is_object() ? JsonString(status, "video_status") : JsonString(video, "status");
}

}  // namespace

v1::PhotoAlbum AlbumFrom(const Json& entry, int64_t position) {
  v1::PhotoAlbum album;
  album.set_id(IdOf(entry));
  album.set_title(JsonString(entry, "name"));
  album.set_description(JsonString(entry, "description"));
  if (const std::optional<absl::Time> created = ReadGraphTime(entry, "created_time")) {
    SetTimestamp(*created, *album.mutable_created_time());
  }
  if (const std::optional<absl::Time> updated = ReadGraphTime(entry, "updated_time")) {
    SetTimestamp(*updated, *album.mutable_updated_time());
  }
  // An object since v2.3, a bare id before.
  const Json& cover = JsonMember(entry, "cover_photo");
  album.set_cover_photo_id(cover.is_object() ? IdOf(cover) : JsonString(entry, "cover_photo"));
  album.set_privacy(JsonString(entry, "privacy"));
  album.set_position(position);
  album.set_permalink(JsonString(entry, "link"));
  if (std::optional<v1::Place> place = PlaceFrom(entry)) *album.mutable_place() = *place;
  AddExtras(entry, {"type", "location", "backdated_time"}, *album.mutable_extras());
  return album;
}

v1::Photo PhotoFrom(const Json& entry) {
  v1::Photo photo;
  photo.set_id(IdOf(entry));
  photo.set_kind(v1::PHOTO);
  photo.set_caption(JsonString(entry, "name"));
  photo.set_alt_text(JsonString(entry, "alt_text_custom"));
  const std::string effective = JsonString(entry, "alt_text");
  if (effective != kNoAltText && effective != photo.alt_text()) {
    photo.set_automatic_alt_text(effective);
  }
  SetTimes(entry, photo);
  SetPlace(entry, photo);
  AddPeople(entry, photo);
  const Json& largest = Largest(JsonMember(entry, "images"), "source");
  SetSize(AreaOf(largest) > 0 ? largest : entry, photo);
  photo.set_permalink(JsonString(entry, "link"));
  AddExtras(entry, {"page_story_id"}, *photo.mutable_extras());
  const Json& author = JsonMember(entry, "from");
  AddExtra("from.id", IdOf(author), *photo.mutable_extras());
  AddExtra("from.name", JsonString(author, "name"), *photo.mutable_extras());
  SetMediaKey(photo.id(), kPhotoVariant, photo);
  return photo;
}

v1::Photo VideoFrom(const Json& entry) {
  v1::Photo video;
  video.set_id(IdOf(entry));
  video.set_kind(v1::VIDEO);
  video.set_title(JsonString(entry, "title"));
  video.set_caption(JsonString(entry, "description"));
  SetTimes(entry, video);
  SetPlace(entry, video);
  const double seconds = JsonDouble(entry, "length");
  if (seconds > 0 && seconds < 1e9) {
    const int64_t milliseconds = std::llround(seconds * 1000);
    video.mutable_duration()->set_seconds(milliseconds / 1000);
    video.mutable_duration()->set_nanos(static_cast<int32_t>(milliseconds % 1000) * 1000000);
  }
  SetSize(Largest(JsonMember(entry, "format"), "filter"), video);
  const std::string link = JsonString(entry, "permalink_url");
  video.set_permalink(absl::StartsWith(link, "/") ? absl::StrCat(kSite, link) : link);
  AddExtras(entry, {"live_status", "content_category"}, *video.mutable_extras());
  AddExtra("status", StatusOfVideo(entry), *video.mutable_extras());
  AddExtra("privacy", JsonString(JsonMember(entry, "privacy"), "value"), *video.mutable_extras());
  SetMediaKey(video.id(), kVideoVariant, video);
  return video;
}

v1::Photo StoryFrom(const Json& entry) {
  v1::Photo story;
  story.set_id(IdOf(entry, kStoryId));
  const bool is_video = absl::EqualsIgnoreCase(JsonString(entry, "media_type"), "video");
  story.set_kind(is_video ? v1::VIDEO : v1::PHOTO);
  const std::optional<absl::Time> created = ReadGraphTime(entry, "creation_time");
  if (created.has_value()) SetUploaded(*created, story);
  story.set_permalink(JsonString(entry, "url"));
  SetMediaKey(story.id(), is_video ? kVideoVariant : kPhotoVariant, story);
  return story;
}

v1::PhotoAlbum AlbumOfPhoto(const Json& photo) {
  return AlbumFrom(JsonMember(photo, "album"), 0);
}

EntryKind KindOf(const Json& entry) {
  const std::string type = JsonString(JsonMember(entry, "metadata"), "type");
  if (type == "video" || type == "advideo") return EntryKind::kVideo;
  if (type == "photo") return EntryKind::kPhoto;
  const Json& images = JsonMember(entry, "images");
  if (images.is_array() && !images.empty()) return EntryKind::kPhoto;
  const bool has_video =
      JsonMember(entry, "length").is_number() || JsonMember(entry, "format").is_array() ||
      JsonMember(entry, "status").is_object() || JsonMember(entry, "permalink_url").is_string() ||
      JsonMember(entry, "source").is_string();
  return has_video ? EntryKind::kVideo : EntryKind::kUnknown;
}

std::string PhotoUrlOf(const Json& photo) {
  return JsonString(Largest(JsonMember(photo, "images"), "source"), "source");
}

std::string VideoUrlOf(const Json& video) {
  return JsonString(video, "source");
}

std::string UnreadyStateOf(const Json& video) {
  const std::string state = StatusOfVideo(video);
  if (!state.empty() && state != "ready") return state;
  const std::string live = absl::AsciiStrToLower(JsonString(video, "live_status"));
  return live.empty() || live == "vod" ? "" : live;
}

}  // namespace photoferry::meta
