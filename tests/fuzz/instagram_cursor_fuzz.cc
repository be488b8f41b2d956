// SPDX-License-Identifier: Apache-2.0
// The input is a saved cursor of the exporter for Instagram.
#include <map>
#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "common/http/query_text.h"
#include "common/http/url.h"
#include "exporters/meta/instagram/instagram_cursor.h"
#include "exporters/meta/instagram/instagram_exporter.h"
#include "tests/fuzz/provider_bench.h"

namespace photoferry::meta {
namespace {

using fuzz::ProviderBench;

constexpr char kHost[] = "https://graph.instagram.com/";
constexpr char kAccount[] = "17841400000000001";

const std::set<std::string>& KnownParameters() {
  static const std::set<std::string>& known = *new std::set<std::string>{
      "fields", "limit", "after", "offset", "since", "until", "__paging_token", "__after_id"};
  return known;
}

// A cursor leads to the account's own two listings and to nothing else.
void CheckAsked(const std::string& text) {
  const absl::StatusOr<Url> url = ParseUrl(text);
  FUZZ_CHECK(url.ok());
  FUZZ_CHECK(absl::StartsWith(url->ToString(), kHost));
  const std::string account = absl::StrCat("/v25.0/", kAccount, "/");
  FUZZ_CHECK(url->path == account + "media" || url->path == account + "stories");
  const std::map<std::string, std::string> params = ParseQuery(url->query);
  for (const auto& [key, value] : params) FUZZ_CHECK(KnownParameters().contains(key));
  FUZZ_CHECK(absl::StartsWith(params.at("fields"), "id,"));
  // None is there twice, which would leave it to the other side which one counts.
  size_t written = 1;
  for (const char c : url->query) written += c == '&' ? 1 : 0;
  FUZZ_CHECK(written == params.size());
}

void CheckListing(const std::string& text) {
  // One answer for whoever asks: for the account, and for an empty listing.
  const Json answer = {{"user_id", kAccount}, {"username", "zoe"}, {"data", Json::array()}};
  ProviderBench bench({.status = 200, .body = ToText(answer)});
  ProviderContext context = bench.Context();
  InstagramExporter exporter{{.door = InstagramDoor::kInstagramLogin}};
  FUZZ_CHECK(exporter.Connect(context).ok());
  const size_t connected = bench.http.urls().size();
  const absl::StatusOr<ListedPage> page = exporter.ListPage(text, {}, context);
  FUZZ_CHECK(page.ok() && page->photos.empty() && !page->next.has_value());
  for (const std::string& child : page->children) FUZZ_CHECK(InstagramCursor::From(child).ok());
  for (size_t i = connected; i < bench.http.urls().size(); ++i) CheckAsked(bench.http.urls()[i]);
}

}  // namespace
}  // namespace photoferry::meta

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace photoferry;        // NOLINT: a main function of sorts
  using namespace photoferry::meta;  // NOLINT
  const std::string text(fuzz::Text(data, size));
  const absl::StatusOr<InstagramCursor> cursor = InstagramCursor::From(text);
  if (!cursor.ok()) {
    fuzz::CheckError(cursor.status());
    FUZZ_CHECK(ReasonOf(cursor.status()) == v1::BAD_REQUEST);
    return 0;
  }
  const absl::StatusOr<InstagramCursor> again = InstagramCursor::From(cursor->ToText());
  FUZZ_CHECK(again.ok() && *again == *cursor && again->ToText() == cursor->ToText());
  FUZZ_CHECK(cursor->place.page_size >= 1);
  FUZZ_CHECK(cursor->place.position >= 0 && cursor->place.page >= 0);
  CheckListing(text);
  return 0;
}
