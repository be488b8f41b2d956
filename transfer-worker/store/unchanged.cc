// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/store/unchanged.h"

#include <string>

namespace photoferry {
namespace {

// Without its maps a message has one serialisation only.
std::string Lasting(v1::Photo photo) {
  photo.clear_id();
  photo.clear_placements();
  photo.clear_automatic_alt_text();
  photo.clear_permalink();
  photo.clear_extras();
  photo.clear_media_key();
  return photo.SerializeAsString();
}

std::string Lasting(v1::PhotoAlbum album) {
  album.clear_id();
  album.clear_position();
  album.clear_permalink();
  album.clear_extras();
  return album.SerializeAsString();
}

}  // namespace

bool IsUnchanged(const v1::Photo& now, const v1::Photo& before) {
  return Lasting(now) == Lasting(before);
}

bool IsUnchanged(const v1::PhotoAlbum& now, const v1::PhotoAlbum& before) {
  return Lasting(now) == Lasting(before);
}

}  // namespace photoferry
