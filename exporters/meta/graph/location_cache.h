// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/base/secret.h"

namespace photoferry::meta {

// When a URL of Facebook's CDN stops working: its parameter `oe`, Unix seconds in hexadecimal.
// Nothing if there is none.
std::optional<absl::Time> ExpiryOf(absl::string_view cdn_url);

// The media URLs that were seen while listing, so that an item that is fetched soon after costs no
// call. Only in memory: such URLs are signed. The oldest make room. Thread-safe.
class LocationCache {
 public:
  explicit LocationCache(size_t capacity = 20000) : capacity_(capacity) {}

  void Put(const std::string& id, absl::string_view url) PF_EXCLUDES(mutex_);
  // Nothing if it was not seen, or works for less than ten minutes from `now`.
  std::optional<Secret> Get(const std::string& id, absl::Time now) PF_EXCLUDES(mutex_);

 private:
  struct Entry {
    Secret url;
    std::list<std::string>::iterator age;
  };

  const size_t capacity_;
  Mutex mutex_;
  std::list<std::string> oldest_first_ PF_GUARDED_BY(mutex_);
  std::unordered_map<std::string, Entry> entries_ PF_GUARDED_BY(mutex_);
};

}  // namespace photoferry::meta
