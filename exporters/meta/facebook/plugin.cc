// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "common/base/status.h"
#include "exporters/exporter.h"
#include "exporters/meta/facebook/facebook_exporter.h"
#include "exporters/meta/facebook/facebook_spec.h"

namespace photoferry {
namespace {

bool IsVersion(absl::string_view text) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(text, absl::MaxSplits('.', 1));
  int number = 0;
  return absl::StartsWith(parts.first, "v") && absl::SimpleAtoi(parts.first.substr(1), &number) &&
         number > 0 && absl::SimpleAtoi(parts.second, &number) && number >= 0 &&
         text.find_first_not_of("v0123456789.") == absl::string_view::npos;
}

absl::StatusOr<std::unique_ptr<Exporter>> Make(const ProviderOptions& given) {
  meta::FacebookOptions options;
  options.graph.base_url = given.Text("graph_url");
  options.graph.version = given.Text("version");
  if (!IsVersion(options.graph.version)) {
    return Failure(v1::BAD_CONFIGURATION, "The option facebook.version must look like v25.0.",
                   "Leave it out to use the version that this program was written for.");
  }
  const int64_t page_size = given.Integer("page_size");
  if (page_size < 1 || page_size > meta::kLargestFacebookPage) {
    return Failure(v1::BAD_CONFIGURATION, "The option facebook.page_size must be from 1 to 100.",
                   "Leave it out to use 100.");
  }
  options.page_size = static_cast<int>(page_size);
  return std::make_unique<meta::FacebookExporter>(std::move(options));
}

}  // namespace

ExporterPlugin meta_facebook_exporter_plugin() {
  return {.spec = meta::FacebookSpec(), .make = Make};
}

}  // namespace photoferry
