// SPDX-License-Identifier: Apache-2.0
// The input is an answer's head, line by line, and what is read out of its headers.
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/http/content_range.h"
#include "common/http/curl_head.h"
#include "common/http/http_client.h"
#include "tests/fuzz/fuzz.h"

namespace photoferry {
namespace {

constexpr absl::Time kNow = absl::FromUnixSeconds(1700000000);

std::string TextOf(const ContentRange& range) {
  const std::string part =
      range.part.has_value() ? absl::StrCat(range.part->first, "-", range.part->last) : "*";
  const std::string total = range.total.has_value() ? absl::StrCat(*range.total) : "*";
  return absl::StrCat("bytes ", part, "/", total);
}

void CheckContentRange(const HttpHeaders& headers) {
  const std::optional<ContentRange> range = ContentRangeFrom(headers);
  if (!range.has_value()) return;
  FUZZ_CHECK(range->part.has_value() || range->total.has_value());
  if (range->part.has_value()) {
    FUZZ_CHECK(range->part->first >= 0 && range->part->first <= range->part->last);
  }
  if (range->total.has_value()) FUZZ_CHECK(*range->total >= 0);
  if (range->part.has_value() && range->total.has_value()) {
    FUZZ_CHECK(range->part->last < *range->total);
  }
  FUZZ_CHECK(ContentRangeFrom({{"Content-Range", TextOf(*range)}}) == range);
}

void CheckRetryAfter(const HttpHeaders& headers) {
  const std::optional<absl::Duration> wait = RetryAfterFrom(headers, kNow);
  if (!wait.has_value()) return;
  FUZZ_CHECK(*wait >= absl::ZeroDuration() && *wait <= absl::Hours(24));
  // It begins with a number or with a day's name, and later it is never longer.
  const std::string text = *headers.Get("Retry-After");
  FUZZ_CHECK(text.find_first_of("0123456789SMTWF") != std::string::npos);
  FUZZ_CHECK(RetryAfterFrom(headers, kNow + absl::Minutes(1)) <= wait);
}

// What is written as the standard wants it is read as it was meant.
void CheckWrittenDate(absl::string_view input) {
  uint32_t seed = 0;
  for (const char c : input) seed = seed * 31 + static_cast<unsigned char>(c);
  const absl::Duration wait = absl::Seconds(seed % (24 * 3600));
  const std::string date =
      absl::FormatTime("%a, %d %b %Y %H:%M:%S GMT", kNow + wait, absl::UTCTimeZone());
  FUZZ_CHECK(RetryAfterFrom({{"Retry-After", date}}, kNow) == wait);
}

}  // namespace
}  // namespace photoferry

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace photoferry;  // NOLINT: a main function of sorts
  absl::string_view text = fuzz::Text(data, size);
  CurlHead head;
  while (!text.empty()) {
    const absl::Status status = head.AddLine(absl::StrCat(fuzz::TakeLine(text), "\r\n"));
    if (!status.ok()) {
      fuzz::CheckError(status);
      break;
    }
  }
  FUZZ_CHECK(head.headers().all().size() <= static_cast<size_t>(CurlHead::kMaxLines));
  for (const auto& [name, value] : head.headers().all()) {
    FUZZ_CHECK(!absl::StrContains(name, '\n') && !absl::StrContains(value, '\n'));
    FUZZ_CHECK(!name.empty() && head.headers().Get(name).has_value());
  }
  if (head.complete()) FUZZ_CHECK(head.status() >= 200 && head.status() <= 999);
  FUZZ_CHECK(head.content_length().value_or(0) >= 0);
  CheckContentRange(head.headers());
  CheckRetryAfter(head.headers());
  CheckWrittenDate(fuzz::Text(data, size));
  return 0;
}
