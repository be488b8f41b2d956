// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/cmd/terminal_text.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace photoferry {
namespace {

struct Character {
  uint32_t code;
  size_t bytes;
};

size_t LengthFrom(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead < 0xE0) return 2;
  if (lead >= 0xE0 && lead < 0xF0) return 3;
  if (lead >= 0xF0 && lead < 0xF5) return 4;
  return 0;
}

// The first character of `text`; a byte that begins none is U+FFFD of one byte.
Character FirstOf(absl::string_view text) {
  const size_t length = LengthFrom(static_cast<unsigned char>(text[0]));
  if (length == 1) return {static_cast<unsigned char>(text[0]), 1};
  if (length == 0 || length > text.size()) return {0xFFFD, 1};
  uint32_t code = static_cast<unsigned char>(text[0]) & (0x7F >> length);
  for (size_t i = 1; i < length; ++i) {
    const unsigned char next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0) != 0x80) return {0xFFFD, 1};
    code = code << 6 | (next & 0x3F);
  }
  return {code, length};
}

struct Range {
  uint32_t first;
  uint32_t last;
};

// The common blocks of Unicode's EastAsianWidth.txt (W and F), and emoji.
constexpr Range kWide[] = {
    {0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0xA4CF},  {0xA960, 0xA97C}, {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},  {0xFFE0, 0xFFE6}, {0x1F300, 0x1F64F},
    {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
// Combining marks, zero-width characters, variation selectors, emoji modifiers.
constexpr Range kJoining[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x064B, 0x065F},  {0x093C, 0x093C},
    {0x0941, 0x0948}, {0x094D, 0x094D}, {0x0E31, 0x0E31}, {0x0E34, 0x0E3A},  {0x0E47, 0x0E4E},
    {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0x1F3FB, 0x1F3FF}};
// Marks that change the direction of what follows, and controls.
constexpr Range kUnfit[] = {{0x0000, 0x001F}, {0x007F, 0x009F}, {0x2028, 0x202E}, {0x2066, 0x2069}};

template <size_t size>
bool IsIn(const Range (&ranges)[size], uint32_t code) {
  return std::any_of(std::begin(ranges), std::end(ranges), [code](const Range& range) {
    return code >= range.first && code <= range.last;
  });
}

int WidthOf(uint32_t code) {
  if (IsIn(kJoining, code)) return 0;
  return IsIn(kWide, code) ? 2 : 1;
}

}  // namespace

std::string CleanText(absl::string_view text) {
  std::string clean;
  while (!text.empty()) {
    const Character character = FirstOf(text);
    if (IsIn(kUnfit, character.code)) {
      clean += ' ';
    } else if (character.code == 0xFFFD) {
      clean += "\xEF\xBF\xBD";
    } else {
      absl::StrAppend(&clean, text.substr(0, character.bytes));
    }
    text.remove_prefix(character.bytes);
  }
  return clean;
}

int DisplayWidth(absl::string_view text) {
  int width = 0;
  while (!text.empty()) {
    const Character character = FirstOf(text);
    width += WidthOf(character.code);
    text.remove_prefix(character.bytes);
  }
  return width;
}

std::string ClipToWidth(absl::string_view text, int width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  if (width <= 0) return "";
  int used = 1;  // the ellipsis
  size_t end = 0;
  while (end < text.size()) {
    const Character character = FirstOf(text.substr(end));
    if (used + WidthOf(character.code) > width) break;
    used += WidthOf(character.code);
    end += character.bytes;
  }
  return absl::StrCat(text.substr(0, end), "…");
}

std::string PadToWidth(absl::string_view text, int width) {
  const int missing = std::max(0, width - DisplayWidth(text));
  return absl::StrCat(text, std::string(static_cast<size_t>(missing), ' '));
}

std::vector<std::string> WrapToWidth(absl::string_view text, int width) {
  std::vector<std::string> lines(1);
  for (const absl::string_view word : absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    const int needed = DisplayWidth(lines.back()) + 1 + DisplayWidth(word);
    if (!lines.back().empty() && needed > width) lines.emplace_back();
    absl::StrAppend(&lines.back(), lines.back().empty() ? "" : " ", word);
  }
  return lines;
}

}  // namespace photoferry
