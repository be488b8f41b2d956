// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/graph/graph_page.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/log.h"
#include "common/base/status.h"
#include "common/http/query_text.h"
#include "common/http/url.h"
#include "exporters/meta/graph/graph_entry.h"
#include "exporters/meta/graph/graph_error.h"

namespace photoferry::meta {
namespace {

constexpr int kMostRestarts = 5;

// The paging parameters of the page after this one; empty: there is none.
absl::StatusOr<std::string> NextOf(const Json& paging) {
  const std::string next = JsonString(paging, "next");
  if (next.empty()) return std::string();
  const std::map<std::string, std::string> query = ParseQuery(QueryOf(next));
  GraphParams params;
  for (const char* key : kPagingParameters) {
    const auto found = query.find(key);
    if (found == query.end() || found->second.empty()) continue;
    params.emplace_back(*found);
    if (found->first == "after") break;  // a cursor says it all
  }
  const std::string cursor = JsonString(JsonMember(paging, "cursors"), "after");
  if (params.empty() && !cursor.empty()) params.emplace_back("after", cursor);
  std::string at = QueryString(params);
  if (!at.empty() && at.size() <= GraphPlace::kLongestAt) return at;
  return Failure(v1::MALFORMED_ANSWER,
                 "A list says that it goes on but not where; what follows cannot be listed yet.");
}

GraphParams ParamsFor(const GraphListing& listing, const GraphPlace& place) {
  GraphParams params = listing.params;
  params.emplace_back("limit", absl::StrCat(place.page_size));
  for (auto& [key, value] : ParseQuery(place.at)) params.emplace_back(key, value);
  return params;
}

// The exact words for a dead cursor are not documented. In the middle of a listing whose earlier
// pages were answered, the only parameter that is new is the cursor.
bool IsDeadCursor(const absl::Status& status, const GraphPlace& place) {
  if (place.at.empty()) return false;
  return ReasonOf(status) == v1::CURSOR_DEAD ||
         (ReasonOf(status) == v1::BAD_REQUEST && GraphCodeOf(status) == 100);
}

// How to ask again after `refused`; its own error if there is no other way.
absl::StatusOr<GraphPlace> OtherPlace(const absl::Status& refused, const GraphPlace& place,
                                      const std::string& edge) {
  GraphPlace other = place;
  if (ReasonOf(refused) == v1::PAGE_TOO_HEAVY && place.page_size > 1) {
    other.page_size = place.page_size / 2;
    Log(LogLevel::kInfo, "graph_page_halved", {{"edge", edge}, {"size", other.page_size}});
    return other;
  }
  if (!IsDeadCursor(refused, place)) return refused;
  if (place.restarts >= kMostRestarts) {
    return Failure(v1::RETRIES_EXHAUSTED,
                   absl::StrCat("A list lost its place ", place.restarts + 1,
                                " times at the same spot; what follows cannot be listed."),
                   "Start the job again later; what has arrived is not copied twice.");
  }
  Log(LogLevel::kWarning, "graph_listing_restarted", {{"edge", edge}, {"page", place.page}});
  return place.Restarted();
}

absl::StatusOr<GraphPage> PageFrom(Json answer, const GraphPlace& place) {
  const auto data = answer.find("data");
  if (data == answer.end() || !data->is_array()) {
    return Failure(v1::MALFORMED_ANSWER, "A page of a list came without its entries.");
  }
  GraphPage page{.position = place.position};
  PF_ASSIGN_OR_RETURN(const std::string next, NextOf(JsonMember(answer, "paging")));
  for (Json& entry : *data) page.entries.push_back(std::move(entry));
  if (next.empty()) return page;
  if (place.IsCircle(next)) {
    page.notices.push_back(absl::StrCat("A list went round in a circle after ",
                                        place.position + page.entries.size(),
                                        " entries. What it had shown until then is copied."));
    return page;
  }
  page.next = place.After(next, static_cast<int64_t>(page.entries.size()));
  return page;
}

}  // namespace

absl::StatusOr<GraphPage> ReadPage(GraphClient& client, const GraphListing& listing,
                                   GraphPlace place, ProviderContext& context) {
  while (true) {
    absl::StatusOr<Json> answer =
        client.Get(listing.edge, listing.fields, ParamsFor(listing, place), context);
    if (answer.ok()) return PageFrom(*std::move(answer), place);
    PF_ASSIGN_OR_RETURN(place, OtherPlace(answer.status(), place, listing.edge));
  }
}

std::vector<PlacedEntry> NamedEntries(const GraphPage& page, absl::string_view service,
                                      std::vector<std::string>& notices, const char* id) {
  std::vector<PlacedEntry> named;
  int64_t position = page.position;
  for (const Json& entry : page.entries) {
    const int64_t here = position++;
    if (IsGraphId(IdOf(entry, id))) named.push_back({entry, here});
  }
  const int64_t nameless = static_cast<int64_t>(page.entries.size() - named.size());
  if (nameless > 0) notices.push_back(NamelessNotice(service, nameless));
  return named;
}

std::string NamelessNotice(absl::string_view service, int64_t nameless) {
  return absl::StrCat(service, " listed ", nameless,
                      " entries without an id; they cannot be copied.");
}

}  // namespace photoferry::meta
