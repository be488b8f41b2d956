// SPDX-License-Identifier: Apache-2.0
#include "common/media/sniff.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace photoferry {
namespace {

struct Signature {
  size_t offset;
  absl::string_view bytes;
  const char* mime_type;
};

// absl::string_view's array constructor stops at a zero byte; this one does not.
template <size_t N>
constexpr absl::string_view Bytes(const char (&text)[N]) {
  return absl::string_view(text, N - 1);
}

constexpr Signature kSignatures[] = {
    {0, Bytes("\xff\xd8\xff"), "image/jpeg"},
    {0, Bytes("\x89PNG\r\n\x1a\n"), "image/png"},
    {0, Bytes("GIF87a"), "image/gif"},
    {0, Bytes("GIF89a"), "image/gif"},
    {0, Bytes("II*\0"), "image/tiff"},
    {0, Bytes("MM\0*"), "image/tiff"},
    {0, Bytes("\xff\x0a"), "image/jxl"},
    {0, Bytes("\0\0\0\x0cJXL \r\n\x87\n"), "image/jxl"},
    {0, Bytes("\0\0\x01\0"), "image/x-icon"},
    {0, Bytes("\0\0\x01\xba"), "video/mpeg"},
    {0, Bytes("\0\0\x01\xb3"), "video/mpeg"},
    {0, Bytes("FLV\x01"), "video/x-flv"},
    {0, Bytes("\x30\x26\xb2\x75\x8e\x66\xcf\x11"), "video/x-ms-wmv"},
    // QuickTime files from before the ftyp box.
    {4, Bytes("moov"), "video/quicktime"},
    {4, Bytes("mdat"), "video/quicktime"},
    {4, Bytes("wide"), "video/quicktime"},
    {4, Bytes("pnot"), "video/quicktime"},
};

bool HasAt(absl::string_view text, size_t offset, absl::string_view bytes) {
  return text.size() >= offset && absl::StartsWith(text.substr(offset), bytes);
}

uint32_t BigEndian32(absl::string_view text) {
  uint32_t value = 0;
  for (int i = 0; i < 4; ++i) value = value << 8 | static_cast<uint8_t>(text[i]);
  return value;
}

// What one brand says by itself; nullptr: no more than that the file is of the family.
const char* TypeOfBrand(absl::string_view brand) {
  if (brand == "avif" || brand == "avis") return "image/avif";
  for (const char* heic : {"heic", "heix", "hevc", "hevx", "heim", "heis", "hevm", "hevs"}) {
    if (brand == heic) return "image/heic";
  }
  if (brand == "qt  ") return "video/quicktime";
  if (absl::StartsWith(brand, "3g2")) return "video/3gpp2";
  if (absl::StartsWith(brand, "3g")) return "video/3gpp";
  if (brand == "M4A " || brand == "M4B ") return "audio/mp4";
  return nullptr;
}

// An ISO base media file: the major brand decides, and the compatible ones where a picture's major
// brand only says that it is one. (Cameras list "3gp4" and "qt  " among those of plain MP4 files.)
std::string TypeOfFtyp(absl::string_view bytes) {
  if (bytes.size() < 12 || !HasAt(bytes, 4, "ftyp")) return "";
  const absl::string_view major = bytes.substr(8, 4);
  if (const char* type = TypeOfBrand(major)) return type;
  if (major != "mif1" && major != "msf1" && major != "miaf") return "video/mp4";
  const size_t end = std::min<size_t>(bytes.size(), BigEndian32(bytes));
  for (size_t at = 16; at + 4 <= end; at += 4) {
    const char* type = TypeOfBrand(bytes.substr(at, 4));
    if (type != nullptr && absl::StartsWith(type, "image/")) return type;
  }
  return "image/heif";
}

std::string TypeOfRiff(absl::string_view bytes) {
  if (!HasAt(bytes, 0, "RIFF")) return "";
  if (HasAt(bytes, 8, "WEBP")) return "image/webp";
  if (HasAt(bytes, 8, "AVI ")) return "video/x-msvideo";
  return "";
}

// A Matroska file names its kind in an element of its header.
std::string TypeOfEbml(absl::string_view bytes) {
  if (!HasAt(bytes, 0, Bytes("\x1a\x45\xdf\xa3"))) return "";
  return absl::StrContains(bytes, Bytes("\x42\x82\x84webm")) ? "video/webm" : "video/x-matroska";
}

// "BM" alone is the beginning of many words: the reserved fields must be zero, too.
bool IsBmp(absl::string_view bytes) {
  return HasAt(bytes, 0, "BM") && HasAt(bytes, 6, Bytes("\0\0\0\0"));
}

bool IsTransportStream(absl::string_view bytes) {
  return bytes.size() > 376 && bytes[0] == 'G' && bytes[188] == 'G' && bytes[376] == 'G';
}

bool IsTextByte(uint8_t byte) {
  if (byte < 0x20) return byte == '\t' || byte == '\n' || byte == '\r' || byte == '\f';
  return byte != 0x7f;
}

// Well-formed UTF-8, cut anywhere, without what no text has.
bool LooksLikeText(absl::string_view bytes) {
  int due = 0;  // continuation bytes
  for (const char c : bytes) {
    const auto byte = static_cast<uint8_t>(c);
    const bool continues = (byte & 0xC0) == 0x80;
    if (continues != (due > 0) || !IsTextByte(byte) || byte > 0xF4) return false;
    due = continues ? due - 1 : byte >= 0xF0 ? 3 : byte >= 0xE0 ? 2 : byte >= 0xC2 ? 1 : 0;
    if (!continues && byte >= 0x80 && due == 0) return false;
  }
  return !bytes.empty();
}

std::string TypeOfText(absl::string_view bytes) {
  absl::ConsumePrefix(&bytes, "\xef\xbb\xbf");
  const absl::string_view text = absl::StripLeadingAsciiWhitespace(bytes);
  for (const char* tag :
       {"<!doctype html", "<html", "<head", "<body", "<script", "<!--", "<title"}) {
    if (absl::StartsWithIgnoreCase(text, tag)) return "text/html";
  }
  if (absl::StartsWith(text, "<?xml")) {
    return absl::StrContains(absl::AsciiStrToLower(text), "<html") ? "text/html"
                                                                   : "application/xml";
  }
  if (absl::StartsWithIgnoreCase(text, "<svg")) return "image/svg+xml";
  if (!LooksLikeText(bytes)) return "";
  if (absl::StartsWith(text, "{") || absl::StartsWith(text, "[")) return "application/json";
  return "text/plain";
}

struct Extension {
  const char* mime_type;
  const char* extension;
};

constexpr Extension kExtensions[] = {
    {"image/jpeg", ".jpg"},       {"image/png", ".png"},       {"image/gif", ".gif"},
    {"image/webp", ".webp"},      {"image/heic", ".heic"},     {"image/heif", ".heif"},
    {"image/avif", ".avif"},      {"image/bmp", ".bmp"},       {"image/tiff", ".tif"},
    {"image/jxl", ".jxl"},        {"image/x-icon", ".ico"},    {"video/mp4", ".mp4"},
    {"video/quicktime", ".mov"},  {"video/x-msvideo", ".avi"}, {"video/webm", ".webm"},
    {"video/x-matroska", ".mkv"}, {"video/3gpp", ".3gp"},      {"video/3gpp2", ".3g2"},
    {"video/mpeg", ".mpg"},       {"video/mp2t", ".ts"},       {"video/x-flv", ".flv"},
    {"video/x-ms-wmv", ".wmv"},   {"image/jpg", ".jpg"},       {"video/x-m4v", ".m4v"},
};

std::string Plain(absl::string_view mime_type) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(mime_type, absl::MaxSplits(';', 1));
  return absl::AsciiStrToLower(absl::StripAsciiWhitespace(parts.first));
}

}  // namespace

std::string SniffMimeType(absl::string_view first_bytes) {
  for (const Signature& signature : kSignatures) {
    if (HasAt(first_bytes, signature.offset, signature.bytes)) return signature.mime_type;
  }
  for (auto* type_of : {TypeOfFtyp, TypeOfRiff, TypeOfEbml}) {
    if (std::string type = type_of(first_bytes); !type.empty()) return type;
  }
  if (IsBmp(first_bytes)) return "image/bmp";
  if (IsTransportStream(first_bytes)) return "video/mp2t";
  return TypeOfText(first_bytes);
}

bool IsMedia(absl::string_view mime_type) {
  const std::string type = Plain(mime_type);
  if (type == "image/svg+xml") return false;  // a program as much as a picture
  return absl::StartsWith(type, "image/") || absl::StartsWith(type, "video/");
}

std::string ExtensionOf(absl::string_view mime_type) {
  const std::string type = Plain(mime_type);
  for (const Extension& known : kExtensions) {
    if (type == known.mime_type) return known.extension;
  }
  return "";
}

}  // namespace photoferry
