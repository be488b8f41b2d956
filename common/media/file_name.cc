// SPDX-License-Identifier: Apache-2.0
#include "common/media/file_name.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/hash.h"
#include "common/media/moment.h"
#include "common/media/safe_name.h"
#include "common/media/sniff.h"

namespace photoferry {
namespace {

constexpr size_t kLongestIdPart = 100;

// Upper and lower case would be one on some disks.
bool StaysItself(absl::string_view id) {
  const bool plain = std::all_of(id.begin(), id.end(), [](char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '_' || c == '-';
  });
  return plain && !id.empty() && id.size() <= kLongestIdPart;
}

std::string IdPart(absl::string_view id) {
  if (StaysItself(id)) return std::string(id);
  return absl::StrCat(CutAtCharacter(SafeName(id), kLongestIdPart), " ",
                      HexOf(Sha256Of(id)).substr(0, 10));
}

std::string OwnExtension(absl::string_view file_name) {
  const size_t dot = file_name.rfind('.');
  if (dot == absl::string_view::npos || dot == 0) return "";
  const std::string ending = absl::AsciiStrToLower(file_name.substr(dot + 1));
  const bool plain = std::all_of(ending.begin(), ending.end(), absl::ascii_isalnum);
  return plain && !ending.empty() && ending.size() <= 5 ? absl::StrCat(".", ending) : "";
}

}  // namespace

std::string StemOf(const v1::Photo& photo) {
  v1::Moment moment;
  const std::string id = IdPart(photo.id());
  return BestMoment(photo, &moment) ? absl::StrCat(FileNameDate(moment), " ", id) : id;
}

std::string ExtensionFor(const v1::Photo& photo, absl::string_view mime_type) {
  std::string extension = ExtensionOf(mime_type);
  if (extension.empty()) extension = OwnExtension(photo.original_name());
  return extension.empty() ? ".bin" : extension;
}

std::string ExtensionIn(absl::string_view name) {
  const size_t dot = name.rfind('.');
  return dot == absl::string_view::npos ? "" : std::string(name.substr(dot));
}

std::string NumberedName(absl::string_view stem, int number, absl::string_view extension) {
  return number == 1 ? absl::StrCat(stem, extension)
                     : absl::StrCat(stem, " (", number, ")", extension);
}

std::string SidecarOf(absl::string_view name) {
  return absl::StrCat(name, ".xmp");
}

}  // namespace photoferry
