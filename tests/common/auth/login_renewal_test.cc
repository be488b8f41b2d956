// SPDX-License-Identifier: Apache-2.0
#include "common/auth/login_renewal.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/common/auth/memory_login_shelf.h"
#include "tests/testing/manual_scheduler.h"
#include "tests/testing/rotating_refresher.h"
#include "tests/testing/status_matchers.h"

namespace photoferry {
namespace {

class LoginRenewalTest : public ::testing::Test {
 protected:
  // Each is another process.
  LoginRenewal Process() { return {provider_, shelf_, scheduler_, *rng_}; }

  static std::string TokenOf(const LoginRenewal::Outcome& outcome) {
    EXPECT_TRUE(outcome.tokens.has_value());
    const TokenSet tokens = outcome.tokens.value_or(TokenSet());
    const absl::string_view token = tokens.access_token.Reveal();
    return std::string(token.substr(0, token.find('-')));
  }
  std::string TokenOnShelf() const {
    return TokenOf({.tokens = shelf_.login().tokens, .status = {}});
  }

  ManualScheduler scheduler_;
  const std::unique_ptr<Rng> rng_ = NewRng(1);
  RotatingRefresher provider_{scheduler_.clock()};
  MemoryLoginShelf shelf_{provider_.Issue()};
};

TEST_F(LoginRenewalTest, LeavesAFreshLoginAlone) {
  const auto outcome = Process().Renew(Secret(), {});
  EXPECT_THAT(outcome.status, IsOk());
  EXPECT_EQ(TokenOf(outcome), "access1");
  EXPECT_EQ(provider_.calls(), 0);
}

TEST_F(LoginRenewalTest, RenewsBeforeTheEndAndNotMuchBefore) {
  scheduler_.Advance(absl::Minutes(54));
  EXPECT_EQ(TokenOf(Process().Renew(Secret(), {})), "access1");
  scheduler_.Advance(absl::Minutes(2));
  EXPECT_EQ(TokenOf(Process().Renew(Secret(), {})), "access2");
  EXPECT_EQ(TokenOnShelf(), "access2");
}

TEST_F(LoginRenewalTest, RenewsShortLivedTokensInTheirLastTenth) {
  provider_.set_lifetime(absl::Seconds(30));
  shelf_.Put({.tokens = provider_.Issue()});
  EXPECT_EQ(TokenOf(Process().Renew(Secret(), {})), "access2");
  scheduler_.Advance(absl::Seconds(28));
  EXPECT_EQ(TokenOf(Process().Renew(Secret(), {})), "access3");
}

TEST_F(LoginRenewalTest, RenewsAtAnAgeWhereTheProviderLetsDieWhatWasNotRenewed) {
  provider_.set_lifetime(absl::Hours(24 * 60));
  shelf_.Put({.tokens = provider_.Issue()});
  const LoginRenewalOptions weekly = {.due_at_age = absl::Hours(24 * 7)};
  LoginRenewal renewal(provider_, shelf_, scheduler_, *rng_, weekly);
  scheduler_.Advance(absl::Hours(24 * 7 - 1));
  EXPECT_EQ(TokenOf(renewal.Renew(Secret(), {})), "access2");
  scheduler_.Advance(absl::Hours(2));
  EXPECT_EQ(TokenOf(renewal.Renew(Secret(), {})), "access3");
}

TEST_F(LoginRenewalTest, RenewsATokenFromTheFuture) {
  TokenSet tokens = provider_.Issue();
  tokens.issued_at += absl::Hours(2);
  *tokens.expires_at += absl::Hours(2);
  shelf_.Put({.tokens = tokens});
  EXPECT_EQ(TokenOf(Process().Renew(Secret(), {})), "access3");
}

TEST_F(LoginRenewalTest, OfATokenWithoutExpiryWaitsUntilItIsRefused) {
  TokenSet tokens = provider_.Issue();
  tokens.expires_at = std::nullopt;
  shelf_.Put({.tokens = tokens});
  scheduler_.Advance(absl::Hours(24 * 365));
  EXPECT_EQ(TokenOf(Process().Renew(Secret(), {})), "access2");
  EXPECT_EQ(TokenOf(Process().Renew(tokens.access_token, {})), "access3");
}

TEST_F(LoginRenewalTest, TakesWhatAnotherProcessRenewed) {
  scheduler_.Advance(absl::Hours(2));
  LoginRenewal one = Process();
  LoginRenewal other = Process();
  EXPECT_EQ(TokenOf(one.Renew(Secret(), {})), "access2");
  EXPECT_EQ(TokenOf(other.Renew(Secret(), {})), "access2");
  EXPECT_EQ(provider_.calls(), 1);
}

TEST_F(LoginRenewalTest, WaitsWhileAnotherProcessRenews) {
  scheduler_.Advance(absl::Hours(2));
  LoginRenewal one = Process();
  LoginRenewal other = Process();
  std::unique_ptr<Thread> waiting;
  LoginRenewal::Outcome waited;
  provider_.Before([&] {
    waiting = scheduler_.Spawn("other", [&] { waited = other.Renew(Secret(), {}); });
    scheduler_.AwaitSleepers(1);
    return absl::OkStatus();
  });
  EXPECT_EQ(TokenOf(one.Renew(Secret(), {})), "access2");
  scheduler_.Advance(absl::Seconds(1));
  waiting->Join();
  EXPECT_EQ(TokenOf(waited), "access2");
  EXPECT_EQ(provider_.calls(), 1);
}

TEST_F(LoginRenewalTest, UsesATokenThatStillServesWhileAnotherProcessRenews) {
  scheduler_.Advance(absl::Minutes(56));
  shelf_.Put({.tokens = shelf_.login().tokens,
              .claimed_until = scheduler_.clock().Now() + absl::Minutes(1)});
  const auto outcome = Process().Renew(Secret(), {});
  EXPECT_THAT(outcome.status, IsOk());
  EXPECT_EQ(TokenOf(outcome), "access1");
  EXPECT_EQ(provider_.calls(), 0);
}

TEST_F(LoginRenewalTest, TakesOverFromAProcessThatDied) {
  scheduler_.AdvanceBySleeping();
  scheduler_.Advance(absl::Hours(2));
  shelf_.Put({.tokens = shelf_.login().tokens,
              .claimed_until = scheduler_.clock().Now() + absl::Minutes(2)});
  EXPECT_EQ(TokenOf(Process().Renew(Secret(), {})), "access2");  // after those two minutes
}

TEST_F(LoginRenewalTest, IsNotHeldUpByAClaimFromTheFuture) {
  scheduler_.Advance(absl::Hours(2));
  const absl::Time now = scheduler_.clock().Now();
  shelf_.Put({.tokens = shelf_.login().tokens, .claimed_until = now + absl::Hours(24)});
  EXPECT_EQ(TokenOf(Process().Renew(Secret(), {})), "access2");
  EXPECT_LT(scheduler_.clock().Now(), now + absl::Minutes(1));
}

TEST_F(LoginRenewalTest, PutsWhatItWasGivenOnTheShelfBeforeAnybodyUsesIt) {
  scheduler_.Advance(absl::Hours(2));
  LoginRenewal process = Process();
  provider_.Before([&] {
    shelf_.FailWith(Failure(v1::STORE_FAILED, "The disk is full."));
    return absl::OkStatus();
  });
  const auto outcome = process.Renew(Secret(), {});
  EXPECT_THAT(outcome.status, ReasonIs(v1::STORE_FAILED));
  EXPECT_EQ(outcome.tokens.has_value(), false);
  // And it is not lost: the provider is not asked again with a token that is spent there.
  EXPECT_THAT(process.Renew(Secret(), {}).status, ReasonIs(v1::STORE_FAILED));
  shelf_.FailWith(absl::OkStatus());
  EXPECT_EQ(TokenOf(process.Renew(Secret(), {})), "access2");
  EXPECT_EQ(TokenOnShelf(), "access2");
  EXPECT_EQ(provider_.calls(), 1);
}

TEST_F(LoginRenewalTest, KeepsItsOwnAnswerThoughItsClaimLapsed) {
  scheduler_.Advance(absl::Hours(2));
  provider_.Before([&] {
    shelf_.Put({.tokens = shelf_.login().tokens,
                .claimed_until = scheduler_.clock().Now() + absl::Minutes(1)});
    return absl::OkStatus();
  });
  EXPECT_EQ(TokenOf(Process().Renew(Secret(), {})), "access2");
  EXPECT_EQ(TokenOnShelf(), "access2");
}

TEST_F(LoginRenewalTest, GivesWayToAPersonWhoLoggedInMeanwhile) {
  scheduler_.Advance(absl::Hours(2));
  TokenSet fresh;
  provider_.Before([&] {
    fresh = provider_.Issue();  // which ends the earlier login
    shelf_.Put({.tokens = fresh});
    return absl::OkStatus();
  });
  const auto outcome = Process().Renew(Secret(), {});
  EXPECT_THAT(outcome.status, IsOk());
  EXPECT_EQ(TokenOf(outcome), "access2");
  EXPECT_EQ(shelf_.login().tokens.refresh_token, fresh.refresh_token);
}

TEST_F(LoginRenewalTest, ForgetsALoginThatHasEnded) {
  scheduler_.Advance(absl::Hours(2));
  provider_.FailWith(Failure(v1::LOGIN_NEEDED, "Albumia has ended the login."));
  LoginRenewal process = Process();
  EXPECT_THAT(process.Renew(Secret(), {}).status, ReasonIs(v1::LOGIN_NEEDED));
  EXPECT_THAT(process.Renew(Secret(), {}).status, ReasonIs(v1::LOGIN_NEEDED));
  EXPECT_EQ(provider_.calls(), 1);
  EXPECT_TRUE(shelf_.login().tokens.refresh_token.empty());
  shelf_.Put({.tokens = provider_.Issue()});
  EXPECT_EQ(TokenOf(process.Renew(Secret(), {})), "access2");
}

TEST_F(LoginRenewalTest, WithoutARefreshTokenNeedsAPersonAtItsEnd) {
  TokenSet tokens = provider_.Issue();
  tokens.refresh_token = Secret();
  shelf_.Put({.tokens = tokens});
  scheduler_.Advance(absl::Minutes(59));
  EXPECT_THAT(Process().Renew(Secret(), {}).status, IsOk());
  scheduler_.Advance(absl::Minutes(1));
  EXPECT_THAT(Process().Renew(Secret(), {}).status, ReasonIs(v1::LOGIN_NEEDED));
  shelf_.Forget();
  EXPECT_THAT(Process().Renew(Secret(), {}).status, ReasonIs(v1::LOGIN_NEEDED));
}

TEST_F(LoginRenewalTest, LeavesAProviderThatIsIllAloneForAWhile) {
  scheduler_.Advance(absl::Minutes(56));
  provider_.FailWith(FailureAfter(v1::SERVICE_DOWN, "Albumia is ill.", absl::Seconds(40)));
  LoginRenewal process = Process();
  for (int i = 0; i < 3; ++i) {
    const auto outcome = process.Renew(Secret(), {});
    EXPECT_THAT(outcome.status, ReasonIs(v1::SERVICE_DOWN));
    EXPECT_EQ(TokenOf(outcome), "access1");  // which still serves
  }
  EXPECT_EQ(provider_.calls(), 1);
  scheduler_.Advance(absl::Seconds(40));
  EXPECT_EQ(TokenOf(process.Renew(Secret(), {})), "access2");
}

TEST_F(LoginRenewalTest, WaitsLongerTheLongerItLasts) {
  scheduler_.Advance(absl::Hours(2));
  LoginRenewal process = Process();
  for (int i = 0; i < 20; ++i) provider_.FailWith(Failure(v1::SERVICE_DOWN, "Albumia is ill."));
  for (int i = 0; i < 600; ++i) {
    process.Renew(Secret(), {});
    scheduler_.Advance(absl::Seconds(1));
  }
  EXPECT_GE(provider_.calls(), 4);
  EXPECT_LE(provider_.calls(), 9);
}

TEST_F(LoginRenewalTest, GivesItsClaimBackAfterAnError) {
  scheduler_.Advance(absl::Hours(2));
  provider_.FailWith(Failure(v1::SERVICE_DOWN, "Albumia is ill."));
  EXPECT_THAT(Process().Renew(Secret(), {}).status, ReasonIs(v1::SERVICE_DOWN));
  const absl::Time now = scheduler_.clock().Now();
  EXPECT_EQ(TokenOf(Process().Renew(Secret(), {})), "access2");
  EXPECT_EQ(scheduler_.clock().Now(), now);
}

TEST_F(LoginRenewalTest, EndsWhenItIsStopped) {
  scheduler_.Advance(absl::Hours(2));
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THAT(Process().Renew(Secret(), stop.get_token()).status, ReasonIs(v1::STOPPED));
  EXPECT_EQ(provider_.calls(), 0);
}

}  // namespace
}  // namespace photoferry
