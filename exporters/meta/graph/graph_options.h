// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/provider/provider_context.h"
#include "common/provider/spec_rows.h"
#include "exporters/meta/graph/graph_client.h"

// The options that every provider on the Graph API has.

namespace photoferry::meta {

inline constexpr int kLargestGraphPage = 100;  // entries; what the Graph API takes

inline constexpr OptionRow kGraphUrlOption = {.key = "graph_url",
                                              .type = v1::OptionSpec::URL,
                                              .help = "Where the Graph API answers.",
                                              .default_value = "https://graph.facebook.com"};
inline constexpr OptionRow kVersionOption = {.key = "version",
                                             .type = v1::OptionSpec::TEXT,
                                             .help = "Version of the Graph API.",
                                             .default_value = kGraphVersion};
inline constexpr OptionRow kPageSizeOption = {
    .key = "page_size",
    .type = v1::OptionSpec::INTEGER,
    .help =
        "Entries asked for at once, 1 to 100; halved by itself where the Graph API finds a page "
        "too heavy.",
    .default_value = "100"};

struct GraphPaging {
  std::string version;
  int page_size = kLargestGraphPage;
};
// BAD_CONFIGURATION, which names the option of `provider` that cannot be.
absl::StatusOr<GraphPaging> ReadPaging(absl::string_view provider, const ProviderOptions& given);

}  // namespace photoferry::meta
