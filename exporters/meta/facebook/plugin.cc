// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <utility>

#include "common/base/status.h"
#include "exporters/exporter.h"
#include "exporters/meta/facebook/facebook_exporter.h"
#include "exporters/meta/facebook/facebook_spec.h"
#include "exporters/meta/graph/graph_options.h"
#include "exporters/meta/login/meta_logins.h"

namespace photoferry {
namespace {

absl::StatusOr<std::unique_ptr<Exporter>> Make(const ProviderOptions& given) {
  PF_ASSIGN_OR_RETURN(const meta::GraphPaging paging, meta::ReadPaging("facebook", given));
  meta::FacebookOptions options;
  options.graph.base_url = given.Text("graph_url");
  options.graph.version = paging.version;
  options.rules = {.page_size = paging.page_size, .tagged = given.Bool("tagged")};
  options.pages = meta::PageChoice::From(given.Text("pages"), given.Text("page_tasks"));
  return std::make_unique<meta::FacebookExporter>(std::move(options));
}

}  // namespace

ExporterPlugin meta_facebook_exporter_plugin() {
  const v1::ProviderSpec spec = meta::FacebookSpec();
  return {.spec = spec,
          .make = Make,
          .logins = {meta::FacebookLoginPlugin(spec), meta::BusinessLoginPlugin(spec)}};
}

}  // namespace photoferry
