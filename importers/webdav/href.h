// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "common/http/url.h"

// Names in the addresses of a WebDAV server, both ways. A server writes them as it likes: as a
// whole URL or as a path, with other characters behind percent signs than we choose, with a slash
// after a folder or without.

namespace photoferry::webdav {

// The bytes that percent signs stand for; a sign that stands for nothing stays.
std::string PercentDecoded(absl::string_view text);

// The path that an href or a URL means: decoded, without a slash at its end; "" for the root.
std::string PathOfHref(absl::string_view href);

std::string LastPart(absl::string_view path);  // "c" of "/a/b/c"

// Everything below one address. Paths are decoded, parts joined by '/', "" for the address itself.
class Tree {
 public:
  explicit Tree(const Url& root) : root_(root.Origin() + root.path) {}  // ends with '/'

  std::string FileUrl(absl::string_view path) const;
  std::string FolderUrl(absl::string_view path) const;  // ends with '/'

 private:
  std::string root_;
};

}  // namespace photoferry::webdav
