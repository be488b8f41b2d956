// SPDX-License-Identifier: Apache-2.0
#include "common/media/xmp.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/json.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/temp_dir.h"

namespace photoferry {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

v1::Photo RichPhoto() {
  v1::Photo photo;
  photo.set_id("10150123");
  photo.set_title("Am See & <drüben>");
  photo.set_caption("Erste Zeile\n\"Zweite\" 🌊 Zeile");
  photo.set_alt_text("Zwei Kinder am Wasser");
  photo.mutable_taken_time()->mutable_time()->set_seconds(1467628496);
  photo.mutable_taken_time()->set_utc_offset_seconds(7200);
  photo.mutable_uploaded_time()->set_seconds(1467700000);
  photo.mutable_location()->set_latitude(-33.856784);
  photo.mutable_location()->set_longitude(151.215297);
  photo.mutable_location()->set_altitude_metres(12.5);
  photo.mutable_place()->set_name("Opera House");
  photo.mutable_place()->set_city("Sydney");
  photo.mutable_place()->set_region("New South Wales");
  photo.mutable_place()->set_country("Australia");
  photo.add_people()->set_name("Zoë");
  photo.add_people()->set_name("Ἀθηνᾶ");
  photo.add_tags("See");
  photo.add_tags("海");
  photo.set_favourite(true);
  photo.set_permalink("https://example.org/photo?id=1&set=2");
  return photo;
}

// What exiftool reads from a file, as one JSON object; null if it cannot.
Json Exiftool(const std::string& path) {
  const std::string command = absl::StrCat(
      "exiftool -j -n -struct -charset utf8 -a -G1 -warning -error -XMP:all '", path, "' 2>&1");
  FILE* const output = ::popen(command.c_str(), "r");
  std::string text;
  std::array<char, 4096> buffer;
  size_t count;
  while ((count = std::fread(buffer.data(), 1, buffer.size(), output)) > 0) {
    text.append(buffer.data(), count);
  }
  ::pclose(output);
  const absl::StatusOr<Json> parsed = ParseJson(text);
  if (!parsed.ok() || !parsed->is_array() || parsed->empty()) {
    ADD_FAILURE() << "exiftool (Debian: libimage-exiftool-perl) said: " << text;
    return nullptr;
  }
  return parsed->at(0);
}

Json ReadBack(const v1::Photo& photo) {
  const TempDir dir;
  WriteFile(dir / "photo.jpg.xmp", XmpSidecar(photo));
  return Exiftool(dir / "photo.jpg.xmp");
}

TEST(XmpSidecar, AnotherProgramReadsEveryFieldBack) {
  const Json read = ReadBack(RichPhoto());
  ASSERT_TRUE(read.is_object());
  EXPECT_FALSE(read.contains("ExifTool:Warning")) << read.dump();
  EXPECT_FALSE(read.contains("ExifTool:Error")) << read.dump();
  EXPECT_EQ(JsonString(read, "XMP-dc:Title"), "Am See & <drüben>");
  EXPECT_EQ(JsonString(read, "XMP-dc:Description"), "Erste Zeile\n\"Zweite\" 🌊 Zeile");
  EXPECT_EQ(JsonString(read, "XMP-iptcCore:AltTextAccessibility"), "Zwei Kinder am Wasser");
  EXPECT_EQ(JsonString(read, "XMP-photoshop:DateCreated"), "2016:07:04 12:34:56+02:00");
  EXPECT_EQ(JsonString(read, "XMP-exif:DateTimeOriginal"), "2016:07:04 12:34:56+02:00");
  EXPECT_EQ(JsonString(read, "XMP-xmp:CreateDate"), "2016:07:04 12:34:56+02:00");
  EXPECT_NEAR(JsonDouble(read, "XMP-exif:GPSLatitude"), -33.856784, 1e-6);
  EXPECT_NEAR(JsonDouble(read, "XMP-exif:GPSLongitude"), 151.215297, 1e-6);
  EXPECT_NEAR(JsonDouble(read, "XMP-exif:GPSAltitude"), 12.5, 1e-6);
  EXPECT_EQ(JsonString(read, "XMP-iptcCore:Location"), "Opera House");
  EXPECT_EQ(JsonString(read, "XMP-photoshop:City"), "Sydney");
  EXPECT_EQ(JsonString(read, "XMP-photoshop:State"), "New South Wales");
  EXPECT_EQ(JsonString(read, "XMP-photoshop:Country"), "Australia");
  EXPECT_THAT(JsonMember(read, "XMP-iptcExt:PersonInImage"), ElementsAre("Zoë", "Ἀθηνᾶ"));
  EXPECT_THAT(JsonMember(read, "XMP-dc:Subject"), ElementsAre("See", "海"));
  EXPECT_EQ(JsonInt(read, "XMP-xmp:Rating"), 5);
  EXPECT_EQ(JsonString(read, "XMP-dc:Source"), "https://example.org/photo?id=1&set=2");
  EXPECT_EQ(JsonString(read, "XMP-dc:Identifier"), "10150123@2016-07-05T06:26:40Z");
}

TEST(XmpSidecar, AYearStaysAYear) {
  v1::Photo photo;
  photo.mutable_taken_time()->mutable_time()->set_seconds(536457600);  // 1987-01-01
  photo.mutable_taken_time()->set_granularity(v1::YEAR);
  const Json read = ReadBack(photo);
  EXPECT_EQ(JsonString(read, "XMP-photoshop:DateCreated"), "1987");
  EXPECT_EQ(JsonString(read, "XMP-exif:DateTimeOriginal"), "1987");
}

TEST(XmpSidecar, ControlBytesDoNotBreakIt) {
  v1::Photo photo;
  photo.set_caption(
      "a\x01"
      "b\x1b[31mc\xef\xbf\xbe"
      "d]]>");
  const Json read = ReadBack(photo);
  EXPECT_EQ(JsonString(read, "XMP-dc:Description"), "ab[31mcd]]>");
}

TEST(XmpSidecar, SaysNothingOfWhatIsUnknown) {
  v1::Photo photo;
  photo.set_id("1");
  const std::string packet = XmpSidecar(photo);
  for (const char* absent : {"<dc:title", "<dc:description", "<exif:GPS", "Date", "<xmp:Rating",
                             "<Iptc4xmp", "<photoshop:", "<dc:subject", "<dc:source"}) {
    EXPECT_THAT(packet, Not(HasSubstr(absent)));
  }
}

TEST(XmpSidecar, PlacesOffTheEarthAreLeftOut) {
  v1::Photo photo;
  photo.mutable_location()->set_latitude(std::numeric_limits<double>::quiet_NaN());
  EXPECT_THAT(XmpSidecar(photo), Not(HasSubstr("GPS")));
  photo.mutable_location()->set_latitude(91);
  EXPECT_THAT(XmpSidecar(photo), Not(HasSubstr("GPS")));
}

TEST(XmpSidecar, MinutesThatRoundUpBecomeTheNextDegree) {
  v1::Photo photo;
  photo.mutable_location()->set_latitude(51.999999999999);
  photo.mutable_location()->set_longitude(-0.5);
  EXPECT_THAT(XmpSidecar(photo), HasSubstr(">52,0.000000N<"));
  EXPECT_THAT(XmpSidecar(photo), HasSubstr(">0,30.000000W<"));
}

TEST(XmpSidecar, IsTheSameEveryTime) {
  EXPECT_EQ(XmpSidecar(RichPhoto()), XmpSidecar(RichPhoto()));
}

TEST(XmpSidecar, TheSourcesOwnAltTextStandsInForAPersons) {
  v1::Photo photo;
  photo.set_automatic_alt_text("May be an image of a lake");
  EXPECT_THAT(XmpSidecar(photo), HasSubstr("May be an image of a lake"));
  photo.set_alt_text("The lake at dawn");
  EXPECT_THAT(XmpSidecar(photo), Not(HasSubstr("May be")));
}

TEST(IdentifierInXmp, FindsWhatWasWritten) {
  v1::Photo photo;
  photo.set_id("posts/a&b \"<c>.jpg");
  photo.mutable_uploaded_time()->set_seconds(1467628496);
  EXPECT_EQ(IdentifierInXmp(XmpSidecar(photo)), XmpIdentifier(photo));
  EXPECT_EQ(IdentifierInXmp(XmpSidecar(RichPhoto())), XmpIdentifier(RichPhoto()));
}

TEST(IdentifierInXmp, ReadsTheAttributeFormOfOtherProgramsToo) {
  EXPECT_EQ(IdentifierInXmp("<rdf:Description dc:identifier=\"7@2016\" x=\"y\"/>"), "7@2016");
  EXPECT_EQ(IdentifierInXmp("<x/>"), "");
  EXPECT_EQ(IdentifierInXmp(""), "");
}

}  // namespace
}  // namespace photoferry
