// SPDX-License-Identifier: Apache-2.0
#include "importers/local_folder/manifest.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "common/media/file_name.h"
#include "common/media/item_path.h"
#include "common/media/manifest.h"
#include "importers/local_folder/durable_file.h"
#include "importers/local_folder/item_name.h"

namespace photoferry::local_folder {
namespace {

// Where the file is, seen from the album's folder.
absl::StatusOr<std::string> FileOf(const Folder& folder, const std::string& folder_name,
                                   const ClosedItem& item) {
  PF_ASSIGN_OR_RETURN(const ItemPath path, ItemPath::FromId(item.item.id()));
  if (path.folder == folder_name) return path.name;
  PF_ASSIGN_OR_RETURN(const ChosenName chosen,
                      ChooseName(folder, item.photo, ExtensionIn(path.name)));
  return chosen.there ? chosen.name : absl::StrCat("../", path.ToId());
}

absl::Status WriteItems(const Folder& folder, const std::string& folder_name,
                        AlbumContents& contents, PartFile& file) {
  for (bool first = true;; first = false) {
    PF_ASSIGN_OR_RETURN(const std::optional<ClosedItem> item, contents.Next());
    if (!item) return absl::OkStatus();
    ManifestItem line{.photo = item->photo, .file = "", .size_bytes = {}, .sha256 = item->sha256};
    PF_ASSIGN_OR_RETURN(line.file, FileOf(folder, folder_name, *item));
    if (item->item.has_size_bytes()) line.size_bytes = item->item.size_bytes();
    PF_RETURN_IF_ERROR(file.Write(ManifestLine(line, first)));
  }
}

}  // namespace

absl::Status WriteManifest(const Folder& folder, const std::string& folder_name,
                           const v1::PhotoAlbum& album, AlbumContents& contents) {
  PF_ASSIGN_OR_RETURN(PartFile file, PartFile::Open(folder, absl::StrCat(".", kManifest, ".part")));
  absl::Status written = file.Write(ManifestHead(album));
  if (written.ok()) written = WriteItems(folder, folder_name, contents, file);
  if (written.ok()) written = file.Write(ManifestEnd());
  if (written.ok()) written = file.CommitAs(kManifest);
  if (written.ok()) return folder.Sync();
  file.Remove().IgnoreError();
  return written;
}

}  // namespace photoferry::local_folder
