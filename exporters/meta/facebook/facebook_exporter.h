// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "exporters/exporter.h"
#include "exporters/meta/facebook/facebook_walk.h"
#include "exporters/meta/graph/field_list.h"
#include "exporters/meta/graph/graph_client.h"
#include "exporters/meta/graph/location_cache.h"

namespace photoferry::meta {

struct FacebookOptions {
  GraphClientOptions graph;
  int page_size = 100;  // 1 to 100
};

// Photos, videos and albums of a personal Facebook account. README.md in this folder tells what is
// exported. Thread-safe once Connect has returned.
class FacebookExporter final : public Exporter {
 public:
  explicit FacebookExporter(FacebookOptions options);

  absl::StatusOr<SourceAccount> Connect(ProviderContext& context) override;
  absl::StatusOr<ListedPage> ListPage(const std::string& cursor, const v1::Selection& selection,
                                      ProviderContext& context) override;
  absl::StatusOr<MediaLocation> Locate(const v1::Photo& photo, Freshness freshness,
                                       ProviderContext& context) override;

 private:
  absl::StatusOr<FacebookAccess> ReadAccess(ProviderContext& context);
  // What a refused look at one item means for it.
  absl::Status Refused(const absl::Status& status, bool is_video, ProviderContext& context);

  GraphClient client_;
  LocationCache locations_;
  FacebookWalk walk_;
  FieldList photo_media_fields_;
  FieldList video_media_fields_;
  FacebookAccess access_;
};

}  // namespace photoferry::meta
