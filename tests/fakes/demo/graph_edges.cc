// SPDX-License-Identifier: Apache-2.0
// The edges of the account's nodes.
#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "tests/fakes/demo/graph_reader.h"

namespace photoferry::demo {
namespace {

EdgeItems ListedJson(absl::string_view type, std::vector<Json> list) {
  const int64_t count = static_cast<int64_t>(list.size());
  return {.type = std::string(type), .count = count, .at = [list = std::move(list)](int64_t at) {
            return list[at];
          }};
}

std::string ParameterOr(const EdgeParameters& parameters, const std::string& name,
                        const std::string& otherwise) {
  const auto found = parameters.find(name);
  return found == parameters.end() ? otherwise : absl::AsciiStrToLower(found->second);
}

}  // namespace

EdgeItems NodesFrom(NodeType type, int64_t first, int64_t count, int64_t page) {
  return {.type = std::string(TypeName(type)),
          .count = count,
          .at = [type, first, page](int64_t position) {
            return Node{type, first + position, page};
          }};
}

std::optional<GraphError> GraphReader::ReadEdge(Node node, const std::string& edge,
                                                const EdgeParameters& parameters,
                                                const FieldRequests& fields, Json& out) const {
  const GraphNodeType& type = *GraphTables::Get().FindNode(TypeName(node.type));
  const auto declared = type.edges.find(edge);
  if (declared == type.edges.end()) return NonexistingField(edge, type.name);
  if (IsHidden(node)) return NoSuchObject(account_.IdOf(node));
  if (auto error = CheckParameters(type, edge, parameters)) return error;
  if (auto error = CheckFields(declared->second, fields)) return error;
  if (edge == "picture") {
    out = {{"data", ProfilePicture()}};
    return std::nullopt;
  }
  EdgeItems items;
  if (auto error = OpenEdge(node, edge, parameters, items)) return error;
  const std::string key = absl::StrCat(account_.IdOf(node), "/", edge);
  Page page;
  if (auto error = ReadPage(key, items, parameters, fields, page)) return error;
  out = {{"data", Json::array()}};
  for (const int64_t position : page.items) {
    const std::variant<Node, Json> item = items.at(position);
    Json& json = out["data"].emplace_back();
    if (const Node* listed = std::get_if<Node>(&item)) {
      const std::optional<GraphError> error = ReadFields(*listed, fields, json);
      if (error && !IsHidden(*listed)) return error;
      // Deleted while this page is put together: as if it had gone before.
      if (error) out["data"].erase(out["data"].size() - 1);
    } else {
      json = Project(items.type, fields, std::get<Json>(item));
    }
  }
  // Children come all at once.
  if (edge == "children") return std::nullopt;
  if (page.from < page.end) out["paging"] = PagingJson(key, items, page, parameters, fields);
  return std::nullopt;
}

std::optional<GraphError> GraphReader::OpenEdge(Node node, const std::string& edge,
                                                const EdgeParameters& parameters,
                                                EdgeItems& items) const {
  if (node.type == NodeType::kUser) return OpenUserEdge(edge, parameters, items);
  if (node.type == NodeType::kPage) return OpenPageEdge(node.index, edge, parameters, items);
  if (node.type == NodeType::kAlbum && edge == "photos") {
    items = AlbumPhotos(node);
    return Guard(options_.album_photos, NonexistingField("photos", "Album"),
                 node.page > 0 ? "pages_read_engagement" : "user_photos", items);
  }
  if (node.type == NodeType::kPhoto && edge == "tags") items = Tags(node);
  if (node.type == NodeType::kVideo && edge == "thumbnails") items = Thumbnails(node);
  const bool is_ig_user = node.type == NodeType::kIgUser || node.type == NodeType::kIgLoginUser;
  // Further accounts are empty.
  if (is_ig_user && node.index == 0) {
    const NodeType type =
        node.type == NodeType::kIgUser ? NodeType::kIgMedia : NodeType::kIgLoginMedia;
    if (edge == "media") items = IgPosts(type);
    if (edge == "stories") items = IgStories(type);
  }
  if (edge == "children") items = IgChildren(node);
  return std::nullopt;  // of the others this account has none
}

std::optional<GraphError> GraphReader::OpenUserEdge(const std::string& edge,
                                                    const EdgeParameters& parameters,
                                                    EdgeItems& items) const {
  if (edge == "albums") {
    items = NodesFrom(NodeType::kAlbum, 0, account_.album_count());
    return Guard(options_.me_albums, NonexistingField("albums", "User"), "user_photos", items);
  }
  if (edge == "photos") {
    const bool tagged = ParameterOr(parameters, "type", "tagged") == "tagged";
    items = tagged ? NodesFrom(NodeType::kPhoto, account_.photo_count(), account_.tagged_count())
                   : NodesFrom(NodeType::kPhoto, 0, account_.photo_count());
    return Guard(EdgeMode::kWorks, {}, "user_photos", items);
  }
  if (edge == "videos") {
    const bool tagged = ParameterOr(parameters, "type", "uploaded") == "tagged";
    items = NodesFrom(NodeType::kVideo, 0, tagged ? 0 : account_.video_count());
    return Guard(EdgeMode::kWorks, {}, "user_videos", items);
  }
  if (edge == "permissions") items = Permissions(parameters);
  if (edge == "accounts") {
    items = Pages();
    return Guard(EdgeMode::kWorks, {}, "pages_show_list", items);
  }
  return std::nullopt;
}

std::optional<GraphError> GraphReader::Guard(EdgeMode mode, const GraphError& unsupported,
                                             const std::string& permission,
                                             EdgeItems& items) const {
  switch (mode) {
    case EdgeMode::kWorks:
      break;
    case EdgeMode::kUnsupported:
      return unsupported;
    case EdgeMode::kUnsupportedGet:
      return NoSuchObject("me");
    case EdgeMode::kNotPermitted:
      return PermissionDenied(10);
    case EdgeMode::kDenied:
      return PermissionDenied(200);
  }
  if (call_.consent.Allows(permission)) return std::nullopt;
  if (options_.missing_permission_is_error) return PermissionDenied(200);
  items.count = 0;
  return std::nullopt;
}

EdgeItems GraphReader::AlbumPhotos(Node album) const {
  const Account& owner = account_.OwnerOf(album);
  return {.type = "Photo",
          .count = owner.AlbumSize(album.index),
          .at = [&owner, album](int64_t position) {
            Node item = owner.AlbumItem(album.index, position);
            item.page = album.page;
            return item;
          }};
}

// Whom a person has marked in the picture: the account's owner, where it is somebody else's photo.
EdgeItems GraphReader::Tags(Node photo) const {
  const Person& owner = account_.OwnerOf(photo).user();
  const DemoPhoto shown = account_.OwnerOf(photo).photo(photo.index);
  if (shown.from.id == owner.id) return {};
  return ListedJson("TaggableSubject",
                    {Json{{"id", owner.id}, {"name", owner.name}, {"x", 25}, {"y", 62.5}}});
}

EdgeItems GraphReader::Permissions(const EdgeParameters& parameters) const {
  std::vector<Json> list;
  const std::string only = ParameterOr(parameters, "permission", "");
  const std::string status = ParameterOr(parameters, "status", "");
  const auto add = [&](const std::set<std::string>& names, const std::string& state) {
    for (const std::string& name : names) {
      if (!only.empty() && only != name) continue;
      if (!status.empty() && status != state) continue;
      list.push_back({{"permission", name}, {"status", state}});
    }
  };
  add(call_.consent.granted, "granted");
  add(call_.consent.declined, "declined");
  return ListedJson("Permission", std::move(list));
}

EdgeItems GraphReader::Thumbnails(Node video) const {
  std::vector<Json> list;
  const int64_t photos = account_.OwnerOf(video).photo_count();
  if (photos == 0) return {};
  for (const bool preferred : {true, false}) {
    const Rendition size = preferred ? Rendition{320, 240} : Rendition{160, 120};
    list.push_back({{"id", absl::StrCat(account_.IdOf(video), preferred)},
                    {"width", size.width},
                    {"height", size.height},
                    {"scale", 1},
                    {"is_preferred", preferred},
                    {"uri", PhotoUrl({NodeType::kPhoto, video.index % photos, video.page}, size)}});
  }
  return ListedJson("VideoThumbnail", std::move(list));
}

Json GraphReader::ProfilePicture() const {
  Json picture = {{"width", 50}, {"height", 50}, {"is_silhouette", account_.photo_count() == 0}};
  if (account_.photo_count() > 0) picture["url"] = PhotoUrl({NodeType::kPhoto}, {50, 50});
  return picture;
}

std::optional<Node> GraphReader::CoverOf(Node album) const {
  const DemoAlbum& a = account_.OwnerOf(album).album(album.index);
  if (a.photos == 0) return std::nullopt;
  return Node{NodeType::kPhoto, a.first_photo + a.photos / 2, album.page};
}

}  // namespace photoferry::demo
