// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/demo/manifest.h"

#include <fstream>

#include "absl/strings/str_cat.h"
#include "common/base/hash.h"
#include "common/base/json.h"
#include "common/base/status.h"

namespace photoferry::demo {
namespace {

Json AlbumJson(const Account& account, int64_t index) {
  const DemoAlbum& album = account.album(index);
  return {{"id", album.id},
          {"name", album.name},
          {"type", album.type},
          {"items", account.AlbumSize(index)}};
}

Json ItemJson(const Account& account, Node node) {
  const bool is_video = node.type == NodeType::kVideo;
  const std::optional<int64_t> album =
      is_video ? account.video(node.index).album : account.photo(node.index).album;
  const std::shared_ptr<const MediaFile> file = account.BestFile(node);
  Json json = {{"id", account.IdOf(node)},        {"kind", is_video ? "VIDEO" : "PHOTO"},
               {"mime_type", file->mime_type()},  {"size", file->size()},
               {"sha256", HexOf(file->Sha256())}, {"albums", Json::array()},
               {"album_names", Json::array()}};
  if (album) {
    json["albums"].push_back(account.album(*album).id);
    json["album_names"].push_back(account.album(*album).name);
  }
  return json;
}

}  // namespace

absl::Status WriteManifest(const Account& account, const std::string& path) {
  std::ofstream file(path, std::ios::binary);
  file << "{\"account\": " << ToText(account.user().id) << ",\n\"albums\": [";
  for (int64_t i = 0; i < account.album_count(); ++i) {
    file << (i > 0 ? ",\n" : "\n") << ToText(AlbumJson(account, i));
  }
  file << "],\n\"items\": [";
  const int64_t count = account.photo_count() + account.video_count();
  for (int64_t i = 0; i < count; ++i) {
    const bool is_video = i >= account.photo_count();
    const Node node = {is_video ? NodeType::kVideo : NodeType::kPhoto,
                       is_video ? i - account.photo_count() : i};
    file << (i > 0 ? ",\n" : "\n") << ToText(ItemJson(account, node));
  }
  file << "]}\n";
  file.close();
  if (file) return absl::OkStatus();
  return Failure(v1::BAD_REQUEST, absl::StrCat("The manifest ", path, " cannot be written."),
                 "Name a file in a folder that can be written to.");
}

}  // namespace photoferry::demo
