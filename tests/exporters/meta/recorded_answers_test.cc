// SPDX-License-Identifier: Apache-2.0
// Answers of the real Graph API that others have recorded and published.
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/json.h"
#include "common/base/status.h"
#include "exporters/meta/facebook/facebook_wire.h"
#include "exporters/meta/graph/graph_entry.h"
#include "exporters/meta/graph/graph_error.h"
#include "exporters/meta/graph/managed_pages.h"
#include "exporters/meta/instagram/instagram_wire.h"
#include "gtest/gtest.h"
#include "tests/testing/reference_data.h"

namespace photoferry::meta {
namespace {

std::optional<Json> Recorded(const std::string& name) {
  const std::optional<std::string> text = ReferenceData("graph_recorded/" + name);
  if (!text.has_value()) return std::nullopt;
  absl::StatusOr<Json> json = ParseJson(*text);
  EXPECT_TRUE(json.ok()) << name;
  return std::move(json).value_or(Json());
}

TEST(RecordedAnswers, APhotoDatedToAMonth) {
  const std::optional<Json> entry = Recorded("restfb_v1_0_photo-month.json");
  if (!entry.has_value()) GTEST_SKIP() << kNoReferenceData;
  const v1::Photo photo = PhotoFrom(*entry);
  EXPECT_EQ(photo.id(), "670902809672213");
  EXPECT_EQ(photo.taken_time().granularity(), v1::MONTH);
  EXPECT_EQ(photo.taken_time().time().seconds(), 1406851200);  // 2014-08-01
  EXPECT_EQ(photo.uploaded_time().seconds(), 1409086507);
  EXPECT_EQ(photo.width(), 168);
  EXPECT_EQ(PhotoUrlOf(*entry), "https://fbcdn-sphotos-e-a.akamaihd.net/123456");
  EXPECT_EQ(KindOf(*entry), EntryKind::kPhoto);
}

TEST(RecordedAnswers, APhotoWithATaggedPerson) {
  const std::optional<Json> entry = Recorded("restfb_v1_0_photo-nobackdate.json");
  if (!entry.has_value()) GTEST_SKIP() << kNoReferenceData;
  const v1::Photo photo = PhotoFrom(*entry);
  ASSERT_EQ(photo.people_size(), 1);
  EXPECT_EQ(photo.people(0).name(), "Tester");
  EXPECT_NEAR(photo.people(0).x(), 0.464, 0.001);
  EXPECT_EQ(photo.taken_time().granularity(), v1::SECOND);
}

TEST(RecordedAnswers, APhotoThatNamesItsAlbumAndAPage) {
  const std::optional<Json> entry = Recorded("restfb_v2_5_photo-withAlbum.json");
  if (!entry.has_value()) GTEST_SKIP() << kNoReferenceData;
  EXPECT_EQ(AlbumOfPhoto(*entry).id(), "1234567890987");
  EXPECT_EQ(AlbumOfPhoto(*entry).title(), "Profile Pictures");
  EXPECT_TRUE(PhotoFrom(*entry).people().empty());  // the tag is a page
  EXPECT_EQ(PhotoFrom(*entry).width(), 246);
}

TEST(RecordedAnswers, AVideoWithNothingButThumbnails) {
  const std::optional<Json> entry = Recorded("restfb_v16_0_video-with-thumbnails.json");
  if (!entry.has_value()) GTEST_SKIP() << kNoReferenceData;
  EXPECT_EQ(VideoFrom(*entry).id(), "796845312");
  EXPECT_EQ(VideoUrlOf(*entry), "");
}

TEST(RecordedAnswers, AnExpiredLogin) {
  const std::optional<Json> answer = Recorded("recorded_190_463_with_headers.json");
  if (!answer.has_value()) GTEST_SKIP() << kNoReferenceData;
  const std::optional<GraphError> error = ReadGraphError(JsonMember(*answer, "body"), 400);
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->subcode, 463);
  EXPECT_EQ(ReasonOf(StatusOf(*error, "Facebook")), v1::LOGIN_NEEDED);
}

TEST(RecordedAnswers, AnInstagramCarousel) {
  const std::optional<Json> post = Recorded("restfb_instagram_media-carousel.json");
  if (!post.has_value()) GTEST_SKIP() << kNoReferenceData;
  ASSERT_TRUE(IsCarousel(*post));
  ASSERT_TRUE(HasAllChildren(*post));
  EXPECT_EQ(MediaFrom(*post).caption(), "Great carousel");
  EXPECT_EQ(MediaFrom(*post).uploaded_time().seconds(), 1519296045);
  const Json& children = (*post)["children"]["data"];
  ASSERT_EQ(children.size(), 2u);
  const v1::Photo second = ChildFrom(children[1], *post, 1);
  EXPECT_EQ(second.id(), "1234567892");
  EXPECT_EQ(second.kind(), v1::PHOTO);
  EXPECT_EQ(second.uploaded_time().seconds(), 1519296032);
  EXPECT_EQ(second.permalink(), "https://www.instagram.com/permalink2");
  EXPECT_EQ(second.extras().at("carousel"), "123456789");
  EXPECT_EQ(MediaUrlOf(children[1], kMediaVariant), "<media url 2>");
}

TEST(RecordedAnswers, AnErrorOfInstagramsOwnHost) {
  const std::optional<Json> answer = Recorded("restfb_instagram_ig_login_exception.json");
  if (!answer.has_value()) GTEST_SKIP() << kNoReferenceData;
  const std::optional<GraphError> error = ReadGraphError(*answer, 400);
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->type, "IGApiException");
  EXPECT_EQ(ReasonOf(StatusOf(*error, "Instagram")), v1::BAD_REQUEST);
}

// The errors of members of a batch, each in a body that is text.
TEST(RecordedAnswers, ErrorsInsideABatch) {
  for (const char* name : {"f4j_batch_error.json", "restfb_batch_batch-first-error.json"}) {
    const std::optional<Json> batch = Recorded(name);
    if (!batch.has_value()) GTEST_SKIP() << kNoReferenceData;
    ASSERT_TRUE(batch->is_array()) << name;
    const absl::StatusOr<Json> body = ParseJson(JsonString(batch->front(), "body"));
    ASSERT_TRUE(body.ok()) << name;
    const std::optional<GraphError> error =
        ReadGraphError(*body, static_cast<int>(JsonInt(batch->front(), "code")));
    ASSERT_TRUE(error.has_value()) << name;
    EXPECT_NE(ReasonOf(StatusOf(*error, "Facebook")), v1::REASON_UNSPECIFIED) << name;
  }
}

// What every reader makes of `answer` and of all that is inside it: no id that may not be asked
// for, and nothing that cannot be sent on.
void ReadAll(const Json& answer) {
  if (answer.is_string()) {
    const absl::StatusOr<Json> inner = ParseJson(answer.get<std::string>());
    if (inner.ok() && inner->is_structured()) ReadAll(*inner);
  }
  for (const v1::Photo& photo : {PhotoFrom(answer), VideoFrom(answer), StoryFrom(answer),
                                 MediaFrom(answer), ChildFrom(answer, answer, 0)}) {
    v1::Photo copy;
    EXPECT_TRUE(copy.ParseFromString(photo.SerializeAsString()));
  }
  AlbumFrom(answer, 0);
  AlbumOfPhoto(answer);
  ManagedPageFrom(answer);
  KindOf(answer);
  PhotoUrlOf(answer);
  UnreadyStateOf(answer);
  if (const std::optional<GraphError> error = ReadGraphError(answer, 400)) {
    EXPECT_FALSE(StatusOf(*error, "Facebook").message().empty());
  }
  if (!answer.is_structured()) return;
  for (const Json& inner : answer) ReadAll(inner);
}

TEST(RecordedAnswers, EveryOneGoesThroughEveryReader) {
  const char* const folder = std::getenv("PHOTOFERRY_REFERENCE_DATA");
  const std::string answers = absl::StrCat(folder == nullptr ? "" : folder, "/graph_recorded");
  if (folder == nullptr || !std::filesystem::exists(answers)) GTEST_SKIP() << kNoReferenceData;
  int read = 0;
  for (const auto& file : std::filesystem::directory_iterator(answers)) {
    const std::string name = file.path().filename().string();
    SCOPED_TRACE(name);
    const std::optional<Json> answer = Recorded(name);
    ASSERT_TRUE(answer.has_value());
    ReadAll(*answer);
    ++read;
  }
  EXPECT_GE(read, 30);
}

// Of a login and of what webhooks tell the reader wants nothing, and takes nothing for media.
TEST(RecordedAnswers, WhatIsNoMediaIsTakenForNone) {
  for (const char* name :
       {"restfb_instagram_accesstoken.json", "restfb_instagram_wh-comments-2021.json",
        "restfb_instagram_wh-mentions.json", "restfb_instagram_wh-story_insights.json"}) {
    const std::optional<Json> answer = Recorded(name);
    if (!answer.has_value()) GTEST_SKIP() << kNoReferenceData;
    EXPECT_FALSE(ReadGraphError(*answer, 200).has_value()) << name;
    EXPECT_EQ(IdOf(*answer), "") << name;
    EXPECT_FALSE(IsCarousel(*answer)) << name;
    EXPECT_EQ(MediaUrlOf(*answer, kMediaVariant), "") << name;
  }
}

}  // namespace
}  // namespace photoferry::meta
