// SPDX-License-Identifier: Apache-2.0
#include "common/media/moment.h"

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "common/base/proto_time.h"

namespace photoferry {
namespace {

// What the clock on the wall said.
absl::CivilSecond OnTheWall(const v1::Moment& moment) {
  const absl::Duration offset = absl::Seconds(moment.utc_offset_seconds());
  return absl::ToCivilSecond(FromProto(moment.time()) + offset, absl::UTCTimeZone());
}

std::string Zone(const v1::Moment& moment) {
  if (!moment.has_utc_offset_seconds()) return "Z";
  const int minutes = std::abs(moment.utc_offset_seconds()) / 60;
  return absl::StrFormat("%c%02d:%02d", moment.utc_offset_seconds() < 0 ? '-' : '+', minutes / 60,
                         minutes % 60);
}

std::string Date(const absl::CivilSecond& wall, v1::TimeGranularity granularity) {
  const std::string year = absl::StrFormat("%04d", wall.year());
  if (granularity == v1::YEAR) return year;
  const std::string month = absl::StrFormat("%s-%02d", year, wall.month());
  if (granularity == v1::MONTH) return month;
  return absl::StrFormat("%s-%02d", month, wall.day());
}

// The time of day as far as it is known; "" for days and coarser.
std::string TimeOfDay(const absl::CivilSecond& wall, v1::TimeGranularity granularity,
                      absl::string_view separator) {
  switch (granularity) {
    case v1::YEAR:
    case v1::MONTH:
    case v1::DAY:
      return "";
    case v1::HOUR:
      return absl::StrFormat("%02d%s00", wall.hour(), separator);
    case v1::MINUTE:
      return absl::StrFormat("%02d%s%02d", wall.hour(), separator, wall.minute());
    default:
      return absl::StrFormat("%02d%s%02d%s%02d", wall.hour(), separator, wall.minute(), separator,
                             wall.second());
  }
}

}  // namespace

std::string XmpDate(const v1::Moment& moment) {
  const absl::CivilSecond wall = OnTheWall(moment);
  const std::string time = TimeOfDay(wall, moment.granularity(), ":");
  const std::string date = Date(wall, moment.granularity());
  return time.empty() ? date : absl::StrCat(date, "T", time, Zone(moment));
}

std::string FileNameDate(const v1::Moment& moment) {
  const absl::CivilSecond wall = OnTheWall(moment);
  const std::string time = TimeOfDay(wall, moment.granularity(), ".");
  const std::string date = Date(wall, moment.granularity());
  return time.empty() ? date : absl::StrCat(date, " ", time);
}

bool BestMoment(const v1::Photo& photo, v1::Moment* moment) {
  if (photo.taken_time().has_time()) {
    *moment = photo.taken_time();
    return true;
  }
  if (!photo.has_uploaded_time()) return false;
  moment->Clear();
  *moment->mutable_time() = photo.uploaded_time();
  return true;
}

}  // namespace photoferry
