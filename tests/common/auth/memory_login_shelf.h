// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <utility>

#include "common/auth/login_shelf.h"
#include "common/base/mutex.h"

namespace photoferry {

// A LoginShelf as wide as this process. A test can break it. Thread-safe.
class MemoryLoginShelf final : public LoginShelf {
 public:
  MemoryLoginShelf() = default;
  explicit MemoryLoginShelf(const TokenSet& tokens) { Put({.tokens = tokens}); }

  // Whatever was there: a person has logged in.
  void Put(KeptLogin login) {
    MutexLock lock(mutex_);
    login_ = LoginOnShelf{.login = std::move(login), .version = ++versions_};
  }
  void Forget() {
    MutexLock lock(mutex_);
    login_.reset();
  }
  KeptLogin login() const {
    MutexLock lock(mutex_);
    return login_.value_or(LoginOnShelf()).login;
  }
  // Of all Looks and Replaces from now on.
  void FailWith(const absl::Status& status) {
    MutexLock lock(mutex_);
    failure_ = status;
  }

  absl::StatusOr<std::optional<LoginOnShelf>> Look() override {
    MutexLock lock(mutex_);
    if (!failure_.ok()) return failure_;
    return login_;
  }
  absl::StatusOr<std::optional<int64_t>> Replace(int64_t version, const KeptLogin& login) override {
    MutexLock lock(mutex_);
    if (!failure_.ok()) return failure_;
    if (!login_.has_value() || login_->version != version) return std::nullopt;
    login_ = LoginOnShelf{.login = login, .version = ++versions_};
    return versions_;
  }

 private:
  mutable Mutex mutex_;
  std::optional<LoginOnShelf> login_ PF_GUARDED_BY(mutex_);
  int64_t versions_ PF_GUARDED_BY(mutex_) = 0;
  absl::Status failure_ PF_GUARDED_BY(mutex_);
};

}  // namespace photoferry
