// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/json.h"
#include "common/provider/provider_context.h"
#include "exporters/meta/graph/field_list.h"
#include "exporters/meta/graph/graph_client.h"
#include "exporters/meta/graph/graph_place.h"

// Paging as the Graph API does it: a listing ends when `paging.next` is absent, and only then;
// empty and short pages in the middle are usual. `next` is a URL that holds the access token: only
// its paging parameters are taken from it.

namespace photoferry::meta {

struct GraphListing {
  std::string edge;    // "me/albums"
  GraphParams params;  // besides fields, limit and paging
  FieldList& fields;
};

struct GraphPage {
  std::vector<Json> entries;
  int64_t position = 0;            // of the first entry within the listing
  std::optional<GraphPlace> next;  // nothing: the listing has ended
  std::vector<std::string> notices;
};

// Reads the page at `place`. A page that is too heavy is halved, and stays so for the rest of the
// listing. A cursor that died leads back to the first page; RETRIES_EXHAUSTED if that happens
// again and again at the same spot.
absl::StatusOr<GraphPage> ReadPage(GraphClient& client, const GraphListing& listing,
                                   GraphPlace place, ProviderContext& context);

// An entry of a page, and where in the listing it stands.
struct PlacedEntry {
  const Json& entry;
  int64_t position;
};
// The entries that have an id, as the member `id`. `notices` tell how many have none. Refers to
// `page`.
std::vector<PlacedEntry> NamedEntries(const GraphPage& page, absl::string_view service,
                                      std::vector<std::string>& notices, const char* id = "id");

// For people: so many entries had no id.
std::string NamelessNotice(absl::string_view service, int64_t nameless);

}  // namespace photoferry::meta
