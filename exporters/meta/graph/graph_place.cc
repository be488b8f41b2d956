// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/graph/graph_place.h"

#include <algorithm>
#include <bit>
#include <iterator>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/hash.h"
#include "common/base/status.h"
#include "common/http/query_text.h"

namespace photoferry::meta {
namespace {

constexpr int kLargestPage = 1000;
constexpr int64_t kFurthest = int64_t{1} << 53;  // entries and pages, with room to count on

std::string Fingerprint(absl::string_view at) {
  return HexOf(Sha256Of(at).substr(0, 6));
}

template <typename Number>
bool ReadNumber(const std::map<std::string, std::string>& params, const char* key, Number& number) {
  const auto found = params.find(key);
  return found == params.end() || (absl::SimpleAtoi(found->second, &number) && number >= 0 &&
                                   static_cast<int64_t>(number) <= kFurthest);
}

std::string TextOf(const std::map<std::string, std::string>& params, const char* key) {
  const auto found = params.find(key);
  return found == params.end() ? "" : found->second;
}

bool IsPagingParameter(absl::string_view name) {
  return std::find(std::begin(kPagingParameters), std::end(kPagingParameters), name) !=
         std::end(kPagingParameters);
}

bool IsSound(absl::string_view at) {
  const std::map<std::string, std::string> params = ParseQuery(at);
  return at.size() <= GraphPlace::kLongestAt && at.empty() == params.empty() &&
         std::all_of(params.begin(), params.end(),
                     [](const auto& param) { return IsPagingParameter(param.first); });
}

}  // namespace

GraphParams GraphPlace::ToParams() const {
  GraphParams params;
  if (!at.empty()) params.emplace_back("at", at);
  params.emplace_back("size", absl::StrCat(page_size));
  if (position != 0) params.emplace_back("position", absl::StrCat(position));
  if (page != 0) params.emplace_back("page", absl::StrCat(page));
  if (!mark.empty()) params.emplace_back("mark", mark);
  if (restarts != 0) params.emplace_back("restarts", absl::StrCat(restarts));
  if (died_on != 0) params.emplace_back("died_on", absl::StrCat(died_on));
  return params;
}

absl::StatusOr<GraphPlace> GraphPlace::From(const std::map<std::string, std::string>& params) {
  GraphPlace place;
  place.at = TextOf(params, "at");
  place.mark = TextOf(params, "mark");
  if (!ReadNumber(params, "size", place.page_size) || place.page_size < 1 ||
      place.page_size > kLargestPage || !IsSound(place.at) ||
      !ReadNumber(params, "position", place.position) || !ReadNumber(params, "page", place.page) ||
      !ReadNumber(params, "restarts", place.restarts) ||
      !ReadNumber(params, "died_on", place.died_on)) {
    return Failure(v1::BAD_REQUEST, "The saved place in a list cannot be read.");
  }
  return place;
}

bool GraphPlace::IsCircle(absl::string_view next_at) const {
  return next_at == at || (!mark.empty() && Fingerprint(next_at) == mark);
}

GraphPlace GraphPlace::After(absl::string_view next_at, int64_t entries) const {
  GraphPlace next = *this;
  next.at = std::string(next_at);
  next.position += entries;
  next.page += 1;
  if (std::has_single_bit(static_cast<uint64_t>(next.page))) next.mark = Fingerprint(next_at);
  if (next.page > died_on) {
    next.restarts = 0;
    next.died_on = 0;
  }
  return next;
}

GraphPlace GraphPlace::Restarted() const {
  return {.page_size = page_size, .restarts = restarts + 1, .died_on = std::max(died_on, page)};
}

}  // namespace photoferry::meta
