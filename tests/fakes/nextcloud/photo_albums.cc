// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/nextcloud/photo_albums.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace photoferry::fakes {
namespace {

DavResponse NotFound() {
  return DavError(404, "NotFound", "There is no such album or photo.");
}

}  // namespace

bool PhotoAlbums::IsMeant(const DavRequest& request) const {
  const DavDestination destination = DestinationOf(request);
  return request.method == "COPY" && destination.refused == 0 &&
         StartsWith(destination.path, base_);
}

DavPath PhotoAlbums::Below(const DavPath& whole) const {
  return DavPath(whole.begin() + static_cast<std::ptrdiff_t>(base_.size()), whole.end());
}

std::string PhotoAlbums::Href(const DavPath& below, bool folder) const {
  DavPath whole = base_;
  whole.insert(whole.end(), below.begin(), below.end());
  return FormatDavPath(whole, folder);
}

std::vector<int64_t> PhotoAlbums::MembersOf(const std::string& album) const {
  std::vector<int64_t> ids = albums_.at(album);
  ids.erase(std::remove_if(ids.begin(), ids.end(),
                           [&](int64_t id) { return state_.files.FindById(id) == nullptr; }),
            ids.end());
  return ids;
}

std::vector<std::string> PhotoAlbums::Names() const {
  std::vector<std::string> names;
  for (const auto& [name, ids] : albums_) names.push_back(name);
  return names;
}

int64_t PhotoAlbums::MemberId(const std::string& album, const std::string& member) const {
  for (const int64_t id : MembersOf(album)) {
    DavPath path;
    state_.files.FindById(id, &path);
    if (absl::StrCat(id, "-", path.back()) == member) return id;
  }
  return 0;
}

DavResponse PhotoAlbums::Handle(const DavRequest& request, const DavPath& path) {
  const std::string& method = request.method;
  if (method == "MKCOL" && path.size() == 1) return MakeAlbum(path[0]);
  const bool known = path.empty() || albums_.count(path[0]) > 0;
  if (!known || path.size() > 2) return NotFound();
  if (path.size() == 2 && MemberId(path[0], path[1]) == 0) {
    return method == "MKCOL" ? DavError(403, "Forbidden", "Albums hold no folders.") : NotFound();
  }
  if (method == "PROPFIND") return List(request, path);
  if (method == "GET" && path.size() == 2) {
    return {.body = state_.files.FindById(MemberId(path[0], path[1]))->content};
  }
  if (method == "DELETE" && path.size() == 2) return Leave(path[0], path[1]);
  if (method == "DELETE" && path.size() == 1) {
    albums_.erase(path[0]);
    return {.status = 204};
  }
  if (method == "MOVE" && path.size() == 1) return Rename(request, path[0]);
  return DavError(405, "MethodNotAllowed", "Albums know nothing of that.");
}

DavResponse PhotoAlbums::MakeAlbum(const std::string& name) {
  if (!albums_.emplace(name, std::vector<int64_t>()).second) {
    return DavError(405, "MethodNotAllowed", "The resource you tried to create already exists");
  }
  return {.status = 201};
}

DavResponse PhotoAlbums::Rename(const DavRequest& request, const std::string& name) {
  const DavDestination destination = DestinationOf(request);
  if (destination.refused != 0 || !StartsWith(destination.path, base_) ||
      destination.path.size() != base_.size() + 1) {
    return DavError(403, "Forbidden", "An album stays among albums.");
  }
  const std::string& wanted = destination.path.back();
  if (albums_.count(wanted) > 0) {
    return DavError(412, "PreconditionFailed", "There is an album of that name.");
  }
  auto album = albums_.extract(name);
  album.key() = wanted;
  albums_.insert(std::move(album));
  return {.status = 201};
}

DavResponse PhotoAlbums::Leave(const std::string& album, const std::string& member) {
  std::vector<int64_t>& ids = albums_.at(album);
  ids.erase(std::find(ids.begin(), ids.end(), MemberId(album, member)));
  return {.status = 204};
}

DavResponse PhotoAlbums::Join(const DavPath& source, const DavPath& destination) {
  if (destination.size() != 2 || albums_.count(destination[0]) == 0) {
    return DavError(409, "Conflict", "There is no such album.");
  }
  const DavNode* const node = state_.files.Find(source);
  if (node == nullptr) return DavError(404, "NotFound", "There is no such file.");
  if (node->collection) return DavError(403, "Forbidden", "Albums hold no folders.");
  std::vector<int64_t>& ids = albums_.at(destination[0]);
  if (std::count(ids.begin(), ids.end(), node->id) > 0) {
    return DavError(409, "Conflict", absl::StrCat("File ", node->id, " is already in the folder"));
  }
  ids.push_back(node->id);
  return {.status = 201};
}

DavResponse PhotoAlbums::List(const DavRequest& request, const DavPath& path) const {
  const std::optional<PropertyQuery> query = ParsePropertyQuery(std::string(request.body));
  if (!query) return DavError(400, "BadRequest", "The body is no PROPFIND.");
  const bool deep = request.Header("depth") != "0";
  Multistatus answer;
  if (path.empty()) {
    AddAlbum(*query, "", answer);
    for (const auto& [name, ids] : albums_) {
      if (deep) AddAlbum(*query, name, answer);
    }
  } else if (path.size() == 1) {
    AddAlbum(*query, path[0], answer);
    if (deep) AddMembers(*query, path[0], answer);
  } else {
    const DavNode* const node = state_.files.FindById(MemberId(path[0], path[1]));
    answer.Add(Href(path, false), FindProperties(*query, *node, path[1], state_));
  }
  return DavXml(207, answer.Document());
}

// The folder of albums itself has no name.
void PhotoAlbums::AddAlbum(const PropertyQuery& query, const std::string& name,
                           Multistatus& answer) const {
  DavNode node;
  node.collection = true;
  PropertyQuery usual = query;
  const PropertyName count = {kNextcloud, "nbItems"};
  const auto asked = std::find(usual.names.begin(), usual.names.end(), count);
  const bool counts = asked != usual.names.end() && !name.empty();
  if (counts) usual.names.erase(asked);
  PropertiesByStatus found = FindProperties(usual, node, name.empty() ? "albums" : name, state_);
  if (counts) {
    absl::StrAppend(&found[200], PropertyXml(count, absl::StrCat(MembersOf(name).size())));
  }
  answer.Add(Href(name.empty() ? DavPath() : DavPath{name}, true), found);
}

void PhotoAlbums::AddMembers(const PropertyQuery& query, const std::string& name,
                             Multistatus& answer) const {
  for (const int64_t id : MembersOf(name)) {
    DavPath path;
    const DavNode* const node = state_.files.FindById(id, &path);
    const std::string member = absl::StrCat(id, "-", path.back());
    answer.Add(Href({name, member}, false), FindProperties(query, *node, member, state_));
  }
}

}  // namespace photoferry::fakes
