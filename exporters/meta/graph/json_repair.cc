// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/graph/json_repair.h"

#include <cstdint>
#include <optional>

#include "absl/strings/numbers.h"
#include "common/base/text.h"

namespace photoferry::meta {
namespace {

constexpr char kReplacement[] = "\xEF\xBF\xBD";

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
    const size_t length = Utf8Length(text);
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
