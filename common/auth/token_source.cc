// SPDX-License-Identifier: Apache-2.0
#include "common/auth/token_source.h"

#include <utility>

#include "common/base/status.h"

namespace photoferry {

TokenSource::TokenSource(TokenRefresher& refresher, LoginShelf& shelf, Scheduler& scheduler,
                         Rng& rng, LoginRenewalOptions options)
    : changed_(scheduler.NewCondition()), renewal_(refresher, shelf, scheduler, rng, options) {}

absl::StatusOr<Secret> TokenSource::Token(const std::stop_token& stop) {
  return TokenInsteadOf(Secret(), stop);
}

absl::StatusOr<Secret> TokenSource::TokenInsteadOf(const Secret& refused,
                                                   const std::stop_token& stop) {
  std::stop_callback wake(stop, [this] {
    MutexLock lock(mutex_);
    changed_->NotifyAll();
  });
  {
    MutexLock lock(mutex_);
    while (true) {
      const TokenLife life = renewal_.LifeOf(tokens_, refused);
      if (life == TokenLife::kFresh) return tokens_.access_token;
      if (!renewing_) break;
      if (life == TokenLife::kDue) return tokens_.access_token;
      // What this renewal comes to is the answer to all who wait for it.
      const int64_t before = renewals_;
      while (renewing_ && !stop.stop_requested()) changed_->Wait(mutex_);
      if (stop.stop_requested()) return Failure(v1::STOPPED, "Stopped while a login was renewed.");
      if (renewals_ != before) return Outcome(refused);
    }
    renewing_ = true;
  }
  LoginRenewal::Outcome outcome = renewal_.Renew(refused, stop);
  MutexLock lock(mutex_);
  renewing_ = false;
  changed_->NotifyAll();
  // Those who wait were not stopped: one of them takes over.
  if (ReasonOf(outcome.status) == v1::STOPPED) return outcome.status;
  ++renewals_;
  status_ = outcome.status;
  if (outcome.tokens.has_value()) tokens_ = *std::move(outcome.tokens);
  return Outcome(refused);
}

// A token that was just renewed is handed out however short its life.
absl::StatusOr<Secret> TokenSource::Outcome(const Secret& refused) const {
  const bool usable = !tokens_.access_token.empty() && tokens_.access_token != refused;
  if (usable && (status_.ok() || renewal_.LifeOf(tokens_, refused) == TokenLife::kDue)) {
    return tokens_.access_token;
  }
  if (!status_.ok()) return status_;
  return FailureAfter(v1::SERVICE_DOWN, "The login is being renewed.", absl::Seconds(1));
}

}  // namespace photoferry
