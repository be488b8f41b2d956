// SPDX-License-Identifier: Apache-2.0
// The input is a saved cursor of the exporter for Facebook.
#include "exporters/meta/facebook/facebook_cursor.h"
#include "exporters/meta/facebook/facebook_exporter.h"
#include "tests/fuzz/graph_cursor.h"

namespace photoferry::meta {
namespace {

constexpr char kHost[] = "https://graph.facebook.com/";
// What a listing that shows nothing makes the exporter ask, whatever the cursor says.
constexpr char kRights[] = "https://graph.facebook.com/v25.0/me/permissions?";

void CheckListing(const std::string& text, const FacebookCursor& cursor) {
  fuzz::ProviderBench bench({.status = 200, .body = R"({"data":[]})"});
  ProviderContext context = bench.Context();
  FacebookExporter exporter{{}};
  const absl::StatusOr<ListedPage> page = exporter.ListPage(text, {}, context);
  FUZZ_CHECK(page.ok() && page->photos.empty() && !page->next.has_value());
  // No Page is open: nothing is asked for one, with whosever login.
  FUZZ_CHECK(cursor.page.empty() || bench.http.urls().empty());
  const std::set<std::string> edges = {"/v25.0/me/albums", "/v25.0/me/photos", "/v25.0/me/videos",
                                       absl::StrCat("/v25.0/", cursor.album, "/photos")};
  for (const std::string& url : bench.http.urls()) {
    if (url != kRights) fuzz::CheckListingUrl(url, kHost, edges);
  }
}

}  // namespace
}  // namespace photoferry::meta

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace photoferry;        // NOLINT: a main function of sorts
  using namespace photoferry::meta;  // NOLINT
  const std::string text(fuzz::Text(data, size));
  const std::optional<FacebookCursor> cursor = fuzz::CheckCursor<FacebookCursor>(text);
  if (!cursor.has_value()) return 0;
  FUZZ_CHECK(cursor->place.After("after=x", 100).position == cursor->place.position + 100);
  CheckListing(text, *cursor);
  return 0;
}
