// SPDX-License-Identifier: Apache-2.0
#include "common/media/moment.h"

#include <optional>

#include "gtest/gtest.h"

namespace photoferry {
namespace {

constexpr int64_t kSummer = 1467628496;  // 2016-07-04 10:34:56 UTC

v1::Moment At(int64_t seconds, v1::TimeGranularity granularity,
              std::optional<int> offset = std::nullopt) {
  v1::Moment moment;
  moment.mutable_time()->set_seconds(seconds);
  moment.set_granularity(granularity);
  if (offset) moment.set_utc_offset_seconds(*offset);
  return moment;
}

TEST(XmpDate, IsNoMoreExactThanTheMoment) {
  EXPECT_EQ(XmpDate(At(kSummer, v1::YEAR)), "2016");
  EXPECT_EQ(XmpDate(At(kSummer, v1::MONTH)), "2016-07");
  EXPECT_EQ(XmpDate(At(kSummer, v1::DAY)), "2016-07-04");
  EXPECT_EQ(XmpDate(At(kSummer, v1::HOUR)), "2016-07-04T10:00Z");
  EXPECT_EQ(XmpDate(At(kSummer, v1::MINUTE)), "2016-07-04T10:34Z");
  EXPECT_EQ(XmpDate(At(kSummer, v1::SECOND)), "2016-07-04T10:34:56Z");
  EXPECT_EQ(XmpDate(At(kSummer, v1::TIME_GRANULARITY_UNSPECIFIED)), "2016-07-04T10:34:56Z");
}

TEST(XmpDate, TellsAnUnknownZoneFromUtc) {
  EXPECT_EQ(XmpDate(At(kSummer, v1::SECOND)), "2016-07-04T10:34:56Z");
  EXPECT_EQ(XmpDate(At(kSummer, v1::SECOND, 0)), "2016-07-04T10:34:56+00:00");
}

TEST(XmpDate, IsTheClockOnTheWall) {
  EXPECT_EQ(XmpDate(At(kSummer, v1::SECOND, 7200)), "2016-07-04T12:34:56+02:00");
  EXPECT_EQ(XmpDate(At(kSummer, v1::SECOND, -12600)), "2016-07-04T07:04:56-03:30");
  // The day is the photographer's, too.
  EXPECT_EQ(XmpDate(At(kSummer, v1::DAY, 14 * 3600)), "2016-07-05");
}

TEST(XmpDate, GoesBackBefore1970) {
  EXPECT_EQ(XmpDate(At(-1, v1::SECOND)), "1969-12-31T23:59:59Z");
  EXPECT_EQ(XmpDate(At(-2208988800, v1::DAY)), "1900-01-01");
}

TEST(FileNameDate, HasNoColonAndNoZone) {
  EXPECT_EQ(FileNameDate(At(kSummer, v1::SECOND, 7200)), "2016-07-04 12.34.56");
  EXPECT_EQ(FileNameDate(At(kSummer, v1::MINUTE)), "2016-07-04 10.34");
  EXPECT_EQ(FileNameDate(At(kSummer, v1::YEAR)), "2016");
}

TEST(BestMoment, IsTheTakenTimeElseTheUpload) {
  v1::Photo photo;
  v1::Moment moment;
  EXPECT_FALSE(BestMoment(photo, &moment));
  photo.mutable_uploaded_time()->set_seconds(kSummer);
  ASSERT_TRUE(BestMoment(photo, &moment));
  EXPECT_EQ(XmpDate(moment), "2016-07-04T10:34:56Z");
  *photo.mutable_taken_time() = At(kSummer - 86400, v1::DAY);
  ASSERT_TRUE(BestMoment(photo, &moment));
  EXPECT_EQ(XmpDate(moment), "2016-07-03");
}

}  // namespace
}  // namespace photoferry
