// SPDX-License-Identifier: Apache-2.0
#include "importers/local_folder/manifest.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/hash.h"
#include "common/base/json.h"
#include "common/base/status.h"
#include "common/media/moment.h"
#include "importers/local_folder/durable_file.h"
#include "importers/local_folder/item_name.h"

namespace photoferry::local_folder {
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

// Where the file is, seen from the album's folder.
absl::StatusOr<std::string> FileOf(const Folder& folder, const std::string& folder_name,
                                   const ClosedItem& item) {
  PF_ASSIGN_OR_RETURN(const ItemPath path, PathFrom(item.item.id()));
  if (path.folder == folder_name) return path.name;
  const size_t dot = path.name.rfind('.');
  const std::string extension = dot == std::string::npos ? "" : path.name.substr(dot);
  PF_ASSIGN_OR_RETURN(const ChosenName chosen, ChooseName(folder, item.photo, extension));
  return chosen.there ? chosen.name : absl::StrCat("../", IdOf(path));
}

absl::StatusOr<Json> JsonOf(const Folder& folder, const std::string& folder_name,
                            const ClosedItem& item) {
  Json json = JsonOf(item.photo);
  PF_ASSIGN_OR_RETURN(json["file"], FileOf(folder, folder_name, item));
  if (item.item.has_size_bytes()) json["size_bytes"] = item.item.size_bytes();
  Put("sha256", HexOf(item.sha256), json);
  return json;
}

absl::Status WriteItems(const Folder& folder, const std::string& folder_name,
                        AlbumContents& contents, PartFile& file) {
  absl::string_view separator = "\n";
  while (true) {
    PF_ASSIGN_OR_RETURN(const std::optional<ClosedItem> item, contents.Next());
    if (!item) return absl::OkStatus();
    PF_ASSIGN_OR_RETURN(const Json json, JsonOf(folder, folder_name, *item));
    PF_RETURN_IF_ERROR(file.Write(absl::StrCat(separator, "  ", ToText(json))));
    separator = ",\n";
  }
}

}  // namespace

absl::Status WriteManifest(const Folder& folder, const std::string& folder_name,
                           const v1::PhotoAlbum& album, AlbumContents& contents) {
  PF_ASSIGN_OR_RETURN(PartFile file, PartFile::Open(folder, absl::StrCat(".", kManifest, ".part")));
  absl::Status written = file.Write(absl::StrCat(
      "{\"format\": ", kFormat, ",\n \"album\": ", ToText(JsonOf(album)), ",\n \"items\": ["));
  if (written.ok()) written = WriteItems(folder, folder_name, contents, file);
  if (written.ok()) written = file.Write("\n ]}\n");
  if (written.ok()) written = file.CommitAs(kManifest);
  if (written.ok()) return folder.Sync();
  file.Remove().IgnoreError();
  return written;
}

}  // namespace photoferry::local_folder
