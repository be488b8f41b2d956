// SPDX-License-Identifier: Apache-2.0
// The input is a saved cursor of the exporter for Instagram.
#include "exporters/meta/instagram/instagram_cursor.h"
#include "exporters/meta/instagram/instagram_exporter.h"
#include "tests/fuzz/graph_cursor.h"

namespace photoferry::meta {
namespace {

constexpr char kHost[] = "https://graph.instagram.com/";
constexpr char kAccount[] = "17841400000000001";

void CheckListing(const std::string& text) {
  // One answer for whoever asks: for the account, and for an empty listing.
  const Json answer = {{"user_id", kAccount}, {"username", "zoe"}, {"data", Json::array()}};
  fuzz::ProviderBench bench({.status = 200, .body = ToText(answer)});
  ProviderContext context = bench.Context();
  InstagramExporter exporter{{.door = InstagramDoor::kInstagramLogin}};
  FUZZ_CHECK(exporter.Connect(context).ok());
  const size_t connected = bench.http.urls().size();
  const absl::StatusOr<ListedPage> page = exporter.ListPage(text, {}, context);
  FUZZ_CHECK(page.ok() && page->photos.empty() && !page->next.has_value());
  for (const std::string& child : page->children) FUZZ_CHECK(InstagramCursor::From(child).ok());
  const std::string account = absl::StrCat("/v25.0/", kAccount, "/");
  const std::set<std::string> edges = {account + "media", account + "stories"};
  for (size_t i = connected; i < bench.http.urls().size(); ++i) {
    fuzz::CheckListingUrl(bench.http.urls()[i], kHost, edges);
  }
}

}  // namespace
}  // namespace photoferry::meta

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace photoferry;        // NOLINT: a main function of sorts
  using namespace photoferry::meta;  // NOLINT
  const std::string text(fuzz::Text(data, size));
  if (fuzz::CheckCursor<InstagramCursor>(text).has_value()) CheckListing(text);
  return 0;
}
