// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/graph/location_cache.h"

#include <cstdint>
#include <map>

#include "absl/strings/numbers.h"
#include "common/http/query_text.h"

namespace photoferry::meta {
namespace {

// Long enough for a file to be fetched before its URL dies.
constexpr absl::Duration kMargin = absl::Minutes(10);

}  // namespace

std::optional<absl::Time> ExpiryOf(absl::string_view cdn_url) {
  const std::map<std::string, std::string> query = ParseQuery(QueryOf(cdn_url));
  const auto found = query.find("oe");
  uint32_t seconds = 0;
  if (found == query.end() || !absl::SimpleHexAtoi(found->second, &seconds)) return std::nullopt;
  return absl::FromUnixSeconds(seconds);
}

void LocationCache::Put(const std::string& id, absl::string_view url) {
  if (url.empty() || capacity_ == 0) return;
  Secret secret{std::string(url)};
  MutexLock lock(mutex_);
  const auto known = entries_.find(id);
  if (known != entries_.end()) {
    oldest_first_.splice(oldest_first_.end(), oldest_first_, known->second.age);
    known->second.url = std::move(secret);
    return;
  }
  if (entries_.size() >= capacity_) {
    entries_.erase(oldest_first_.front());
    oldest_first_.pop_front();
  }
  oldest_first_.push_back(id);
  entries_.emplace(id, Entry{std::move(secret), std::prev(oldest_first_.end())});
}

std::optional<Secret> LocationCache::Get(const std::string& id, absl::Time now) {
  std::optional<Secret> url;
  {
    MutexLock lock(mutex_);
    const auto found = entries_.find(id);
    if (found == entries_.end()) return std::nullopt;
    url = found->second.url;
  }
  const std::optional<absl::Time> expiry = ExpiryOf(url->Reveal());
  if (expiry.has_value() && *expiry < now + kMargin) return std::nullopt;
  return url;
}

}  // namespace photoferry::meta
