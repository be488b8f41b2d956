// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/nextcloud/dav_tree.h"

#include "absl/strings/str_cat.h"
#include "common/base/hash.h"

namespace photoferry::fakes {
namespace {

DavNode* FindIdBelow(DavNode& folder, int64_t id, DavPath* path) {
  for (const auto& [name, child] : folder.children) {
    DavNode* const found = child->id == id ? child.get() : FindIdBelow(*child, id, path);
    if (found == nullptr) continue;
    if (path != nullptr) path->insert(path->begin(), name);
    return found;
  }
  return nullptr;
}

}  // namespace

int64_t DavNode::Bytes() const {
  int64_t bytes = static_cast<int64_t>(content.size());
  for (const auto& [name, child] : children) bytes += child->Bytes();
  return bytes;
}

DavTree::DavTree(const Clock& clock) : clock_(clock), root_(std::move(*NewNode(true))) {}

std::string DavTree::NewEtag() {
  return absl::StrCat("\"", HexOf(Sha256Of(absl::StrCat("etag ", ++last_change_))).substr(0, 32),
                      "\"");
}

std::unique_ptr<DavNode> DavTree::NewNode(bool collection) {
  auto node = std::make_unique<DavNode>();
  node->collection = collection;
  node->id = ++last_id_;
  node->etag = NewEtag();
  node->modified = node->uploaded = clock_.Now();
  return node;
}

std::unique_ptr<DavNode> DavTree::Clone(const DavNode& from, bool deep) {
  std::unique_ptr<DavNode> node = NewNode(from.collection);
  node->modified = from.modified;
  node->created = from.created;
  node->content = from.content;
  node->checksum = from.checksum;
  node->dead_properties = from.dead_properties;
  if (!deep) return node;
  for (const auto& [name, child] : from.children) node->children[name] = Clone(*child, true);
  return node;
}

DavNode* DavTree::Find(const DavPath& path) {
  DavNode* node = &root_;
  for (const std::string& name : path) {
    const auto child = node->children.find(name);
    if (child == node->children.end()) return nullptr;
    node = child->second.get();
  }
  return node;
}

DavNode* DavTree::Parent(const DavPath& path) {
  if (path.empty()) return nullptr;
  DavNode* const parent = Find(DavPath(path.begin(), path.end() - 1));
  return parent != nullptr && parent->collection ? parent : nullptr;
}

DavNode* DavTree::FindById(int64_t id, DavPath* path) {
  return FindIdBelow(root_, id, path);
}

void DavTree::Changed(const DavPath& path) {
  DavNode* node = &root_;
  node->etag = NewEtag();
  for (const std::string& name : path) {
    const auto child = node->children.find(name);
    if (child == node->children.end()) return;
    node = child->second.get();
    node->etag = NewEtag();
  }
}

DavNode& DavTree::Put(const DavPath& path, std::unique_ptr<DavNode> node) {
  std::unique_ptr<DavNode>& place = Parent(path)->children[path.back()];
  place = std::move(node);
  Changed(path);
  return *place;
}

DavNode& DavTree::MakeFolder(const DavPath& path) {
  return Put(path, NewNode(true));
}

DavNode& DavTree::Write(const DavPath& path, absl::Cord content) {
  DavNode* node = Find(path);
  if (node == nullptr) node = &Put(path, NewNode(false));
  node->content = std::move(content);
  node->modified = node->uploaded = clock_.Now();
  node->checksum.clear();
  node->untold_bytes = 0;
  Changed(path);
  return *node;
}

void DavTree::Remove(const DavPath& path) {
  DavNode* const parent = Parent(path);
  parent->children.erase(path.back());
  Changed(DavPath(path.begin(), path.end() - 1));
}

DavNode& DavTree::Copy(const DavNode& from, const DavPath& to, bool deep) {
  return Put(to, Clone(from, deep));
}

DavNode& DavTree::Move(const DavPath& from, const DavPath& to) {
  DavNode* const parent = Parent(from);
  std::unique_ptr<DavNode> node = std::move(parent->children.at(from.back()));
  parent->children.erase(from.back());
  Changed(DavPath(from.begin(), from.end() - 1));
  return Put(to, std::move(node));
}

}  // namespace photoferry::fakes
