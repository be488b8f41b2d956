// SPDX-License-Identifier: Apache-2.0
#include "importers/webdav/challenge.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"

namespace photoferry::webdav {
namespace {

bool IsTokenCharacter(char c) {
  return absl::ascii_isalnum(c) || absl::StrContains("!#$%&'*+-.^_`|~", c);
}

void SkipBlanksAndCommas(absl::string_view& text) {
  while (!text.empty() && (text[0] == ' ' || text[0] == '\t' || text[0] == ',')) {
    text.remove_prefix(1);
  }
}

void SkipBlanks(absl::string_view& text) {
  text = absl::StripLeadingAsciiWhitespace(text);
}

std::string TakeToken(absl::string_view& text) {
  size_t size = 0;
  while (size < text.size() && IsTokenCharacter(text[size])) ++size;
  const std::string token(text.substr(0, size));
  text.remove_prefix(size);
  return token;
}

// A token, or a text in quotes with its backslashes undone.
std::string TakeValue(absl::string_view& text) {
  if (!absl::StartsWith(text, "\"")) return TakeToken(text);
  text.remove_prefix(1);
  std::string value;
  while (!text.empty() && text[0] != '"') {
    if (text[0] == '\\' && text.size() > 1) text.remove_prefix(1);
    value.push_back(text[0]);
    text.remove_prefix(1);
  }
  if (!text.empty()) text.remove_prefix(1);
  return value;
}

void Read(absl::string_view text, std::vector<Challenge>& challenges) {
  while (true) {
    SkipBlanksAndCommas(text);
    const std::string word = absl::AsciiStrToLower(TakeToken(text));
    if (word.empty()) return;  // the end, or nothing that can be understood
    SkipBlanks(text);
    if (challenges.empty() || !absl::StartsWith(text, "=")) {
      challenges.push_back({.scheme = word, .parameters = {}});
      continue;
    }
    text.remove_prefix(1);
    SkipBlanks(text);
    challenges.back().parameters[word] = TakeValue(text);
  }
}

}  // namespace

std::vector<Challenge> ChallengesIn(const HttpHeaders& headers) {
  std::vector<Challenge> challenges;
  for (const auto& [name, value] : headers.all()) {
    if (absl::EqualsIgnoreCase(name, "WWW-Authenticate")) Read(value, challenges);
  }
  return challenges;
}

}  // namespace photoferry::webdav
