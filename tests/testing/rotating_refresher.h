// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <list>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/auth/token_refresher.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/base/status.h"
#include "tests/testing/oauth_fixture.h"

namespace photoferry {

// A provider as strict as they come: every refresh token serves once, and one that is shown again
// ends the login. Thread-safe.
class RotatingRefresher final : public TokenRefresher {
 public:
  explicit RotatingRefresher(const Clock& clock) : clock_(clock) {}

  // A person logs in.
  TokenSet Issue() {
    MutexLock lock(mutex_);
    ended_ = false;
    return IssueNext();
  }
  // Before the next calls, one each; an error is their answer, and nothing happened.
  void Before(std::function<absl::Status()> hook) {
    MutexLock lock(mutex_);
    hooks_.push_back(std::move(hook));
  }
  void FailWith(const absl::Status& status) {
    Before([status] { return status; });
  }
  void set_lifetime(absl::Duration lifetime) {
    MutexLock lock(mutex_);
    lifetime_ = lifetime;
  }
  int calls() const {
    MutexLock lock(mutex_);
    return calls_;
  }

  bool CanRefresh(const TokenSet& tokens) const override { return !tokens.refresh_token.empty(); }
  absl::StatusOr<TokenSet> Refresh(const TokenSet& tokens, const std::stop_token&) override {
    std::function<absl::Status()> hook;
    {
      MutexLock lock(mutex_);
      ++calls_;
      if (!hooks_.empty()) {
        hook = std::move(hooks_.front());
        hooks_.pop_front();
      }
    }
    if (hook) PF_RETURN_IF_ERROR(hook());
    MutexLock lock(mutex_);
    if (ended_ || tokens.refresh_token != current_) {
      ended_ = true;
      return Failure(v1::LOGIN_NEEDED, "Albumia has ended the login.");
    }
    return IssueNext();
  }

 private:
  TokenSet IssueNext() PF_REQUIRES(mutex_) {
    ++issued_;
    current_ = Secret(MarkedSecret(absl::StrCat("refresh", issued_)));
    return {.access_token = Secret(MarkedSecret(absl::StrCat("access", issued_))),
            .refresh_token = current_,
            .issued_at = clock_.Now(),
            .expires_at = clock_.Now() + lifetime_};
  }

  const Clock& clock_;
  mutable Mutex mutex_;
  absl::Duration lifetime_ PF_GUARDED_BY(mutex_) = absl::Hours(1);
  std::list<std::function<absl::Status()>> hooks_ PF_GUARDED_BY(mutex_);
  Secret current_ PF_GUARDED_BY(mutex_);
  bool ended_ PF_GUARDED_BY(mutex_) = true;
  int issued_ PF_GUARDED_BY(mutex_) = 0;
  int calls_ PF_GUARDED_BY(mutex_) = 0;
};

}  // namespace photoferry
