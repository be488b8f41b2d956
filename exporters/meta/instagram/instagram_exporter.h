// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "exporters/exporter.h"
#include "exporters/meta/graph/field_list.h"
#include "exporters/meta/graph/graph_client.h"
#include "exporters/meta/graph/location_cache.h"
#include "exporters/meta/instagram/instagram_walk.h"

namespace photoferry::meta {

// The two ways to a professional account, with hosts and tokens of their own.
enum class InstagramDoor {
  kByToken,         // a token that begins with "IG" is Instagram Login's, every other Facebook's
  kFacebookLogin,   // Instagram API with Facebook Login
  kInstagramLogin,  // Instagram API with Instagram Login
};

struct InstagramOptions {
  InstagramDoor door = InstagramDoor::kByToken;
  std::string facebook_url = "https://graph.facebook.com";
  std::string instagram_url = "https://graph.instagram.com";
  bool sign_instagram = true;  // see GraphClientOptions::sign
  GraphClientOptions graph;    // base_url and sign: those of the door
  std::string account;         // username or id; empty: the only one
  InstagramRules rules;        // post_fields: those of the door
};

// Posts, reels, stories and carousels of a professional Instagram account. README.md in this folder
// tells what is exported. Thread-safe once Connect has returned.
class InstagramExporter final : public Exporter {
 public:
  explicit InstagramExporter(InstagramOptions options);

  absl::StatusOr<SourceAccount> Connect(ProviderContext& context) override;
  absl::StatusOr<ListedPage> ListPage(const std::string& cursor, const v1::Selection& selection,
                                      ProviderContext& context) override;
  absl::StatusOr<MediaLocation> Locate(const v1::Photo& photo, Freshness freshness,
                                       ProviderContext& context) override;

 private:
  // Opens the client for the door that the login fits.
  InstagramDoor Open(const Credential& credential);
  // What a refused look at one item means: for it alone, or for the account.
  absl::Status Refused(const absl::Status& status, ProviderContext& context);

  const InstagramOptions options_;
  LocationCache locations_;
  FieldList media_fields_;
  // Made by Connect.
  std::unique_ptr<GraphClient> client_;
  std::unique_ptr<InstagramWalk> walk_;
};

}  // namespace photoferry::meta
