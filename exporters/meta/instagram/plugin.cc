// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <optional>
#include <utility>

#include "common/base/status.h"
#include "exporters/exporter.h"
#include "exporters/meta/graph/graph_options.h"
#include "exporters/meta/instagram/instagram_exporter.h"
#include "exporters/meta/instagram/instagram_spec.h"
#include "exporters/meta/login/meta_logins.h"

namespace photoferry {
namespace {

std::optional<meta::InstagramDoor> DoorFrom(absl::string_view word) {
  if (word == "auto") return meta::InstagramDoor::kByToken;
  if (word == "facebook") return meta::InstagramDoor::kFacebookLogin;
  if (word == "instagram") return meta::InstagramDoor::kInstagramLogin;
  return std::nullopt;
}

absl::StatusOr<std::unique_ptr<Exporter>> Make(const ProviderOptions& given) {
  PF_ASSIGN_OR_RETURN(const meta::GraphPaging paging, meta::ReadPaging("instagram", given));
  const std::optional<meta::InstagramDoor> door = DoorFrom(given.Text("login"));
  if (!door.has_value()) {
    return Failure(v1::BAD_CONFIGURATION,
                   "The option instagram.login must be auto, facebook or instagram.",
                   "Leave it out to have it told from the token.");
  }
  const std::optional<meta::InstagramAlbums> albums =
      meta::InstagramAlbumsFrom(given.Text("albums"));
  if (!albums.has_value()) {
    return Failure(v1::BAD_CONFIGURATION,
                   "The option instagram.albums must be none, carousels or type.",
                   "Leave it out to have an album made of each carousel.");
  }
  meta::InstagramOptions options;
  options.door = *door;
  options.facebook_url = given.Text("graph_url");
  options.instagram_url = given.Text("instagram_url");
  options.sign_instagram = given.Bool("app_secret_proof");
  options.graph.version = paging.version;
  options.account = given.Text("account");
  options.rules = {.page_size = paging.page_size,
                   .albums = *albums,
                   .still_pictures = given.Bool("still_pictures"),
                   .post_fields = ""};
  return std::make_unique<meta::InstagramExporter>(std::move(options));
}

}  // namespace

ExporterPlugin meta_instagram_exporter_plugin() {
  const v1::ProviderSpec spec = meta::InstagramSpec();
  return {.spec = spec,
          .make = Make,
          .logins = {meta::InstagramLoginPlugin(spec), meta::FacebookLoginPlugin(spec),
                     meta::BusinessLoginPlugin(spec)}};
}

}  // namespace photoferry
