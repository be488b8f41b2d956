// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "common/http/http_client.h"

namespace photoferry {
namespace {

// RFC 9110, 5.6.7: the form in use, then the two that a recipient must still understand.
constexpr std::array<const char*, 3> kDateForms = {
    "%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"};

std::optional<absl::Time> ParseHttpDate(const std::string& text) {
  // All three begin with the day's name. ParseTime also takes a word of its own, infinite-future.
  if (text.empty() || !absl::ascii_isupper(text[0])) return std::nullopt;
  for (const char* form : kDateForms) {
    absl::Time time;
    if (absl::ParseTime(form, text, absl::UTCTimeZone(), &time, nullptr)) return time;
  }
  return std::nullopt;
}

bool AllDigits(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

}  // namespace

void HttpHeaders::Add(absl::string_view name, absl::string_view value) {
  headers_.emplace_back(std::string(name), std::string(value));
}

std::optional<std::string> HttpHeaders::Get(absl::string_view name) const {
  for (const auto& [known, value] : headers_) {
    if (absl::EqualsIgnoreCase(known, name)) return value;
  }
  return std::nullopt;
}

std::optional<absl::Duration> RetryAfterFrom(const HttpHeaders& headers, absl::Time now) {
  const std::optional<std::string> header = headers.Get("Retry-After");
  if (!header.has_value()) return std::nullopt;
  const std::string text(absl::StripAsciiWhitespace(*header));
  absl::Duration delay;
  if (AllDigits(text)) {
    int64_t seconds = 0;
    // More digits than a number holds: longer than a day in any case.
    delay = absl::SimpleAtoi(text, &seconds) ? absl::Seconds(seconds) : absl::InfiniteDuration();
  } else if (const std::optional<absl::Time> date = ParseHttpDate(text)) {
    delay = *date - now;
  } else {
    return std::nullopt;
  }
  return std::clamp(delay, absl::ZeroDuration(), absl::Hours(24));
}

}  // namespace photoferry
