// SPDX-License-Identifier: Apache-2.0
#include "common/media/sniff.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace photoferry {
namespace {

using std::string_literals::operator""s;

std::string Ftyp(absl::string_view major, absl::string_view compatible) {
  return absl::StrCat("\0\0\0"s, std::string(1, static_cast<char>(16 + compatible.size())), "ftyp",
                      major, "\0\0\0\0"s, compatible,
                      "\0\0\0\x08"
                      "free"s);
}

struct Case {
  const char* what;
  std::string bytes;
  const char* mime_type;
};

class SniffTable : public ::testing::TestWithParam<Case> {};

TEST_P(SniffTable, IsRecognised) {
  EXPECT_EQ(SniffMimeType(GetParam().bytes), GetParam().mime_type) << GetParam().what;
}

INSTANTIATE_TEST_SUITE_P(
    Pictures, SniffTable,
    ::testing::Values(Case{"JPEG with EXIF",
                           "\xff\xd8\xff\xe1\x00\x10"
                           "Exif"s,
                           "image/jpeg"},
                      Case{"JPEG with JFIF", "\xff\xd8\xff\xe0\x00\x10JFIF"s, "image/jpeg"},
                      Case{"PNG", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR"s, "image/png"},
                      Case{"GIF 87", "GIF87a\x01\0"s, "image/gif"},
                      Case{"GIF 89", "GIF89a\x01\0"s, "image/gif"},
                      Case{"WebP", "RIFF\x24\0\0\0WEBPVP8 "s, "image/webp"},
                      Case{"little-endian TIFF", "II*\0\x08\0\0\0"s, "image/tiff"},
                      Case{"big-endian TIFF", "MM\0*\0\0\0\x08"s, "image/tiff"},
                      Case{"BMP", "BM\x36\x10\0\0\0\0\0\0\x36\0\0\0"s, "image/bmp"},
                      Case{"HEIC", Ftyp("heic", "mif1heic"), "image/heic"},
                      Case{"HEIC under the common brand", Ftyp("mif1", "mif1heicmiaf"),
                           "image/heic"},
                      Case{"HEIF of no known codec", Ftyp("mif1", "mif1miaf"), "image/heif"},
                      Case{"AVIF", Ftyp("avif", "avifmif1miaf"), "image/avif"},
                      Case{"AVIF under the common brand", Ftyp("mif1", "mif1avif"), "image/avif"},
                      Case{"JPEG XL", "\xff\x0a\xfa\x1f"s, "image/jxl"}));

INSTANTIATE_TEST_SUITE_P(
    Videos, SniffTable,
    ::testing::Values(
        Case{"MP4", Ftyp("isom", "isomiso2avc1mp41"), "video/mp4"},
        Case{"MP4 that a phone calls 3GPP-compatible", Ftyp("mp42", "isom3gp4mp42"), "video/mp4"},
        Case{"iTunes video", Ftyp("M4V ", "M4V mp42"), "video/mp4"},
        Case{"QuickTime", Ftyp("qt  ", "qt  "), "video/quicktime"},
        Case{"QuickTime without ftyp", "\0\0\0\x08wide\0\0\x10\0mdat"s, "video/quicktime"},
        Case{"3GP", Ftyp("3gp4", "3gp4isom"), "video/3gpp"},
        Case{"AVI", "RIFF\0\x10\0\0AVI LIST"s, "video/x-msvideo"},
        Case{"WebM", "\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\x1f\x42\x86\x81\x01\x42\x82\x84webm"s,
             "video/webm"},
        Case{"Matroska", "\x1a\x45\xdf\xa3\x93\x42\x82\x88matroska"s, "video/x-matroska"},
        Case{"MPEG program stream", "\0\0\x01\xba\x44"s, "video/mpeg"}));

INSTANTIATE_TEST_SUITE_P(
    NotMedia, SniffTable,
    ::testing::Values(Case{"HTML", "<!DOCTYPE html><html>", "text/html"},
                      Case{"HTML after blank lines", "\n\n  <HTML lang=de>", "text/html"},
                      Case{"HTML after a byte order mark", "\xef\xbb\xbf<html>", "text/html"},
                      Case{"XHTML", "<?xml version=\"1.0\"?><html xmlns=\"\">", "text/html"},
                      Case{"XML", "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>",
                           "application/xml"},
                      Case{"JSON", "{\"error\":{\"message\":\"expired\"}}", "application/json"},
                      Case{"text", "URL signature mismatch\n", "text/plain"},
                      Case{"text in UTF-8", "Zugriff verweigert: ungültig", "text/plain"},
                      Case{"SVG", "<svg xmlns=\"http://www.w3.org/2000/svg\">", "image/svg+xml"},
                      Case{"words that begin with BM", "BMW in the garden\n", "text/plain"},
                      Case{"unknown bytes", "\x00\x01\x02\x03\x80\x81"s, ""},
                      Case{"nothing", "", ""}, Case{"half a signature", "\x89P"s, ""},
                      Case{"an ftyp box cut short",
                           "\0\0\0\x18"
                           "ftyp"s,
                           ""}));

TEST(IsMedia, PicturesAndVideosAreAndWordsAreNot) {
  EXPECT_TRUE(IsMedia("image/jpeg"));
  EXPECT_TRUE(IsMedia("Video/MP4; codecs=avc1"));
  EXPECT_FALSE(IsMedia("text/html"));
  EXPECT_FALSE(IsMedia("application/json"));
  EXPECT_FALSE(IsMedia("image/svg+xml"));
  EXPECT_FALSE(IsMedia("audio/mp4"));
  EXPECT_FALSE(IsMedia(""));
}

TEST(ExtensionOf, EveryTypeThatCanBeSniffedHasOne) {
  EXPECT_EQ(ExtensionOf("image/jpeg"), ".jpg");
  EXPECT_EQ(ExtensionOf("IMAGE/PNG; q=1"), ".png");
  EXPECT_EQ(ExtensionOf("video/quicktime"), ".mov");
  EXPECT_EQ(ExtensionOf("text/html"), "");
  for (const char* type :
       {"image/gif", "image/webp", "image/tiff", "image/bmp", "image/heic", "image/heif",
        "image/avif", "image/jxl", "video/mp4", "video/3gpp", "video/x-msvideo", "video/webm",
        "video/x-matroska", "video/mpeg", "video/mp2t"}) {
    EXPECT_NE(ExtensionOf(type), "") << type;
  }
}

}  // namespace
}  // namespace photoferry
