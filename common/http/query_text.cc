// SPDX-License-Identifier: Apache-2.0
#include "common/http/query_text.h"

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"

namespace photoferry {
namespace {

std::string PercentDecode(absl::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
    } else if (text[i] == '%' && i + 2 < text.size() && absl::ascii_isxdigit(text[i + 1]) &&
               absl::ascii_isxdigit(text[i + 2])) {
      out += absl::HexStringToBytes(text.substr(i + 1, 2));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace

std::map<std::string, std::string> ParseQuery(absl::string_view query) {
  std::map<std::string, std::string> values;
  for (const absl::string_view pair : absl::StrSplit(query, '&', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(pair, absl::MaxSplits('=', 1));
    values.emplace(PercentDecode(parts.first), PercentDecode(parts.second));
  }
  return values;
}

absl::string_view QueryOf(absl::string_view url) {
  url = url.substr(0, url.find('#'));
  const size_t mark = url.find('?');
  return mark == absl::string_view::npos ? absl::string_view() : url.substr(mark + 1);
}

}  // namespace photoferry
