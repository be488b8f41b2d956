// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "exporters/exporter.h"

// A source without a wire: its bytes are at hand, as those of an archive are, and a photo may be in
// several albums.

namespace photoferry::rig {

struct MemoryAlbum {
  std::string id;
  std::string title;
  std::vector<std::string> photos;  // ids, in the album's order
};

struct MemoryAccount {
  std::vector<MemoryAlbum> albums;
  std::vector<std::string> photos;  // ids, in the order of the listing that has them all
  std::map<std::string, std::string> captions;
  int page_size = 3;

  // A JPEG in its first bytes, and no other photo's bytes. Pure.
  static std::string BytesOf(absl::string_view photo, size_t size = 30 << 10);
};

// "memory": lists the albums, then every album's photos, then all photos once more.
ExporterPlugin memory_plugin(MemoryAccount account);

}  // namespace photoferry::rig
