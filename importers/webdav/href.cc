// SPDX-License-Identifier: Apache-2.0
#include "importers/webdav/href.h"

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace photoferry::webdav {
namespace {

bool IsEscape(absl::string_view text) {
  return text.size() >= 3 && text[0] == '%' && absl::ascii_isxdigit(text[1]) &&
         absl::ascii_isxdigit(text[2]);
}

}  // namespace

std::string PercentDecoded(absl::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const bool escape = IsEscape(text);
    if (escape) {
      out += absl::HexStringToBytes(text.substr(1, 2));
    } else {
      out.push_back(text.front());
    }
    text.remove_prefix(escape ? 3 : 1);
  }
  return out;
}

std::string PathOfHref(absl::string_view href) {
  href = absl::StripAsciiWhitespace(href);
  const size_t scheme = href.find("://");
  if (scheme != absl::string_view::npos && scheme < href.find('/')) {
    const size_t path = href.find('/', scheme + 3);
    href = path == absl::string_view::npos ? "" : href.substr(path);
  }
  while (!href.empty() && href.back() == '/') href.remove_suffix(1);
  return PercentDecoded(href);
}

std::string LastPart(absl::string_view path) {
  const size_t slash = path.rfind('/');
  return std::string(slash == absl::string_view::npos ? path : path.substr(slash + 1));
}

std::string Tree::FileUrl(absl::string_view path) const {
  return absl::StrCat(root_, PercentEncodePath(path));
}

std::string Tree::FolderUrl(absl::string_view path) const {
  return path.empty() ? root_ : absl::StrCat(FileUrl(path), "/");
}

}  // namespace photoferry::webdav
