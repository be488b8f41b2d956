// SPDX-License-Identifier: Apache-2.0
// The input is a saved cursor of the exporter for Facebook.
#include <map>
#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "common/http/query_text.h"
#include "common/http/url.h"
#include "exporters/meta/facebook/facebook_cursor.h"
#include "exporters/meta/facebook/facebook_exporter.h"
#include "tests/fuzz/provider_bench.h"

namespace photoferry::meta {
namespace {

using fuzz::CheckError;
using fuzz::ProviderBench;

constexpr char kHost[] = "https://graph.facebook.com/";

const std::set<std::string>& KnownParameters() {
  static const std::set<std::string>& known =
      *new std::set<std::string>{"fields",     "type",  "limit", "after",         "offset",
                                 "__after_id", "since", "until", "__paging_token"};
  return known;
}

// A cursor says where a listing goes on, and can say nothing else: it names neither another host
// nor another edge, asks for no other fields and adds no token.
void CheckAsked(const std::string& text, const std::string& album) {
  const absl::StatusOr<Url> url = ParseUrl(text);
  FUZZ_CHECK(url.ok());
  FUZZ_CHECK(absl::StartsWith(url->ToString(), kHost));
  const std::set<std::string> edges = {"/v25.0/me/albums", "/v25.0/me/photos", "/v25.0/me/videos",
                                       absl::StrCat("/v25.0/", album, "/photos")};
  FUZZ_CHECK(edges.contains(url->path));
  const std::map<std::string, std::string> params = ParseQuery(url->query);
  for (const auto& [key, value] : params) FUZZ_CHECK(KnownParameters().contains(key));
  FUZZ_CHECK(absl::StartsWith(params.at("fields"), "id,"));
  // None is there twice, which would leave it to the other side which one counts.
  size_t written = 1;
  for (const char c : url->query) written += c == '&' ? 1 : 0;
  FUZZ_CHECK(written == params.size());
}

void CheckListing(const std::string& text, const FacebookCursor& cursor) {
  ProviderBench bench({.status = 200, .body = R"({"data":[]})"});
  ProviderContext context = bench.Context();
  FacebookExporter exporter{{}};
  const absl::StatusOr<ListedPage> page = exporter.ListPage(text, {}, context);
  FUZZ_CHECK(page.ok() && page->photos.empty() && !page->next.has_value());
  // No Page is open: nothing is asked for one, with whosever login.
  FUZZ_CHECK(cursor.page.empty() || bench.http.urls().empty());
  for (const std::string& url : bench.http.urls()) CheckAsked(url, cursor.album);
}

}  // namespace
}  // namespace photoferry::meta

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace photoferry;        // NOLINT: a main function of sorts
  using namespace photoferry::meta;  // NOLINT
  const std::string text(fuzz::Text(data, size));
  const absl::StatusOr<FacebookCursor> cursor = FacebookCursor::From(text);
  if (!cursor.ok()) {
    fuzz::CheckError(cursor.status());
    FUZZ_CHECK(ReasonOf(cursor.status()) == v1::BAD_REQUEST);
    return 0;
  }
  const absl::StatusOr<FacebookCursor> again = FacebookCursor::From(cursor->ToText());
  FUZZ_CHECK(again.ok() && *again == *cursor && again->ToText() == cursor->ToText());
  FUZZ_CHECK(cursor->place.page_size >= 1);
  FUZZ_CHECK(cursor->place.position >= 0 && cursor->place.page >= 0);
  FUZZ_CHECK(cursor->place.After("after=x", 100).position == cursor->place.position + 100);
  CheckListing(text, *cursor);
  return 0;
}
