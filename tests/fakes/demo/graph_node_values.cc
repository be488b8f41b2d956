// SPDX-License-Identifier: Apache-2.0
// The fields of the account's nodes, as the Graph API writes them.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tests/fakes/demo/graph_reader.h"

namespace photoferry::demo {
namespace {

// No colon in the zone, always UTC.
Json TimeJson(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%S+0000", time, absl::UTCTimeZone());
}

Json TextJson(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

Json PersonJson(const Person& person) {
  return {{"id", person.id}, {"name", person.name}};
}

Json PlaceJson(const std::optional<DemoPlace>& place) {
  if (!place) return {};
  Json json = {{"id", place->id}, {"name", place->name}};
  if (!place->has_location) return json;
  Json location = {{"latitude", place->latitude}, {"longitude", place->longitude}};
  if (!place->street.empty()) location["street"] = place->street;
  if (!place->city.empty()) location["city"] = place->city;
  if (!place->zip.empty()) location["zip"] = place->zip;
  if (!place->country.empty()) location["country"] = place->country;
  json["location"] = std::move(location);
  return json;
}

Json TagsJson(const std::vector<NameTag>& tags) {
  Json list = Json::array();
  for (const NameTag& tag : tags) {
    list.push_back({{"id", tag.person.id},
                    {"name", tag.person.name},
                    {"type", "user"},
                    {"offset", tag.offset},
                    {"length", tag.length}});
  }
  return list.empty() ? Json() : list;
}

// What photos and videos have in common; null for other fields.
template <typename T>
Json CommonValue(const T& item, const std::string& field) {
  if (field == "created_time") return TimeJson(item.created);
  if (field == "updated_time") return TimeJson(item.updated);
  if (field == "from") return PersonJson(item.from);
  if (field == "place") return PlaceJson(item.place);
  if (!item.backdate) return {};
  if (field == "backdated_time") return TimeJson(item.backdate->time);
  if (field == "backdated_time_granularity") return item.backdate->granularity;
  return {};
}

// The rendition of about 720 pixels that `source`, `width` and `height` speak of.
Rendition MiddleOf(const DemoPhoto& photo) {
  std::vector<Rendition> sizes = photo.renditions;
  std::sort(sizes.begin(), sizes.end(), [](const Rendition& a, const Rendition& b) {
    return a.width * a.height > b.width * b.height;
  });
  return sizes[1];
}

}  // namespace

std::string GraphReader::PhotoUrl(Node node, Rendition rendition) const {
  const std::string path = PhotoPath(account_.IdOf(node), rendition);
  return absl::StrCat(call_.cdn_url, signer_.Sign(path, state_.Now()));
}

Json GraphReader::Images(Node node, const DemoPhoto& photo) const {
  Json list = Json::array();
  for (const Rendition& size : photo.renditions) {
    list.push_back(
        {{"width", size.width}, {"height", size.height}, {"source", PhotoUrl(node, size)}});
  }
  return list;
}

GraphReader::Value GraphReader::ValueOf(Node node, const std::string& field) const {
  if (field == "id") return Json(account_.IdOf(node));
  switch (node.type) {
    case NodeType::kUser:
      return UserValue(field);
    case NodeType::kAlbum:
      return AlbumValue(node, field);
    case NodeType::kPhoto:
      return PhotoValue(node, field);
    case NodeType::kVideo:
      return VideoValue(node, field);
    case NodeType::kPage:
      return PageValue(node.index, field);
    case NodeType::kIgUser:
    case NodeType::kIgLoginUser:
      return IgUserValue(node, field);
    case NodeType::kIgMedia:
    case NodeType::kIgLoginMedia:
      return IgMediaValue(node.index, field);
  }
  return Json();
}

Json GraphReader::UserValue(const std::string& field) const {
  if (field == "name") return account_.user().name;
  if (field == "short_name" || field == "first_name") return "Zoë";
  if (field == "last_name") return "Ångström";
  return {};
}

GraphReader::Value GraphReader::AlbumValue(Node node, const std::string& field) const {
  const Account& owner = account_.OwnerOf(node);
  const DemoAlbum& album = owner.album(node.index);
  if (field == "name") return TextJson(album.name);
  if (field == "description") return TextJson(album.description);
  if (field == "type") return Json(album.type);
  if (field == "privacy") return Json(album.privacy);
  if (field == "count") return Json(album.photos + album.videos);
  if (field == "photo_count") return Json(album.photos);
  if (field == "video_count") return Json(album.videos);
  if (field == "can_upload") return Json(album.type == "normal");
  if (field == "is_user_facing") return Json(true);
  if (field == "created_time") return TimeJson(album.created);
  if (field == "updated_time" || field == "modified_major") return TimeJson(album.updated);
  if (field == "from") return PersonJson(owner.user());
  if (field == "place") return PlaceJson(album.place);
  if (field == "location" && album.place) return Json(album.place->name);
  if (field == "link") {
    return Json(absl::StrCat("https://www.facebook.com/album.php?fbid=", album.id));
  }
  if (field == "cover_photo") {
    if (const std::optional<Node> cover = CoverOf(node)) return *cover;
  }
  return Json();
}

GraphReader::Value GraphReader::PhotoValue(Node node, const std::string& field) const {
  const Account& owner = account_.OwnerOf(node);
  const DemoPhoto photo = owner.photo(node.index);
  if (field == "name") return TextJson(photo.caption);
  if (field == "alt_text") return TextJson(photo.alt_text);
  if (field == "alt_text_custom") return TextJson(photo.alt_text_custom);
  if (field == "name_tags") return TagsJson(photo.name_tags);
  if (field == "images") return Images(node, photo);
  if (field == "width") return Json(MiddleOf(photo).width);
  if (field == "height") return Json(MiddleOf(photo).height);
  if (field == "source") return Json(PhotoUrl(node, MiddleOf(photo)));
  if (field == "picture") return Json(PhotoUrl(node, photo.renditions.back()));
  if (field == "position" && photo.album) return Json(photo.position);
  if (field == "album" && photo.album) {
    return Node{NodeType::kAlbum, *photo.album, node.page};
  }
  if (field == "can_delete" || field == "can_tag") {
    return Json(photo.from.id == owner.user().id);
  }
  if (field == "link") {
    return Json(absl::StrCat("https://www.facebook.com/photo.php?fbid=", photo.id));
  }
  return CommonValue(photo, field);
}

Json GraphReader::VideoValue(Node node, const std::string& field) const {
  const Account& owner = account_.OwnerOf(node);
  const DemoVideo video = owner.video(node.index);
  if (field == "title") return TextJson(video.title);
  if (field == "description") return TextJson(video.description);
  if (field == "length") return video.seconds;
  if (field == "permalink_url") return absl::StrCat("/", video.from.id, "/videos/", video.id, "/");
  if (field == "published" || field == "embeddable") return true;
  if (field == "status") return {{"video_status", "ready"}};
  if (field == "privacy") return {{"value", "ALL_FRIENDS"}, {"description", "Your friends"}};
  if (field == "source") {
    return absl::StrCat(call_.cdn_url, signer_.Sign(VideoPath(video.id), state_.Now()));
  }
  if (field == "picture" && owner.photo_count() > 0) {
    return PhotoUrl({NodeType::kPhoto, 0, node.page}, {160, 120});
  }
  if (field == "format") {
    return Json::array(
        {{{"filter", "native"}, {"width", video.size.width}, {"height", video.size.height}}});
  }
  return CommonValue(video, field);
}

}  // namespace photoferry::demo
