// SPDX-License-Identifier: Apache-2.0
#include "common/auth/login_renewal.h"

#include <algorithm>
#include <utility>

#include "common/base/status.h"

namespace photoferry {
namespace {

constexpr char kLogIn[] = "Log in again; a job that waits for it then goes on where it stopped.";

absl::Status NoLogin() {
  return Failure(v1::LOGIN_NEEDED, "There is no login, or it was ended.", kLogIn);
}

absl::Status RanOut() {
  return Failure(v1::LOGIN_NEEDED, "The login ran out or was refused, and cannot be renewed.",
                 kLogIn);
}

absl::Status Stopped() {
  return Failure(v1::STOPPED, "Stopped while a login was renewed.");
}

}  // namespace

LoginRenewal::LoginRenewal(TokenRefresher& refresher, LoginShelf& shelf, Scheduler& scheduler,
                           Rng& rng, LoginRenewalOptions options)
    : refresher_(refresher), shelf_(shelf), scheduler_(scheduler), rng_(rng), options_(options) {}

TokenLife LoginRenewal::LifeOf(const TokenSet& tokens, const Secret& refused) const {
  if (!refused.empty() && tokens.access_token == refused) return TokenLife::kSpent;
  const absl::Time now = scheduler_.clock().Now();
  const TokenLife life = photoferry::LifeOf(tokens, now, options_.margin);
  const bool old = options_.due_at_age < absl::InfiniteDuration() &&
                   now - tokens.issued_at >= options_.due_at_age;
  return life == TokenLife::kFresh && old ? TokenLife::kDue : life;
}

LoginRenewal::Outcome LoginRenewal::Renew(const Secret& refused, const std::stop_token& stop) {
  if (unsaved_.has_value()) {
    if (std::optional<Outcome> saved = Save(unsaved_->version)) return *std::move(saved);
  }
  while (!stop.stop_requested()) {
    absl::StatusOr<std::optional<LoginOnShelf>> kept = shelf_.Look();
    if (!kept.ok()) return {.tokens = std::nullopt, .status = kept.status()};
    if (!kept->has_value()) return {.tokens = TokenSet(), .status = NoLogin()};
    const TokenSet& tokens = (*kept)->login.tokens;
    const TokenLife life = LifeOf(tokens, refused);
    if (life == TokenLife::kFresh) return {.tokens = tokens, .status = absl::OkStatus()};
    if (!refresher_.CanRefresh(tokens)) {
      return {.tokens = tokens, .status = life == TokenLife::kDue ? absl::OkStatus() : RanOut()};
    }
    if (scheduler_.clock().Monotonic() < not_before_) return {.tokens = tokens, .status = trouble_};
    if (auto outcome = RenewHere(**kept, life, stop)) return *std::move(outcome);
  }
  return {.tokens = std::nullopt, .status = Stopped()};
}

std::optional<LoginRenewal::Outcome> LoginRenewal::RenewHere(const LoginOnShelf& kept,
                                                             TokenLife life,
                                                             const std::stop_token& stop) {
  const TokenSet& tokens = kept.login.tokens;
  const absl::Time now = scheduler_.clock().Now();
  // A claim that ends too late was made before a clock was set back.
  const bool claimed =
      kept.login.claimed_until > now && kept.login.claimed_until <= now + options_.claim;
  if (claimed) {
    if (life == TokenLife::kDue) return Outcome{.tokens = tokens, .status = absl::OkStatus()};
    scheduler_.SleepFor(options_.glance, stop);
    return std::nullopt;
  }
  const absl::StatusOr<std::optional<int64_t>> version =
      shelf_.Replace(kept.version, {.tokens = tokens, .claimed_until = now + options_.claim});
  if (!version.ok()) return Outcome{.tokens = tokens, .status = version.status()};
  if (!version->has_value()) return std::nullopt;
  return Ask(tokens, **version, stop);
}

std::optional<LoginRenewal::Outcome> LoginRenewal::Ask(const TokenSet& tokens, int64_t version,
                                                       const std::stop_token& stop) {
  absl::StatusOr<TokenSet> given = refresher_.Refresh(tokens, stop);
  if (given.ok()) {
    unsaved_ = Unsaved{.shown = tokens, .given = *std::move(given), .version = version};
    return Save(version);
  }
  const bool ended = ReasonOf(given.status()) == v1::LOGIN_NEEDED;
  // What has ended is forgotten, so that nobody asks for it again. Otherwise the claim is given
  // back; where that fails, it lapses.
  const absl::StatusOr<std::optional<int64_t>> put =
      shelf_.Replace(version, {.tokens = ended ? TokenSet() : tokens});
  if (!ended) return Outcome{.tokens = tokens, .status = Troubled(given.status())};
  // Somebody has logged in meanwhile.
  if (put.ok() && !put->has_value()) return std::nullopt;
  return Outcome{.tokens = TokenSet(), .status = given.status()};
}

std::optional<LoginRenewal::Outcome> LoginRenewal::Save(int64_t version) {
  while (true) {
    const absl::StatusOr<std::optional<int64_t>> put =
        shelf_.Replace(version, {.tokens = unsaved_->given});
    if (!put.ok()) return Outcome{.tokens = std::nullopt, .status = put.status()};
    if (put->has_value()) break;
    const absl::StatusOr<std::optional<LoginOnShelf>> kept = shelf_.Look();
    if (!kept.ok()) return Outcome{.tokens = std::nullopt, .status = kept.status()};
    // Who took our claim for dead has the tokens that are spent; anything else is newer than ours.
    if (!kept->has_value() ||
        (*kept)->login.tokens.refresh_token != unsaved_->shown.refresh_token ||
        (*kept)->login.tokens.access_token != unsaved_->shown.access_token) {
      unsaved_.reset();
      return std::nullopt;
    }
    version = (*kept)->version;
  }
  Outcome outcome{.tokens = std::move(unsaved_->given), .status = absl::OkStatus()};
  unsaved_.reset();
  trouble_ = absl::OkStatus();
  troubles_ = 0;
  not_before_ = -absl::InfiniteDuration();
  return outcome;
}

absl::Status LoginRenewal::Troubled(const absl::Status& status) {
  if (ReasonOf(status) == v1::STOPPED) return status;
  trouble_ = status;
  const absl::Duration wait = std::max(options_.backoff.Delay(++troubles_, rng_),
                                       RetryAfterOf(status).value_or(absl::ZeroDuration()));
  not_before_ = scheduler_.clock().Monotonic() + wait;
  return status;
}

}  // namespace photoferry
