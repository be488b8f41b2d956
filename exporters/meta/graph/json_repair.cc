// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/graph/json_repair.h"

#include <cstdint>
#include <optional>

#include "absl/strings/numbers.h"

namespace photoferry::meta {
namespace {

constexpr char kReplacement[] = "\xEF\xBF\xBD";

// The length of the well-formed UTF-8 sequence at the front (Unicode 15, table 3-7), or 0.
size_t SequenceLength(absl::string_view text) {
  const auto byte = [text](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t lead = byte(0);
  if (lead < 0x80) return 1;
  const size_t length = lead >= 0xC2 && lead <= 0xDF   ? 2
                        : (lead & 0xF0) == 0xE0        ? 3
                        : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                       : 0;
  if (length == 0 || text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const uint8_t second = byte(1);
  const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
  const bool too_high = (lead == 0xED && second > 0x9F) || (lead == 0xF4 && second > 0x8F);
  return overlong || too_high ? 0 : length;
}

// The code unit of a \uXXXX at the front.
std::optional<uint32_t> EscapedUnit(absl::string_view text) {
  uint32_t unit = 0;
  if (text.size() < 6 || text[0] != '\\' || text[1] != 'u') return std::nullopt;
  if (!absl::SimpleHexAtoi(text.substr(2, 4), &unit) || unit > 0xFFFF) return std::nullopt;
  return unit;
}

bool IsHigh(uint32_t unit) {
  return unit >= 0xD800 && unit <= 0xDBFF;
}
bool IsLow(uint32_t unit) {
  return unit >= 0xDC00 && unit <= 0xDFFF;
}

// Takes one escape from the front of `text`; returns how many bytes it took.
size_t CopyEscape(absl::string_view text, std::string& out) {
  const std::optional<uint32_t> unit = EscapedUnit(text);
  if (!unit.has_value()) {  // \n, \\, \" and the like
    const size_t length = text.size() > 1 && static_cast<uint8_t>(text[1]) < 0x80 ? 2 : 1;
    out.append(text.data(), length);
    return length;
  }
  if (IsHigh(*unit)) {
    const std::optional<uint32_t> second = EscapedUnit(text.substr(6));
    if (second.has_value() && IsLow(*second)) {
      out.append(text.data(), 12);
      return 12;
    }
  }
  if (IsHigh(*unit) || IsLow(*unit)) {
    out += kReplacement;
  } else {
    out.append(text.data(), 6);
  }
  return 6;
}

}  // namespace

std::string RepairedJsonText(absl::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    if (text[0] == '\\') {
      text.remove_prefix(CopyEscape(text, out));
      continue;
    }
    const size_t length = SequenceLength(text);
    if (length == 0) {
      out += kReplacement;
    } else {
      out.append(text.data(), length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

}  // namespace photoferry::meta
