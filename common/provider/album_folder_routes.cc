// SPDX-License-Identifier: Apache-2.0
#include "common/provider/album_folder_routes.h"

#include <algorithm>

#include "absl/strings/string_view.h"

namespace photoferry {
namespace {

constexpr RouteRow kShared[] = {
    {"photo.id", "file name; sidecar `dc:identifier`; manifest"},
    {"photo.kind", "manifest"},
    {"photo.placements", "the album's folder; a link or copy in each further album's"},
    {"photo.title", "sidecar `dc:title`; manifest"},
    {"photo.caption", "sidecar `dc:description`; manifest"},
    {"photo.alt_text", "sidecar `Iptc4xmpCore:AltTextAccessibility`; manifest"},
    {"photo.automatic_alt_text",
     "sidecar `Iptc4xmpCore:AltTextAccessibility`, where a person wrote none; manifest"},
    {"photo.taken_time",
     "file name and time; sidecar `photoshop:DateCreated`, `exif:DateTimeOriginal`, "
     "`xmp:CreateDate`; manifest"},
    {"photo.uploaded_time",
     "file name and time, where the time taken is not known; sidecar, as a part of "
     "`dc:identifier`; manifest"},
    {"photo.updated_time", "manifest"},
    {"photo.location", "sidecar `exif:GPSLatitude`, `GPSLongitude`, `GPSAltitude`; manifest"},
    {"photo.place",
     "sidecar `Iptc4xmpCore:Location`, `photoshop:City`, `State`, `Country`; manifest"},
    {"photo.people", "sidecar `Iptc4xmpExt:PersonInImage`; manifest, with their positions"},
    {"photo.tags", "sidecar `dc:subject`; manifest"},
    {"photo.favourite", "sidecar `xmp:Rating` 5; manifest"},
    {"photo.mime_type", "file name, as its ending"},
    {"photo.size_bytes", "manifest, as the file's own size"},
    {"photo.hash", "manifest, as the file's own SHA-256"},
    {"photo.width", "manifest"},
    {"photo.height", "manifest"},
    {"photo.duration", "manifest"},
    {"photo.permalink", "sidecar `dc:source`; manifest"},
    {"photo.extras", "manifest"},
    {"photo.original_name", "manifest; its ending, where the type of the bytes is not known"},
    {"album.id", "`.photoferry-album.json`; manifest"},
    {"album.title", "the folder's name; manifest"},
    {"album.description", "manifest"},
    {"album.created_time", "manifest"},
    {"album.updated_time", "manifest"},
    {"album.cover_photo_id", "manifest"},
    {"album.privacy", "manifest"},
    {"album.place", "manifest"},
    {"album.permalink", "manifest"},
    {"album.extras", "manifest"},
};

}  // namespace

void AddAlbumFolderRoutes(absl::Span<const RouteRow> own, v1::ProviderSpec& spec) {
  for (const RouteRow& shared : kShared) {
    const auto replaces = [&](const RouteRow& row) {
      return absl::string_view(row.field) == shared.field;
    };
    const auto found = std::find_if(own.begin(), own.end(), replaces);
    AddRoutes({found == own.end() ? shared : *found}, spec);
  }
}

}  // namespace photoferry
