// SPDX-License-Identifier: Apache-2.0
// The parts of LoopbackServer's types that are only about text.
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/fakes/demo/loopback_server.h"

namespace photoferry::demo {
namespace {

std::string Decoded(absl::string_view text) {
  std::string result;
  for (size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '%' && at + 2 < text.size() && absl::ascii_isxdigit(text[at + 1]) &&
        absl::ascii_isxdigit(text[at + 2])) {
      result += static_cast<char>(std::stoi(std::string(text.substr(at + 1, 2)), nullptr, 16));
      at += 2;
    } else {
      result += text[at] == '+' ? ' ' : text[at];
    }
  }
  return result;
}

std::string Encoded(absl::string_view text) {
  std::string result;
  for (const char byte : text) {
    if (absl::ascii_isalnum(byte) || absl::StrContains("-._~", absl::string_view(&byte, 1))) {
      result += byte;
    } else {
      absl::StrAppend(&result, "%", absl::Hex(static_cast<unsigned char>(byte), absl::kZeroPad2));
    }
  }
  return result;
}

}  // namespace

Parameters ParseParameters(absl::string_view text) {
  Parameters parameters;
  for (absl::string_view part : absl::StrSplit(text, '&', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> pair =
        absl::StrSplit(part, absl::MaxSplits('=', 1));
    parameters.emplace_back(Decoded(pair.first), Decoded(pair.second));
  }
  return parameters;
}

std::string FormatParameters(const Parameters& parameters) {
  std::string text;
  for (const auto& [name, value] : parameters) {
    absl::StrAppend(&text, text.empty() ? "" : "&", Encoded(name), "=", Encoded(value));
  }
  return text;
}

std::optional<std::string> ServerRequest::Parameter(absl::string_view name) const {
  for (const auto& [key, value] : parameters) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::string ServerRequest::Header(const std::string& lower_case_name) const {
  const auto found = headers.find(lower_case_name);
  return found == headers.end() ? "" : found->second;
}

}  // namespace photoferry::demo
