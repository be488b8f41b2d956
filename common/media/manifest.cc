// SPDX-License-Identifier: Apache-2.0
#include "common/media/manifest.h"

#include "absl/strings/str_cat.h"
#include "common/base/hash.h"
#include "common/base/json.h"
#include "common/media/moment.h"

namespace photoferry {
namespace {

constexpr int kFormat = 1;

void Put(const char* key, const std::string& value, Json& json) {
  if (!value.empty()) json[key] = value;
}

void Put(const char* key, const google::protobuf::Timestamp& time, Json& json) {
  v1::Moment moment;
  *moment.mutable_time() = time;
  json[key] = XmpDate(moment);
}

void PutExtras(const google::protobuf::Map<std::string, std::string>& extras, Json& json) {
  for (const auto& [key, value] : extras) json["extras"][key] = value;
}

Json JsonOf(const v1::Coordinates& coordinates) {
  Json json = {{"latitude", coordinates.latitude()}, {"longitude", coordinates.longitude()}};
  if (coordinates.has_altitude_metres()) json["altitude_metres"] = coordinates.altitude_metres();
  return json;
}

Json JsonOf(const v1::Place& place) {
  Json json = Json::object();
  Put("id", place.id(), json);
  Put("name", place.name(), json);
  Put("street", place.street(), json);
  Put("city", place.city(), json);
  Put("region", place.region(), json);
  Put("country", place.country(), json);
  Put("postal_code", place.postal_code(), json);
  if (place.has_coordinates()) json["coordinates"] = JsonOf(place.coordinates());
  return json;
}

Json JsonOf(const v1::PhotoAlbum& album) {
  Json json = {{"id", album.id()}, {"title", album.title()}};
  Put("description", album.description(), json);
  if (album.has_created_time()) Put("created", album.created_time(), json);
  if (album.has_updated_time()) Put("updated", album.updated_time(), json);
  Put("cover_photo_id", album.cover_photo_id(), json);
  Put("privacy", album.privacy(), json);
  Put("permalink", album.permalink(), json);
  if (album.has_place()) json["place"] = JsonOf(album.place());
  PutExtras(album.extras(), json);
  return json;
}

Json JsonOf(const v1::Person& person) {
  Json json = Json::object();
  Put("name", person.name(), json);
  Put("id", person.id(), json);
  if (person.has_x() && person.has_y()) json.update({{"x", person.x()}, {"y", person.y()}});
  return json;
}

void PutText(const v1::Photo& photo, Json& json) {
  Put("title", photo.title(), json);
  Put("caption", photo.caption(), json);
  Put("alt_text", photo.alt_text(), json);
  Put("automatic_alt_text", photo.automatic_alt_text(), json);
  Put("permalink", photo.permalink(), json);
  Put("original_name", photo.original_name(), json);
  for (const std::string& tag : photo.tags()) json["tags"].push_back(tag);
  for (const v1::Person& person : photo.people()) json["people"].push_back(JsonOf(person));
  PutExtras(photo.extras(), json);
}

Json JsonOf(const v1::Photo& photo) {
  Json json = {{"id", photo.id()}, {"kind", photo.kind() == v1::VIDEO ? "video" : "photo"}};
  PutText(photo, json);
  if (photo.has_taken_time()) json["taken"] = XmpDate(photo.taken_time());
  if (photo.has_uploaded_time()) Put("uploaded", photo.uploaded_time(), json);
  if (photo.has_updated_time()) Put("updated", photo.updated_time(), json);
  if (photo.has_location()) json["location"] = JsonOf(photo.location());
  if (photo.has_place()) json["place"] = JsonOf(photo.place());
  if (photo.favourite()) json["favourite"] = true;
  if (photo.width() > 0 && photo.height() > 0) {
    json.update({{"width", photo.width()}, {"height", photo.height()}});
  }
  if (photo.has_duration()) {
    json["duration_seconds"] =
        static_cast<double>(photo.duration().seconds()) + photo.duration().nanos() * 1e-9;
  }
  return json;
}

}  // namespace

std::string ManifestHead(const v1::PhotoAlbum& album) {
  return absl::StrCat("{\"format\": ", kFormat, ",\n \"album\": ", ToText(JsonOf(album)),
                      ",\n \"items\": [");
}

std::string ManifestLine(const ManifestItem& item, bool first) {
  Json json = JsonOf(item.photo);
  json["file"] = item.file;
  if (item.size_bytes) json["size_bytes"] = *item.size_bytes;
  Put("sha256", HexOf(item.sha256), json);
  return absl::StrCat(first ? "\n  " : ",\n  ", ToText(json));
}

std::string ManifestEnd() {
  return "\n ]}\n";
}

}  // namespace photoferry
