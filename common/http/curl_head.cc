// SPDX-License-Identifier: Apache-2.0
#include "common/http/curl_head.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "common/base/status.h"

namespace photoferry {
namespace {

absl::Status Malformed(absl::string_view what) {
  return Failure(v1::MALFORMED_ANSWER, what);
}

std::optional<int64_t> ParseLength(absl::string_view text) {
  const bool digits = !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
  int64_t length = 0;
  if (!digits || !absl::SimpleAtoi(text, &length)) return std::nullopt;
  return length;
}

}  // namespace

absl::Status CurlHead::AddLine(absl::string_view line) {
  bytes_ += line.size();
  if (bytes_ > kMaxBytes || ++lines_ > kMaxLines) {
    return Malformed("The answer's head is larger than any that is in order.");
  }
  if (complete_) return absl::OkStatus();
  line = absl::StripTrailingAsciiWhitespace(line);
  if (absl::StartsWith(line, "HTTP/")) {
    const std::vector<absl::string_view> words = absl::StrSplit(line, absl::MaxSplits(' ', 2));
    if (words.size() < 2 || !absl::SimpleAtoi(words[1], &status_) || status_ < 100 ||
        status_ > 999) {
      return Malformed("The answer's first line is not HTTP.");
    }
    headers_ = HttpHeaders();
    length_.reset();
    coded_ = chunked_ = false;
    return absl::OkStatus();
  }
  if (!line.empty()) return AddField(line);
  complete_ = status_ >= 200;
  return absl::OkStatus();
}

absl::Status CurlHead::AddField(absl::string_view line) {
  const size_t colon = line.find(':');
  const absl::string_view name = absl::StripAsciiWhitespace(line.substr(0, colon));
  if (colon == absl::string_view::npos || name.empty()) {
    return Malformed("The answer holds a header line that is none.");
  }
  const absl::string_view value = absl::StripAsciiWhitespace(line.substr(colon + 1));
  if (absl::EqualsIgnoreCase(name, "Content-Length")) PF_RETURN_IF_ERROR(NoteLength(value));
  if (absl::EqualsIgnoreCase(name, "Transfer-Encoding")) {
    coded_ = true;
    chunked_ = absl::EndsWithIgnoreCase(value, "chunked");
  }
  headers_.Add(name, value);
  return absl::OkStatus();
}

// The same length twice is allowed (RFC 9112, 6.3); two lengths mean that somebody lies.
absl::Status CurlHead::NoteLength(absl::string_view value) {
  for (const absl::string_view part : absl::StrSplit(value, ',')) {
    const std::optional<int64_t> length = ParseLength(absl::StripAsciiWhitespace(part));
    if (!length.has_value() || (length_.has_value() && *length_ != *length)) {
      return Malformed("The answer contradicts itself about its length.");
    }
    length_ = length;
  }
  return absl::OkStatus();
}

std::optional<int64_t> CurlHead::content_length() const {
  return coded_ ? std::nullopt : length_;
}

}  // namespace photoferry
