// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/demo/photographs.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace photoferry::demo {
namespace {

namespace fs = std::filesystem;

constexpr const char* kKnownFolders[] = {"/usr/share/kphotoalbum/demo",
                                         "/usr/share/backgrounds/mate/nature"};
constexpr uintmax_t kLargest = 2 << 20;

int Byte(absl::string_view bytes, size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}
int Word(absl::string_view bytes, size_t at) {
  return Byte(bytes, at) << 8 | Byte(bytes, at + 1);
}

// SOF0 to SOF15, but not DHT, JPG and DAC, which share their range.
bool IsFrameHeader(int marker) {
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

}  // namespace

std::vector<std::string> FindPhotographs(absl::string_view folder) {
  if (folder.empty()) {
    for (const char* known : kKnownFolders) {
      std::vector<std::string> found = FindPhotographs(known);
      if (!found.empty()) return found;
    }
    return {};
  }
  std::vector<std::string> paths;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(std::string(folder), error)) {
    const std::string extension = absl::AsciiStrToLower(entry.path().extension().string());
    if (extension != ".jpg" && extension != ".jpeg") continue;
    if (entry.is_regular_file(error) && entry.file_size(error) <= kLargest) {
      paths.push_back(entry.path().string());
    }
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::optional<Rendition> JpegSize(absl::string_view bytes) {
  if (!absl::StartsWith(bytes, "\xff\xd8")) return std::nullopt;
  for (size_t at = 2; at + 9 < bytes.size();) {
    if (Byte(bytes, at) != 0xff) return std::nullopt;
    if (IsFrameHeader(Byte(bytes, at + 1))) {
      return Rendition{.width = Word(bytes, at + 7), .height = Word(bytes, at + 5)};
    }
    at += 2 + Word(bytes, at + 2);
  }
  return std::nullopt;
}

}  // namespace photoferry::demo
