// SPDX-License-Identifier: Apache-2.0
// Answers of the real Graph API that others have recorded and published.
#include <optional>
#include <string>
#include <utility>

#include "common/base/json.h"
#include "common/base/status.h"
#include "exporters/meta/facebook/facebook_wire.h"
#include "exporters/meta/graph/graph_error.h"
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

}  // namespace
}  // namespace photoferry::meta
