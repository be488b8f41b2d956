// SPDX-License-Identifier: Apache-2.0
// The input is the body of an answer to a listing: as a page, and as what the engine gets of it.
#include <algorithm>
#include <string>

#include "common/base/json.h"
#include "common/http/query_text.h"
#include "exporters/meta/facebook/facebook_cursor.h"
#include "exporters/meta/facebook/facebook_exporter.h"
#include "exporters/meta/facebook/facebook_wire.h"
#include "exporters/meta/graph/graph_page.h"
#include "exporters/meta/graph/json_repair.h"
#include "tests/fuzz/provider_bench.h"

namespace photoferry::meta {
namespace {

using fuzz::CheckError;
using fuzz::CheckSurvivesTheWire;
using fuzz::ProviderBench;

void CheckTime(const google::protobuf::Timestamp& time) {
  FUZZ_CHECK(time.seconds() >= -62135596800 && time.seconds() <= 253402300799);
  FUZZ_CHECK(time.nanos() >= 0 && time.nanos() < 1000000000);
}

void CheckPhoto(const v1::Photo& photo) {
  FUZZ_CHECK(IsGraphId(photo.id()));
  FUZZ_CHECK(photo.media_key().id() == photo.id());
  FUZZ_CHECK(photo.kind() == v1::PHOTO || photo.kind() == v1::VIDEO);
  FUZZ_CHECK(photo.width() >= 0 && photo.width() <= 1 << 20);
  FUZZ_CHECK(photo.height() >= 0 && photo.height() <= 1 << 20);
  FUZZ_CHECK(photo.duration().seconds() >= 0 && photo.duration().nanos() >= 0);
  FUZZ_CHECK(photo.location().latitude() >= -90 && photo.location().latitude() <= 90);
  FUZZ_CHECK(photo.location().longitude() >= -180 && photo.location().longitude() <= 180);
  CheckTime(photo.uploaded_time());
  CheckTime(photo.updated_time());
  CheckTime(photo.taken_time().time());
  CheckSurvivesTheWire(photo);
}

// The place is one that can be saved, found again and asked for, and holds no token.
void CheckNext(const GraphPlace& next, const GraphPlace& asked, size_t entries) {
  FUZZ_CHECK(next.position == asked.position + static_cast<int64_t>(entries));
  FUZZ_CHECK(next.page == asked.page + 1);
  FUZZ_CHECK(next.at != asked.at);
  FUZZ_CHECK(next.at.size() <= GraphPlace::kLongestAt);
  for (const auto& [key, value] : ParseQuery(next.at)) {
    FUZZ_CHECK(std::find(std::begin(kPagingParameters), std::end(kPagingParameters), key) !=
               std::end(kPagingParameters));
  }
  const FacebookCursor cursor = {.listing = FacebookListing::kUploads, .place = next};
  const absl::StatusOr<FacebookCursor> again = FacebookCursor::From(cursor.ToText());
  FUZZ_CHECK(again.ok() && *again == cursor);
}

void CheckPage(const std::string& body, const GraphPlace& place) {
  ProviderBench bench({.status = 200, .body = body});
  ProviderContext context = bench.Context();
  GraphClient client{{}};
  FieldList fields("id,name,images", {"id"});
  const absl::StatusOr<GraphPage> page =
      ReadPage(client, {.edge = "me/photos", .fields = fields}, place, context);
  if (!page.ok()) return CheckError(page.status());
  absl::StatusOr<Json> json = ParseJson(body);
  if (!json.ok()) json = ParseJson(RepairedJsonText(body));
  FUZZ_CHECK(json.ok());
  FUZZ_CHECK(page->entries.size() == JsonMember(*json, "data").size());
  FUZZ_CHECK(page->position == place.position);
  if (page->next.has_value()) CheckNext(*page->next, place, page->entries.size());
}

// Each entry is a photo, or one of those that are told of.
void CheckListing(const std::string& body, const std::string& cursor) {
  ProviderBench bench({.status = 200, .body = body});
  ProviderContext context = bench.Context();
  FacebookExporter exporter{{}};
  const absl::StatusOr<ListedPage> page = exporter.ListPage(cursor, {}, context);
  if (!page.ok()) return CheckError(page.status());
  for (const v1::Photo& photo : page->photos) CheckPhoto(photo);
  for (const v1::PhotoAlbum& album : page->albums) {
    FUZZ_CHECK(IsGraphId(album.id()));
    CheckTime(album.created_time());
    CheckSurvivesTheWire(album);
  }
  for (const std::string& child : page->children) FUZZ_CHECK(FacebookCursor::From(child).ok());
  for (const v1::Photo& photo : page->photos) {
    FUZZ_CHECK(exporter.Locate(photo, Freshness::kCached, context).ok() ||
               bench.http.urls().size() > 1);
  }
}

}  // namespace
}  // namespace photoferry::meta

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using photoferry::meta::CheckListing;
  using photoferry::meta::CheckPage;
  const std::string body(photoferry::fuzz::Text(data, size));
  CheckPage(body, {});
  CheckPage(body, {.at = "after=QVFI", .page_size = 25, .position = 75, .page = 3});
  CheckListing(body, "1/albums?size=100");
  CheckListing(body, "1/album_photos?album=1&size=100");
  CheckListing(body, "1/videos?size=100");
  return 0;
}
