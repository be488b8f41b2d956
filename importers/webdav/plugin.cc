// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <utility>

#include "common/base/status.h"
#include "common/provider/album_folder_routes.h"
#include "common/provider/spec_rows.h"
#include "importers/importer.h"
#include "importers/webdav/settings.h"
#include "importers/webdav/webdav_importer.h"
#include "importers/webdav/wire.h"

namespace photoferry {
namespace webdav {

v1::Capabilities WebdavCapabilities() {
  v1::Capabilities capabilities;
  capabilities.set_container_model(v1::FOLDERS);
  capabilities.set_publishes(v1::AT_SEND);
  capabilities.set_doubt(v1::REPEAT_IS_HARMLESS);
  capabilities.set_resume(v1::FROM_START);
  capabilities.set_place_batch(100);
  capabilities.set_check_batch(100);
  capabilities.set_album_lane(true);
  return capabilities;
}

}  // namespace webdav

namespace {

constexpr OptionRow kOptions[] = {
    {.key = "url",
     .type = v1::OptionSpec::URL,
     .help = "The WebDAV folder that the albums go into; made if it is not there.",
     .required = true},
    {.key = "username",
     .type = v1::OptionSpec::TEXT,
     .help = "Who logs in; the password is given by `photoferry login`. Without a name what was "
             "given there is a bearer token."},
    {.key = "auth",
     .type = v1::OptionSpec::TEXT,
     .help = "How to log in: auto (the strongest that the server offers), basic, digest or bearer.",
     .default_value = "auto"},
    {.key = "profile",
     .type = v1::OptionSpec::TEXT,
     .help = "What the server is: auto (found out), plain or nextcloud.",
     .default_value = "auto"},
    {.key = "verify",
     .type = v1::OptionSpec::TEXT,
     .help = "How an arrival is proved: size (the server tells it) or bytes (every file is read "
             "back and its SHA-256 compared, where the server tells none).",
     .default_value = "size"},
    {.key = "chunk_mib",
     .type = v1::OptionSpec::INTEGER,
     .help = "Nextcloud: larger files go up in pieces of so many MiB, 5 to 5000; after a break at "
             "most one piece is sent again.",
     .default_value = "10"},
    {.key = "photos_albums",
     .type = v1::OptionSpec::BOOL,
     .help = "Nextcloud: make albums in its Photos app as well, which hold the files without "
             "doubling them; otherwise an album is a folder only.",
     .default_value = "true"},
    {.key = "plain_http",
     .type = v1::OptionSpec::BOOL,
     .help = "Allow an http:// address on another machine; login and photos can then be read on "
             "the way.",
     .default_value = "false"},
};

constexpr RouteRow kRoutes[] = {
    {"photo.placements", "the album's folder; a copy in each further album's"},
    {"photo.taken_time",
     "file name, and the file's time where the server takes `X-OC-Mtime`; sidecar "
     "`photoshop:DateCreated`, `exif:DateTimeOriginal`, `xmp:CreateDate`; manifest"},
    {"photo.favourite", "sidecar `xmp:Rating` 5; manifest; on Nextcloud `oc:favorite`"},
    {"photo.mime_type", "file name, as its ending; `Content-Type`"},
    {"album.title", "the folder's name; manifest; on Nextcloud the album's name in Photos"},
};

void AddWords(v1::ProviderSpec& spec) {
  spec.add_limitations("The order of an album's photos is kept in album.json only.");
  spec.add_limitations("Captions, places and people are in the sidecar, not in the photo's bytes.");
  spec.add_limitations(
      "But for Nextcloud, an upload that broke begins again from its first byte, and a photo in "
      "several albums is copied by the server into each of them.");
  spec.add_limitations(
      "An arrival is proved by its size, unless verify=bytes or the server tells a SHA-256.");
  spec.add_security_notes(
      "The password or token travels in the Authorization header, never in a URL, and only to the "
      "server in webdav.url; redirects are not followed.");
  spec.add_security_notes(
      "An http:// address on another machine is refused unless plain_http=true.");
  spec.add_security_notes(
      "On Nextcloud give an app password (Settings, Security): it can be taken back alone.");
  spec.add_security_notes(
      "Connecting writes a hidden file of one byte to the folder and removes it again.");
  spec.add_retention("The password: sealed in the store until `photoferry logout webdav`.");
  spec.add_retention("What was written stays at the server; deleting a job removes none of it.");
  spec.add_retention(
      "Names, sizes and hashes of the files: in the store, until the job is deleted.");
}

v1::ProviderSpec Spec() {
  v1::ProviderSpec spec;
  spec.set_id("webdav");
  spec.set_display_name("WebDAV and Nextcloud");
  spec.set_role(v1::ProviderSpec::IMPORTER);
  spec.set_summary(
      "A folder on a WebDAV server: one folder per album, every photo with an XMP sidecar, a "
      "manifest with checksums in each album; on Nextcloud also albums in Photos, favourites and "
      "uploads that go on after a break.");
  AddOptions(kOptions, spec);
  spec.set_shorthand_option("url");
  spec.add_trusted_url_options("url");
  spec.set_needs_credential(true);
  *spec.mutable_capabilities() = webdav::WebdavCapabilities();
  AddAlbumFolderRoutes(kRoutes, spec);
  AddAnswers(webdav::Answers(), spec);
  AddWords(spec);
  return spec;
}

}  // namespace

ImporterPlugin webdav_importer_plugin() {
  return {.spec = Spec(),
          .make = [](const ProviderOptions& options) -> absl::StatusOr<std::unique_ptr<Importer>> {
            PF_ASSIGN_OR_RETURN(webdav::Settings settings, webdav::Settings::From(options));
            return std::make_unique<webdav::WebdavImporter>(std::move(settings));
          }};
}

}  // namespace photoferry
