// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/demo/media_video.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "tests/fakes/demo/media_picture.h"

namespace photoferry::demo {
namespace {

constexpr int kFramesPerSecond = 8;
constexpr int64_t kSecondsFrom1904To1970 = 2082844800;

std::string BigEndian(uint64_t value, int bytes) {
  std::string text;
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
    text += static_cast<char>(value >> shift);
  return text;
}
std::string U16(uint64_t value) {
  return BigEndian(value, 2);
}
std::string U32(uint64_t value) {
  return BigEndian(value, 4);
}
std::string Zeros(size_t count) {
  return std::string(count, '\0');
}

std::string Box(absl::string_view type, absl::string_view body) {
  return absl::StrCat(U32(body.size() + 8), type, body);
}
// Version 0 and `flags` lead the body.
std::string FullBox(absl::string_view type, absl::string_view body, uint32_t flags = 0) {
  return Box(type, absl::StrCat(U32(flags), body));
}

const std::string& UnityMatrix() {
  static const std::string* const matrix = new std::string(
      absl::StrCat(U32(0x10000), Zeros(12), U32(0x10000), Zeros(12), U32(0x40000000)));
  return *matrix;
}

// What the boxes must agree about.
struct Movie {
  int width, height;
  uint64_t frames_per_second, frames, created;
  std::string Times() const { return absl::StrCat(U32(created), U32(created)); }
};

std::string MovieHeader(const Movie& movie) {
  return FullBox(
      "mvhd", absl::StrCat(movie.Times(), U32(movie.frames_per_second), U32(movie.frames),
                           U32(0x10000), U16(0x100), Zeros(10), UnityMatrix(), Zeros(24), U32(2)));
}

std::string TrackHeader(const Movie& movie) {
  return FullBox("tkhd",
                 absl::StrCat(movie.Times(), U32(1), Zeros(4), U32(movie.frames), Zeros(16),
                              UnityMatrix(), U32(static_cast<uint64_t>(movie.width) << 16),
                              U32(static_cast<uint64_t>(movie.height) << 16)),
                 /*flags: enabled, in movie, in preview=*/7);
}

std::string MediaHeader(const Movie& movie) {
  constexpr int kUndetermined = 0x55c4;  // language "und"
  return FullBox("mdhd", absl::StrCat(movie.Times(), U32(movie.frames_per_second),
                                      U32(movie.frames), U16(kUndetermined), U16(0)));
}

// ISO/IEC 14496-1, 7.2.6: object type 0x6C is JPEG, stream type 4 visual.
std::string ElementaryStream() {
  const std::string decoder =
      absl::StrCat(BigEndian(0x6c, 1), BigEndian(4 << 2 | 1, 1), Zeros(3), Zeros(8));
  const std::string decoder_tag =
      absl::StrCat(BigEndian(4, 1), BigEndian(decoder.size(), 1), decoder);
  const std::string sync_tag = absl::StrCat(BigEndian(6, 1), BigEndian(1, 1), BigEndian(2, 1));
  const std::string stream = absl::StrCat(U16(1), Zeros(1), decoder_tag, sync_tag);
  return FullBox("esds", absl::StrCat(BigEndian(3, 1), BigEndian(stream.size(), 1), stream));
}

std::string SampleEntry(const Movie& movie) {
  return Box("mp4v", absl::StrCat(Zeros(6), U16(1), Zeros(16), U16(movie.width), U16(movie.height),
                                  U32(72 << 16), U32(72 << 16), Zeros(4), U16(1), Zeros(32),
                                  U16(24), U16(0xffff), ElementaryStream()));
}

// All frames lie one after another, in one chunk at `data_offset`.
std::string SampleTable(const Movie& movie, const std::vector<std::string>& jpegs,
                        uint64_t data_offset) {
  std::string sizes = absl::StrCat(U32(0), U32(jpegs.size()));
  for (const std::string& jpeg : jpegs) sizes += U32(jpeg.size());
  return Box("stbl",
             absl::StrCat(FullBox("stsd", U32(1) + SampleEntry(movie)),
                          FullBox("stts", U32(1) + U32(jpegs.size()) + U32(1)),
                          FullBox("stsc", U32(1) + U32(1) + U32(jpegs.size()) + U32(1)),
                          FullBox("stsz", sizes), FullBox("stco", U32(1) + U32(data_offset))));
}

std::string MovieBox(const Movie& movie, const std::vector<std::string>& jpegs,
                     uint64_t data_offset) {
  const std::string handler =
      FullBox("hdlr", absl::StrCat(Zeros(4), "vide", Zeros(12), "Video", Zeros(1)));
  const std::string data_information =
      Box("dinf", FullBox("dref", U32(1) + FullBox("url ", "", /*flags: same file=*/1)));
  const std::string information =
      Box("minf", absl::StrCat(FullBox("vmhd", Zeros(8), 1), data_information,
                               SampleTable(movie, jpegs, data_offset)));
  const std::string media = Box("mdia", MediaHeader(movie) + handler + information);
  return Box("moov", MovieHeader(movie) + Box("trak", TrackHeader(movie) + media));
}

}  // namespace

std::string MuxMp4(const std::vector<std::string>& jpegs, int width, int height,
                   int frames_per_second, absl::Time created) {
  const Movie movie = {
      width, height, static_cast<uint64_t>(frames_per_second), jpegs.size(),
      static_cast<uint64_t>(absl::ToUnixSeconds(created) + kSecondsFrom1904To1970)};
  const std::string type = Box("ftyp", absl::StrCat("isom", U32(0x200), "isom", "mp41"));
  // The offset does not change the box's size.
  const uint64_t data_offset = type.size() + MovieBox(movie, jpegs, 0).size() + 8;
  std::string data;
  for (const std::string& jpeg : jpegs) data += jpeg;
  return absl::StrCat(type, MovieBox(movie, jpegs, data_offset), Box("mdat", data));
}

std::string FreeBoxHead(int64_t size) {
  return absl::StrCat(U32(1), "free", BigEndian(static_cast<uint64_t>(size), 8));
}

std::string DrawVideo(uint64_t seed, int width, int height, double seconds, absl::Time created) {
  const int frames = std::max(1, static_cast<int>(seconds * kFramesPerSecond));
  std::vector<std::string> jpegs;
  for (int frame = 0; frame < frames; ++frame) {
    jpegs.push_back(DrawFrame(seed, width, height, static_cast<double>(frame) / frames));
  }
  return MuxMp4(jpegs, width, height, kFramesPerSecond, created);
}

}  // namespace photoferry::demo
