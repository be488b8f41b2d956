// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/facebook/facebook_wire.h"

#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace photoferry::meta {
namespace {

int64_t Seconds(const char* time) {
  absl::Time parsed;
  EXPECT_TRUE(absl::ParseTime("%Y-%m-%dT%H:%M:%S", time, &parsed, nullptr));
  return absl::ToUnixSeconds(parsed);
}

Json Rendition(int width, int height, const char* source) {
  return {{"width", width}, {"height", height}, {"source", source}};
}

TEST(FacebookWire, ReadsAPhoto) {
  const Json entry = {
      {"id", "10150146071791729"},
      {"name", "Grüße vom See"},
      {"alt_text", "May be an image of a lake"},
      {"alt_text_custom", "A lake at noon"},
      {"created_time", "2021-05-20T19:17:41+0000"},
      {"updated_time", "2021-06-01T00:00:00+0000"},
      {"width", 720},
      {"height", 540},
      {"link", "https://www.facebook.com/photo.php?fbid=1"},
      {"page_story_id", "5_6"},
      {"event", {{"id", "77"}, {"name", "Birthday"}}},
      {"images",
       {Rendition(600, 800, "https://h/small"), Rendition(1536, 2048, "https://h/large")}}};
  const v1::Photo photo = PhotoFrom(entry);
  EXPECT_EQ(photo.id(), "10150146071791729");
  EXPECT_EQ(photo.kind(), v1::PHOTO);
  EXPECT_EQ(photo.caption(), "Grüße vom See");
  EXPECT_EQ(photo.alt_text(), "A lake at noon");
  EXPECT_EQ(photo.automatic_alt_text(), "May be an image of a lake");
  EXPECT_EQ(photo.uploaded_time().seconds(), Seconds("2021-05-20T19:17:41"));
  EXPECT_EQ(photo.taken_time().time().seconds(), Seconds("2021-05-20T19:17:41"));
  EXPECT_FALSE(photo.taken_time().has_utc_offset_seconds());
  EXPECT_EQ(photo.updated_time().seconds(), Seconds("2021-06-01T00:00:00"));
  EXPECT_EQ(photo.width(), 1536);
  EXPECT_EQ(photo.height(), 2048);
  EXPECT_EQ(photo.permalink(), "https://www.facebook.com/photo.php?fbid=1");
  EXPECT_EQ(photo.extras().at("page_story_id"), "5_6");
  EXPECT_EQ(photo.extras().at("event.name"), "Birthday");
  EXPECT_EQ(photo.media_key().id(), photo.id());
  EXPECT_EQ(photo.media_key().variant(), kPhotoVariant);
  EXPECT_EQ(PhotoUrlOf(entry), "https://h/large");
}

TEST(FacebookWire, TheFillerForMissingAltTextIsDropped) {
  const v1::Photo photo = PhotoFrom({{"id", "1"}, {"alt_text", "No photo description available."}});
  EXPECT_EQ(photo.alt_text(), "");
  EXPECT_EQ(photo.automatic_alt_text(), "");
  // The effective text repeats the person's own.
  EXPECT_EQ(PhotoFrom({{"alt_text", "Mine"}, {"alt_text_custom", "Mine"}}).automatic_alt_text(),
            "");
}

TEST(FacebookWire, TheLargestRenditionWinsAndTheFirstOfEquals) {
  const auto url = [](const Json& images) { return PhotoUrlOf({{"images", images}}); };
  EXPECT_EQ(url({Rendition(10, 10, "a"), Rendition(20, 20, "b"), Rendition(20, 20, "c"),
                 Rendition(5, 5, "d")}),
            "b");
  EXPECT_EQ(url({Rendition(90, 90, ""), Rendition(2, 2, "small")}), "small");
  EXPECT_EQ(url(Json::array({{{"source", "bare"}}})), "bare");
  EXPECT_EQ(url(Json::array()), "");
  EXPECT_EQ(PhotoUrlOf({{"source", "https://h/middling"}}), "");
}

TEST(FacebookWire, ADateGivenByThePersonWinsCutToItsGranularity) {
  const auto taken = [](const char* granularity) {
    return PhotoFrom({{"created_time", "2020-01-01T00:00:00+0000"},
                      {"backdated_time", "1987-08-17T19:23:45+0000"},
                      {"backdated_time_granularity", granularity}})
        .taken_time();
  };
  EXPECT_EQ(taken("year").time().seconds(), Seconds("1987-01-01T00:00:00"));
  EXPECT_EQ(taken("year").granularity(), v1::YEAR);
  EXPECT_EQ(taken("month").time().seconds(), Seconds("1987-08-01T00:00:00"));
  EXPECT_EQ(taken("day").time().seconds(), Seconds("1987-08-17T00:00:00"));
  EXPECT_EQ(taken("hour").time().seconds(), Seconds("1987-08-17T19:00:00"));
  EXPECT_EQ(taken("min").time().seconds(), Seconds("1987-08-17T19:23:00"));
  EXPECT_EQ(taken("min").granularity(), v1::MINUTE);
  EXPECT_EQ(taken("none").time().seconds(), Seconds("1987-08-17T19:23:45"));
  EXPECT_EQ(taken("none").granularity(), v1::SECOND);
}

TEST(FacebookWire, ReadsAPlaceWithAndWithoutItsLocation) {
  const v1::Photo photo = PhotoFrom({{"place",
                                      {{"id", "9"},
                                       {"name", "Pier"},
                                       {"location",
                                        {{"latitude", 54.5},
                                         {"longitude", -7.25},
                                         {"city", "Kiel"},
                                         {"state", "SH"},
                                         {"street", "Kai 1"},
                                         {"zip", "24103"},
                                         {"country", "Germany"}}}}}});
  EXPECT_EQ(photo.place().name(), "Pier");
  EXPECT_EQ(photo.place().region(), "SH");
  EXPECT_EQ(photo.place().postal_code(), "24103");
  EXPECT_EQ(photo.location().latitude(), 54.5);
  EXPECT_EQ(photo.location().longitude(), -7.25);

  const v1::Photo bare = PhotoFrom({{"place", {{"id", "9"}, {"name", "Pier"}}}});
  EXPECT_EQ(bare.place().id(), "9");
  EXPECT_FALSE(bare.has_location());

  const v1::Photo wrong = PhotoFrom(
      {{"place", {{"name", "Moon"}, {"location", {{"latitude", 500}, {"longitude", 0}}}}}});
  EXPECT_FALSE(wrong.has_location());
}

TEST(FacebookWire, TagsOfPeopleBecomePeopleAndTagsOfPagesDoNot) {
  const v1::Photo photo =
      PhotoFrom({{"name_tags",
                  {{{"id", "1"}, {"name", "Ann"}, {"type", "user"}, {"offset", 3}, {"length", 3}},
                   {{"id", "1"}, {"name", "Ann"}, {"type", "user"}, {"offset", 30}, {"length", 3}},
                   {{"id", 2}, {"name", "Bo"}},
                   {{"id", "3"}, {"name", "Público"}, {"type", "page"}}}},
                 {"tags", {{"data", {{{"name", "Cy"}, {"x", 25}, {"y", 50.0}}}}}}});
  ASSERT_EQ(photo.people_size(), 3);
  EXPECT_EQ(photo.people(0).name(), "Ann");
  EXPECT_EQ(photo.people(1).id(), "2");
  EXPECT_FALSE(photo.people(1).has_x());
  EXPECT_EQ(photo.people(2).x(), 0.25);
  EXPECT_EQ(photo.people(2).y(), 0.5);
  // Older answers key the tags by their offset.
  const Json keyed = {{"name_tags", {{"0", {{{"id", "1"}, {"name", "Ann"}}}}}}};
  EXPECT_EQ(PhotoFrom(keyed).people_size(), 1);
}

TEST(FacebookWire, ReadsAVideo) {
  const Json entry = {{"id", "55"},
                      {"title", "Regatta"},
                      {"description", "First race"},
                      {"created_time", "2021-05-20T19:17:41+0000"},
                      {"length", 12.345},
                      {"source", "https://h/v.mp4"},
                      {"permalink_url", "/1/videos/55/"},
                      {"format",
                       {{{"filter", "130x130"}, {"width", 130}, {"height", 73}},
                        {{"filter", "native"}, {"width", 1920}, {"height", 1080}}}},
                      {"status", {{"video_status", "ready"}}},
                      {"privacy", {{"value", "ALL_FRIENDS"}}}};
  const v1::Photo video = VideoFrom(entry);
  EXPECT_EQ(video.kind(), v1::VIDEO);
  EXPECT_EQ(video.title(), "Regatta");
  EXPECT_EQ(video.caption(), "First race");
  EXPECT_EQ(video.duration().seconds(), 12);
  EXPECT_EQ(video.duration().nanos(), 345000000);
  EXPECT_EQ(video.width(), 1920);
  EXPECT_EQ(video.permalink(), "https://www.facebook.com/1/videos/55/");
  EXPECT_EQ(video.extras().at("privacy"), "ALL_FRIENDS");
  EXPECT_EQ(video.media_key().variant(), kVideoVariant);
  EXPECT_EQ(VideoUrlOf(entry), "https://h/v.mp4");
  EXPECT_EQ(UnreadyStateOf(entry), "");
  EXPECT_EQ(UnreadyStateOf({{"status", {{"video_status", "processing"}}}}), "processing");
  EXPECT_EQ(UnreadyStateOf({{"live_status", "LIVE"}}), "live");
  EXPECT_EQ(UnreadyStateOf({{"live_status", "VOD"}}), "");
}

TEST(FacebookWire, ReadsAnAlbumWithEitherFormOfCover) {
  const Json entry = {{"id", 8},
                      {"name", "Summer"},
                      {"description", "At sea"},
                      {"type", "normal"},
                      {"privacy", "friends-of-friends"},
                      {"location", "Kiel"},
                      {"created_time", 1621538261},
                      {"link", "https://f/8"},
                      {"cover_photo", {{"id", "99"}}},
                      {"place", {{"name", "Pier"}}}};
  const v1::PhotoAlbum album = AlbumFrom(entry, 4);
  EXPECT_EQ(album.id(), "8");
  EXPECT_EQ(album.title(), "Summer");
  EXPECT_EQ(album.description(), "At sea");
  EXPECT_EQ(album.privacy(), "friends-of-friends");
  EXPECT_EQ(album.cover_photo_id(), "99");
  EXPECT_EQ(album.position(), 4);
  EXPECT_EQ(album.created_time().seconds(), 1621538261);
  EXPECT_EQ(album.place().name(), "Pier");
  EXPECT_EQ(album.extras().at("type"), "normal");
  EXPECT_EQ(album.extras().at("location"), "Kiel");
  EXPECT_EQ(AlbumFrom({{"cover_photo", "123"}}, 0).cover_photo_id(), "123");
  EXPECT_EQ(AlbumFrom({{"cover_photo", 123}}, 0).cover_photo_id(), "123");
}

TEST(FacebookWire, TellsVideosFromPhotos) {
  const Json images = {Rendition(1, 1, "a")};
  EXPECT_EQ(KindOf({{"id", "1"}, {"images", images}}), EntryKind::kPhoto);
  EXPECT_EQ(KindOf({{"id", "1"}, {"images", images}, {"source", "s"}}), EntryKind::kPhoto);
  EXPECT_EQ(KindOf({{"id", "1"}, {"metadata", {{"type", "video"}}}}), EntryKind::kVideo);
  EXPECT_EQ(KindOf({{"id", "1"}, {"length", 3.5}}), EntryKind::kVideo);
  EXPECT_EQ(KindOf({{"id", "1"}, {"source", "s"}}), EntryKind::kVideo);
  EXPECT_EQ(KindOf({{"id", "1"}, {"format", Json::array()}}), EntryKind::kVideo);
  EXPECT_EQ(KindOf({{"id", "1"}, {"name", "x"}}), EntryKind::kUnknown);
}

TEST(FacebookWire, WrongTypesAndStrangersAreNoReasonToFail) {
  Json entry = {{"id", "1"}};
  for (const char* field : {"name",
                            "alt_text",
                            "alt_text_custom",
                            "created_time",
                            "updated_time",
                            "backdated_time",
                            "backdated_time_granularity",
                            "width",
                            "height",
                            "images",
                            "link",
                            "album",
                            "place",
                            "name_tags",
                            "tags",
                            "event",
                            "page_story_id",
                            "title",
                            "description",
                            "length",
                            "source",
                            "permalink_url",
                            "format",
                            "privacy",
                            "status",
                            "live_status",
                            "cover_photo",
                            "unheard"}) {
    for (const Json& value :
         {Json(nullptr), Json(true), Json(-1), Json(1e300), Json("x"), Json::array(),
          Json::object(), Json{1, "a", nullptr}, Json{{"data", 5}}, Json{{"location", "x"}}}) {
      Json changed = entry;
      changed[field] = value;
      EXPECT_EQ(PhotoFrom(changed).id(), "1");
      EXPECT_EQ(VideoFrom(changed).id(), "1");
      EXPECT_EQ(AlbumFrom(changed, 0).id(), "1");
      PhotoUrlOf(changed);
      VideoUrlOf(changed);
      KindOf(changed);
      UnreadyStateOf(changed);
      AlbumOfPhoto(changed);
    }
  }
  EXPECT_EQ(PhotoFrom(nullptr).id(), "");
  EXPECT_EQ(PhotoFrom({{"width", -5}, {"height", 1e18}}).width(), 0);
}

}  // namespace
}  // namespace photoferry::meta
