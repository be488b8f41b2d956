// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/graph/chosen.h"

#include <algorithm>
#include <string>

namespace photoferry::meta {
namespace {

using Names = google::protobuf::RepeatedPtrField<std::string>;

bool IsNamed(const Names& names, const v1::PhotoAlbum& album) {
  return std::any_of(names.begin(), names.end(), [&album](const std::string& name) {
    return name == album.id() || name == album.title();
  });
}

}  // namespace

bool IsChosen(const v1::Selection& selection, const v1::PhotoAlbum& album) {
  if (IsNamed(selection.exclude(), album)) return false;
  return selection.albums().empty() || IsNamed(selection.albums(), album);
}

bool Wants(const v1::Selection& selection, v1::MediaKind kind) {
  return selection.kinds().empty() || std::find(selection.kinds().begin(), selection.kinds().end(),
                                                kind) != selection.kinds().end();
}

}  // namespace photoferry::meta
