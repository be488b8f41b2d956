// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "exporters/meta/facebook/facebook_exporter.h"
#include "tests/exporters/meta/account_walk.h"

namespace photoferry::meta {

// The exporter for Facebook against a generated account.
class FacebookAccountTest : public AccountWalkTest {
 protected:
  void Start(demo::GraphOptions options, int page_size = 100) {
    FacebookOptions facebook;
    facebook.rules.page_size = page_size;
    Start(std::move(options), std::move(facebook));
  }
  void Start(demo::GraphOptions options, FacebookOptions facebook) {
    Serve(std::move(options));
    const absl::Status connected = ConnectAs(std::move(facebook));
    ASSERT_TRUE(connected.ok()) << connected;
  }
  // Another exporter for the same account, as after a restart.
  absl::Status ConnectAs(FacebookOptions facebook) {
    facebook.graph.base_url = server_->base_url();
    facebook.graph.backoff = {.first = absl::Milliseconds(1), .longest = absl::Milliseconds(5)};
    return Connect(std::make_unique<FacebookExporter>(std::move(facebook)), server_->token());
  }

  // The generated account's own list, as the exporter should find it.
  void ExpectEverything(const Findings& findings) const {
    EXPECT_THAT(findings.photos,
                ::testing::SizeIs(account().photo_count() + account().video_count()));
    ExpectAllOf(account(), findings);
  }

  // Of a Page's account its reels as well.
  void ExpectAllOf(const demo::Account& owner, const Findings& findings) const {
    for (int64_t i = 0; i < owner.photo_count(); ++i) {
      const demo::DemoPhoto expected = owner.photo(i);
      const auto found = findings.photos.find(expected.id);
      ASSERT_NE(found, findings.photos.end()) << i;
      ExpectPhoto(found->second, expected);
    }
    for (int64_t i = 0; i < owner.video_count() + owner.reel_count(); ++i) {
      const demo::DemoVideo expected = owner.video(i);
      const auto found = findings.photos.find(expected.id);
      ASSERT_NE(found, findings.photos.end()) << i;
      ExpectVideo(found->second, expected);
    }
  }

  void ExpectPhoto(const v1::Photo& photo, const demo::DemoPhoto& expected) const {
    EXPECT_EQ(photo.kind(), v1::PHOTO);
    EXPECT_EQ(photo.caption(), expected.caption);
    EXPECT_EQ(photo.alt_text(), expected.alt_text_custom);
    const bool filler = expected.alt_text == "No photo description available.";
    if (expected.alt_text != expected.alt_text_custom) {
      EXPECT_EQ(photo.automatic_alt_text(), filler ? "" : expected.alt_text);
    }
    EXPECT_EQ(photo.uploaded_time().seconds(), absl::ToUnixSeconds(expected.created));
    EXPECT_EQ(photo.updated_time().seconds(), absl::ToUnixSeconds(expected.updated));
    ExpectTaken(photo, expected.created, expected.backdate);
    EXPECT_EQ(photo.width(), expected.largest.width);
    EXPECT_EQ(photo.height(), expected.largest.height);
    EXPECT_EQ(photo.place().name(), expected.place ? expected.place->name : "");
    EXPECT_EQ(photo.has_location(), expected.place && expected.place->has_location);
    EXPECT_LE(photo.people_size(), static_cast<int>(expected.name_tags.size()));
    EXPECT_EQ(photo.people().empty(), expected.name_tags.empty());
  }

  void ExpectVideo(const v1::Photo& video, const demo::DemoVideo& expected) const {
    EXPECT_EQ(video.kind(), v1::VIDEO);
    EXPECT_EQ(video.title(), expected.title);
    EXPECT_EQ(video.caption(), expected.description);
    EXPECT_EQ(video.uploaded_time().seconds(), absl::ToUnixSeconds(expected.created));
    ExpectTaken(video, expected.created, expected.backdate);
    EXPECT_EQ(video.width(), expected.size.width);
    EXPECT_NEAR(video.duration().seconds() + video.duration().nanos() * 1e-9, expected.seconds,
                0.001);
  }

  static void ExpectTaken(const v1::Photo& photo, absl::Time created,
                          const std::optional<demo::Backdate>& backdate) {
    const absl::Time taken = absl::FromUnixSeconds(photo.taken_time().time().seconds());
    EXPECT_FALSE(photo.taken_time().has_utc_offset_seconds());
    if (!backdate.has_value()) {
      EXPECT_EQ(taken, created);
      return;
    }
    EXPECT_LE(taken, backdate->time);
    EXPECT_GE(taken, backdate->time - absl::Hours(24 * 366));
    EXPECT_EQ(absl::ToCivilYear(taken, absl::UTCTimeZone()),
              absl::ToCivilYear(backdate->time, absl::UTCTimeZone()));
    EXPECT_EQ(photo.taken_time().granularity() == v1::YEAR, backdate->granularity == "year");
  }

  void ExpectAlbumsInOrder(const Findings& findings) const {
    EXPECT_THAT(findings.albums, ::testing::SizeIs(account().album_count()));
    int64_t placed = 0;
    for (int64_t a = 0; a < account().album_count(); ++a) {
      const demo::DemoAlbum& expected = account().album(a);
      const v1::PhotoAlbum& album = findings.albums.at(expected.id);
      EXPECT_EQ(album.title(), expected.name);
      EXPECT_EQ(album.description(), expected.description);
      EXPECT_EQ(album.privacy(), expected.privacy);
      EXPECT_EQ(album.extras().at("type"), expected.type);
      EXPECT_EQ(album.position(), a);
      for (int64_t i = 0; i < account().AlbumSize(a); ++i) {
        const std::string id = account().IdOf(account().AlbumItem(a, i));
        ASSERT_TRUE(findings.placements.contains(id)) << id;
        EXPECT_EQ(findings.placements.at(id).at(expected.id), i);
        ++placed;
      }
    }
    EXPECT_THAT(findings.placements, ::testing::SizeIs(placed));
  }
};

}  // namespace photoferry::meta
