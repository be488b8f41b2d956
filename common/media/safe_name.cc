// SPDX-License-Identifier: Apache-2.0
#include "common/media/safe_name.h"

#include <clocale>
#include <cstdint>
#include <cwctype>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace photoferry {
namespace {

bool IsContinuation(char c) {
  return (static_cast<uint8_t>(c) & 0xC0) == 0x80;
}

struct Character {
  char32_t code = 0;
  size_t bytes = 0;  // 0: not UTF-8
};

// The first character of a text that is not empty; strict, as RFC 3629 has it.
Character FirstCharacter(absl::string_view text) {
  const auto lead = static_cast<uint8_t>(text[0]);
  if (lead < 0x80) return {lead, 1};
  const size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < bytes) return {};
  char32_t code = lead & (0x7F >> bytes);
  for (size_t i = 1; i < bytes; ++i) {
    if (!IsContinuation(text[i])) return {};
    code = code << 6 | (static_cast<uint8_t>(text[i]) & 0x3F);
  }
  constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (code < kLeast[bytes] || code > 0x10FFFF || surrogate) return {};
  return {code, bytes};
}

// Controls of both blocks, and what makes a name read otherwise than it is: marks that turn the
// direction of writing, line separators, a byte order mark in the middle.
bool IsInvisible(char32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x2028 || code == 0x2029 ||
         (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069) || code == 0xFEFF;
}

bool IsForbidden(char32_t code) {
  return code < 0x80 && absl::StrContains("/\\:*?\"<>|", static_cast<char>(code));
}

std::string Replaced(absl::string_view text) {
  std::string out;
  while (!text.empty()) {
    const Character character = FirstCharacter(text);
    const size_t bytes = character.bytes == 0 ? 1 : character.bytes;
    if (character.bytes == 0 || IsInvisible(character.code)) {
      // Two words that a line break parted do not grow together.
      if (character.code == '\n' || character.code == '\t') out.push_back(' ');
    } else if (IsForbidden(character.code)) {
      out.push_back('_');
    } else {
      out.append(text.data(), bytes);
    }
    text.remove_prefix(bytes);
  }
  return out;
}

absl::string_view Trimmed(absl::string_view name) {
  while (!name.empty() && (name.front() == '.' || name.front() == ' ')) name.remove_prefix(1);
  while (!name.empty() && (name.back() == '.' || name.back() == ' ')) name.remove_suffix(1);
  return name;
}

// Windows keeps these for devices, whatever follows the first dot.
bool IsReserved(absl::string_view name) {
  const std::string stem(
      absl::AsciiStrToUpper(absl::StripTrailingAsciiWhitespace(name.substr(0, name.find('.')))));
  for (const char* device : {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"}) {
    if (stem == device) return true;
  }
  const bool port = absl::StartsWith(stem, "COM") || absl::StartsWith(stem, "LPT");
  if (!port) return false;
  const absl::string_view digit = absl::string_view(stem).substr(3);
  // The superscripts one to three count as digits there.
  return (digit.size() == 1 && absl::ascii_isdigit(digit[0])) || digit == "\xc2\xb9" ||
         digit == "\xc2\xb2" || digit == "\xc2\xb3";
}

locale_t Utf8() {
  static const locale_t locale = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  return locale;
}

void Append(char32_t code, std::string& out) {
  const auto put = [&out](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code < 0x80) return put(code);
  if (code < 0x800) {
    put(0xC0 | code >> 6);
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3F));
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F));
  }
  put(0x80 | (code & 0x3F));
}

}  // namespace

std::string CutAtCharacter(absl::string_view text, size_t bytes) {
  if (text.size() <= bytes) return std::string(text);
  while (bytes > 0 && IsContinuation(text[bytes])) --bytes;
  return std::string(text.substr(0, bytes));
}

std::string SafeName(absl::string_view text) {
  const std::string replaced = Replaced(text);
  std::string name(Trimmed(replaced));
  if (IsReserved(name)) name.insert(0, "_");
  name = CutAtCharacter(name, kLongestName);
  name = std::string(Trimmed(name));  // the cut may end at a space or a dot
  return name.empty() ? "Untitled" : name;
}

std::string FoldedName(absl::string_view name) {
  std::string out;
  while (!name.empty()) {
    const Character character = FirstCharacter(name);
    if (character.bytes == 0) {
      out.push_back(name[0]);
      name.remove_prefix(1);
      continue;
    }
    const auto wide = static_cast<wint_t>(character.code);
    const wint_t upper = Utf8() ? ::towupper_l(wide, Utf8()) : std::towupper(wide);
    Append(Utf8() ? ::towlower_l(upper, Utf8()) : std::towlower(upper), out);
    name.remove_prefix(character.bytes);
  }
  return out;
}

}  // namespace photoferry
