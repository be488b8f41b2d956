// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>

#include "common/base/mutex.h"
#include "common/provider/provider_context.h"

namespace photoferry {

// A ProviderMemory that lasts as long as the test. Thread-safe.
class MapMemory final : public ProviderMemory {
 public:
  absl::StatusOr<std::optional<std::string>> Recall(absl::string_view key) override {
    MutexLock lock(mutex_);
    const auto found = values_.find(std::string(key));
    if (found == values_.end()) return std::nullopt;
    return found->second;
  }

  absl::Status Remember(absl::string_view key, absl::string_view value) override {
    MutexLock lock(mutex_);
    values_[std::string(key)] = std::string(value);
    return absl::OkStatus();
  }

  // A test has one tenant and one provider.
  ProviderMemory& shared() override { return *this; }

  std::map<std::string, std::string> values() const {
    MutexLock lock(mutex_);
    return values_;
  }

 private:
  mutable Mutex mutex_;
  std::map<std::string, std::string> values_ PF_GUARDED_BY(mutex_);
};

}  // namespace photoferry
