// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/xml.h"
#include "tests/fakes/nextcloud/dav_path.h"

namespace photoferry::fakes {

// A property's namespace and name.
using PropertyName = std::pair<std::string, std::string>;

// A file or folder.
struct DavNode {
  bool collection = false;
  int64_t id = 0;    // stays when it moves or is written anew
  std::string etag;  // in quotes; another one after every change, of folders too
  absl::Time modified;
  absl::Time created;
  absl::Time uploaded;
  absl::Cord content;
  std::string checksum;  // as a client told it; nobody verified it
  bool favourite = false;
  int64_t untold_bytes = 0;  // of the size, by a fault
  std::map<PropertyName, XmlElement> dead_properties;
  std::map<std::string, std::unique_ptr<DavNode>> children;

  int64_t Bytes() const;  // with all that is inside
};

// Files and folders in memory. Identity and etags depend on the order of calls alone.
class DavTree {
 public:
  explicit DavTree(const Clock& clock);

  DavNode& root() { return root_; }
  const DavNode& root() const { return root_; }
  // nullptr: there is none.
  DavNode* Find(const DavPath& path);
  // The folder around it; nullptr: none, or it is no folder.
  DavNode* Parent(const DavPath& path);
  DavNode* FindById(int64_t id, DavPath* path = nullptr);

  // These need the folder around `path`.
  DavNode& MakeFolder(const DavPath& path);
  // Made, or written anew with its old identity and properties.
  DavNode& Write(const DavPath& path, absl::Cord content);
  void Remove(const DavPath& path);
  // A copy that has its own identity; `deep`: with all that is inside. Whatever was there goes.
  DavNode& Copy(const DavNode& from, const DavPath& to, bool deep);
  DavNode& Move(const DavPath& from, const DavPath& to);

  // It and every folder above get new etags.
  void Changed(const DavPath& path);

 private:
  std::unique_ptr<DavNode> NewNode(bool collection);
  std::unique_ptr<DavNode> Clone(const DavNode& from, bool deep);
  std::string NewEtag();
  DavNode& Put(const DavPath& path, std::unique_ptr<DavNode> node);

  const Clock& clock_;
  int64_t last_id_ = 0;
  int64_t last_change_ = 0;
  DavNode root_;
};

}  // namespace photoferry::fakes
