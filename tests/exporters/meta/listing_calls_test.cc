// SPDX-License-Identifier: Apache-2.0
// What a listing costs in calls of the Graph API, held against what it must cost at least: each
// edge that is walked once for every 100 of its items, and once if it has none.
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_format.h"
#include "exporters/meta/facebook/facebook_exporter.h"
#include "exporters/meta/instagram/instagram_exporter.h"
#include "tests/exporters/meta/account_walk.h"
#include "tests/testing/status_matchers.h"

namespace photoferry::meta {
namespace {

constexpr double kMost = 1.02;

int64_t CallsFor(int64_t items) {
  return std::max<int64_t>(1, (items + 99) / 100);
}

class ListingCalls : public AccountWalkTest {
 protected:
  // Walks, and looks at what that has cost. Each id of ids= counts as the call that it is to the
  // budget, and as part of one to the round trips.
  void ExpectCheap(const std::string& what, size_t items, int64_t least) {
    const std::map<std::string, int64_t> before = server_->counters();
    PF_ASSERT_OK_AND_ASSIGN(const Findings findings, Walk());
    int64_t calls = 0;
    for (const auto& [kind, count] : server_->counters()) {
      const auto earlier = before.find(kind);
      calls += count - (earlier == before.end() ? 0 : earlier->second);
    }
    EXPECT_THAT(findings.photos, ::testing::SizeIs(items));
    std::cout << absl::StrFormat("%s: %d items in %d calls, at least %d (%+.2f %%)\n", what, items,
                                 calls, least, 100.0 * calls / least - 100);
    EXPECT_LE(static_cast<double>(calls), kMost * static_cast<double>(least));
  }

  static int64_t CallsForAlbums(const demo::Account& owner) {
    int64_t calls = CallsFor(owner.album_count());
    for (int64_t album = 0; album < owner.album_count(); ++album) {
      calls += CallsFor(owner.AlbumSize(album));
    }
    return calls;
  }
};

TEST_F(ListingCalls, OfAPersonStayWithinTwoPercent) {
  Serve({.account = {.seed = 5,
                     .photos = 5000,
                     .videos = 250,
                     .albums = 40,
                     .tagged = 300,
                     .style = demo::MediaStyle::kFiller,
                     .file_bytes = 4 << 10}});
  FacebookOptions facebook;
  facebook.graph.base_url = server_->base_url();
  facebook.rules.tagged = true;
  ASSERT_THAT(Connect(std::make_unique<FacebookExporter>(facebook), server_->token()), IsOk());
  ExpectCheap("Facebook, a person", 5000 + 250 + 300,
              CallsForAlbums(account()) + CallsFor(5000) + CallsFor(250) + CallsFor(300));
}

TEST_F(ListingCalls, OfAPageStayWithinTwoPercent) {
  Serve({.account = {.seed = 5,
                     .photos = 0,
                     .videos = 0,
                     .albums = 0,
                     .tagged = 0,
                     .style = demo::MediaStyle::kFiller,
                     .file_bytes = 4 << 10,
                     .pages = {{.photos = 9000, .videos = 180, .albums = 30, .reels = 600}}},
         .granted = {"public_profile", "pages_show_list", "pages_read_engagement"}});
  FacebookOptions facebook;
  facebook.graph.base_url = server_->base_url();
  facebook.pages.all = true;
  ASSERT_THAT(Connect(std::make_unique<FacebookExporter>(facebook), server_->token()), IsOk());
  const demo::Account& page = account().page(1);
  ExpectCheap("Facebook, a Page",
              page.photo_count() + page.video_count() + page.reel_count() + page.story_count(),
              CallsForAlbums(page) + CallsFor(page.photo_count()) + CallsFor(page.video_count()) +
                  CallsFor(page.reel_count()) + CallsFor(page.story_count()));
}

class InstagramListingCalls : public ListingCalls,
                              public ::testing::WithParamInterface<InstagramDoor> {};

TEST_P(InstagramListingCalls, StayWithinTwoPercent) {
  Serve({.account = {.seed = 5,
                     .photos = 0,
                     .videos = 0,
                     .albums = 0,
                     .tagged = 0,
                     .style = demo::MediaStyle::kFiller,
                     .file_bytes = 4 << 10,
                     .instagram = {.posts = 6000, .stories = 20}}});
  const bool by_instagram = GetParam() == InstagramDoor::kInstagramLogin;
  InstagramOptions instagram;
  instagram.facebook_url = server_->base_url();
  instagram.instagram_url = server_->instagram_url();
  ASSERT_THAT(Connect(std::make_unique<InstagramExporter>(std::move(instagram)),
                      by_instagram ? server_->instagram_token() : server_->token()),
              IsOk());
  ExpectCheap(by_instagram ? "Instagram, by Instagram Login" : "Instagram, by Facebook Login",
              account().instagram().Files().size(), CallsFor(6000) + CallsFor(20));
}

INSTANTIATE_TEST_SUITE_P(Doors, InstagramListingCalls,
                         ::testing::Values(InstagramDoor::kFacebookLogin,
                                           InstagramDoor::kInstagramLogin),
                         [](const auto& door) {
                           return door.param == InstagramDoor::kFacebookLogin ? "FacebookLogin"
                                                                              : "InstagramLogin";
                         });

}  // namespace
}  // namespace photoferry::meta
