// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "exporters/exporter.h"
#include "exporters/meta/facebook/facebook_pages.h"
#include "exporters/meta/facebook/facebook_walk.h"
#include "exporters/meta/graph/field_list.h"
#include "exporters/meta/graph/graph_client.h"
#include "exporters/meta/graph/location_cache.h"

namespace photoferry::meta {

struct FacebookOptions {
  GraphClientOptions graph;
  FacebookRules rules;
  PageChoice pages;
};

// Photos, videos and albums of a Facebook account, and of Pages that it manages. README.md in this
// folder tells what is exported. Thread-safe once Connect has returned.
class FacebookExporter final : public Exporter {
 public:
  explicit FacebookExporter(FacebookOptions options);

  absl::StatusOr<SourceAccount> Connect(ProviderContext& context) override;
  absl::StatusOr<ListedPage> ListPage(const std::string& cursor, const v1::Selection& selection,
                                      ProviderContext& context) override;
  absl::StatusOr<MediaLocation> Locate(const v1::Photo& photo, Freshness freshness,
                                       ProviderContext& context) override;

 private:
  // Opens the Pages; the notices are about those that are left out.
  absl::StatusOr<std::vector<std::string>> OpenPages(ProviderContext& context);
  absl::StatusOr<Json> ReadNode(const v1::MediaKey& key, ProviderContext& context);
  // What a refused look at one item means for it.
  absl::Status Refused(const absl::Status& status, const v1::MediaKey& key,
                       ProviderContext& context);

  GraphClient client_;
  PersonRights rights_;
  LocationCache locations_;
  const PageChoice choice_;
  FacebookPages pages_;
  FacebookWalk walk_;
  FieldList photo_media_fields_;
  FieldList video_media_fields_;
};

}  // namespace photoferry::meta
