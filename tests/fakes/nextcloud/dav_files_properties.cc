// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "absl/strings/str_cat.h"
#include "tests/fakes/nextcloud/dav_files.h"

namespace photoferry::fakes {
namespace {

// One thing that a PROPPATCH wants.
struct Change {
  const XmlElement* property;
  bool remove;

  PropertyName name() const { return {property->space, property->name}; }
  // Live properties are the server's own, but for this one.
  bool IsFavourite() const { return property->Is(kOwncloud, "favorite"); }
  bool allowed() const { return IsFavourite() || !IsLiveProperty(name()); }
};

// In the order of the document.
std::vector<Change> ChangesOf(const XmlElement& update) {
  std::vector<Change> changes;
  for (const XmlElement& part : update.children) {
    const bool remove = part.Is(kDav, "remove");
    if (!remove && !part.Is(kDav, "set")) continue;
    const XmlElement* const prop = part.Child(kDav, "prop");
    if (prop == nullptr) continue;
    for (const XmlElement& property : prop->children) changes.push_back({&property, remove});
  }
  return changes;
}

void Apply(const Change& change, DavNode& node) {
  if (change.IsFavourite()) {
    node.favourite = !change.remove && change.property->text == "1";
  } else if (change.remove) {
    node.dead_properties.erase(change.name());
  } else {
    node.dead_properties[change.name()] = *change.property;
  }
}

}  // namespace

// Without Depth, and with "infinity", it tells what "1" does, as sabre/dav.
DavResponse DavFiles::FindProps(const DavRequest& request, const DavPath& path) const {
  const std::optional<PropertyQuery> query = ParsePropertyQuery(std::string(request.body));
  if (!query) return DavError(400, "BadRequest", "The body is no PROPFIND.");
  const DavNode& node = *Find(path);
  Multistatus answer;
  answer.Add(
      Href(path, node),
      FindProperties(*query, node, path.empty() ? state_.options.user : path.back(), state_));
  if (request.Header("depth") != "0") {
    for (const auto& [name, child] : node.children) {
      DavPath below = path;
      below.push_back(name);
      answer.Add(Href(below, *child), FindProperties(*query, *child, name, state_));
    }
  }
  return DavXml(207, answer.Document());
}

// All or nothing (RFC 4918, 9.2).
DavResponse DavFiles::PatchProps(const DavRequest& request, const DavPath& path) {
  const absl::StatusOr<XmlElement> update = ParseXml(std::string(request.body));
  if (!update.ok() || !update->Is(kDav, "propertyupdate")) {
    return DavError(400, "BadRequest", "The body is no PROPPATCH.");
  }
  const std::vector<Change> changes = ChangesOf(*update);
  bool all_allowed = true;
  for (const Change& change : changes) all_allowed = all_allowed && change.allowed();

  DavNode& node = *Find(path);
  PropertiesByStatus outcome;
  std::set<PropertyName> told;
  for (const Change& change : changes) {
    if (all_allowed) Apply(change, node);
    const int status = all_allowed ? 200 : change.allowed() ? 424 : 403;
    if (told.insert(change.name()).second) {
      absl::StrAppend(&outcome[status], PropertyXml(change.name(), ""));
    }
  }
  Multistatus answer;
  answer.Add(Href(path, node), outcome);
  return DavXml(207, answer.Document());
}

}  // namespace photoferry::fakes
