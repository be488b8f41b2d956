// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "common/provider/album_folder_routes.h"
#include "common/provider/spec_rows.h"
#include "importers/importer.h"
#include "importers/local_folder/io_error.h"
#include "importers/local_folder/local_folder_importer.h"

namespace photoferry {
namespace local_folder {

v1::Capabilities LocalFolderCapabilities() {
  v1::Capabilities capabilities;
  capabilities.set_container_model(v1::FOLDERS);
  capabilities.set_publishes(v1::AT_SEND);
  capabilities.set_doubt(v1::REPEAT_IS_HARMLESS);
  capabilities.set_resume(v1::FROM_OFFSET);
  capabilities.set_place_batch(100);
  capabilities.set_check_batch(100);
  capabilities.set_album_lane(true);
  capabilities.add_hashes(v1::ContentHash::SHA256);
  return capabilities;
}

}  // namespace local_folder

namespace {

constexpr OptionRow kPath = {
    .key = "path",
    .type = v1::OptionSpec::PATH,
    .help = "The folder that the albums go into; made if it is not there.",
    .required = true,
};

v1::ProviderSpec Spec() {
  v1::ProviderSpec spec;
  spec.set_id("folder");
  spec.set_display_name("Local folder");
  spec.set_role(v1::ProviderSpec::IMPORTER);
  spec.set_summary(
      "A folder on this machine: one folder per album, every photo with an XMP sidecar, a manifest "
      "with checksums in each album.");
  AddOptions({kPath}, spec);
  spec.set_shorthand_option("path");
  *spec.mutable_capabilities() = local_folder::LocalFolderCapabilities();
  AddAlbumFolderRoutes({}, spec);
  spec.add_limitations("The order of an album's photos is kept in album.json only.");
  spec.add_limitations(
      "On disks without hard and symbolic links (FAT, exFAT) a photo in several albums is copied.");
  spec.add_limitations("Captions, places and people are in the sidecar, not in the photo's bytes.");
  spec.add_security_notes("Nothing is written outside the folder, not even through links in it.");
  spec.add_security_notes("Files get the usual permissions of the user that runs the worker.");
  spec.add_retention("What was written stays in the folder; deleting a job removes none of it.");
  spec.add_retention(
      "Names, sizes and hashes of the files: in the store, until the job is deleted.");
  local_folder::AddIoAnswers(spec);
  return spec;
}

}  // namespace

ImporterPlugin local_folder_importer_plugin() {
  return {.spec = Spec(),
          .make = [](const ProviderOptions& options) -> absl::StatusOr<std::unique_ptr<Importer>> {
            return std::make_unique<local_folder::LocalFolderImporter>(options.Text("path"));
          }};
}

}  // namespace photoferry
