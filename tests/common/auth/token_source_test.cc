// SPDX-License-Identifier: Apache-2.0
#include "common/auth/token_source.h"

#include <atomic>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/common/auth/memory_login_shelf.h"
#include "tests/testing/manual_scheduler.h"
#include "tests/testing/rotating_refresher.h"
#include "tests/testing/status_matchers.h"

namespace photoferry {
namespace {

constexpr int kThreads = 8;

class TokenSourceTest : public ::testing::Test {
 protected:
  TokenSource Process() { return {provider_, shelf_, scheduler_, *rng_}; }

  static std::string NameOf(const absl::StatusOr<Secret>& token) {
    EXPECT_THAT(token, IsOk());
    const Secret secret = token.value_or(Secret());
    return std::string(secret.Reveal().substr(0, secret.Reveal().find('-')));
  }
  // So many threads ask at once; what each was told.
  std::vector<absl::StatusOr<Secret>> AskAtOnce(TokenSource& tokens) {
    std::vector<absl::StatusOr<Secret>> answers(kThreads);
    std::vector<std::unique_ptr<Thread>> threads;
    for (auto& answer : answers) {
      threads.push_back(scheduler_.Spawn("asks", [&] { answer = tokens.Token({}); }));
    }
    for (const auto& thread : threads) thread->Join();
    return answers;
  }
  // The renewal that comes next lasts until this is called.
  std::function<void()> HoldRenewal() {
    provider_.Before([this] {
      while (!go_on_) real_->SleepFor(absl::Milliseconds(1), {});
      return absl::OkStatus();
    });
    return [this] { go_on_ = true; };
  }
  void AwaitRenewal() {
    while (provider_.calls() == 0) real_->SleepFor(absl::Milliseconds(1), {});
  }

  ManualScheduler scheduler_;
  const std::unique_ptr<Scheduler> real_ = NewThreadScheduler();
  const std::unique_ptr<Rng> rng_ = NewRng(1);
  RotatingRefresher provider_{scheduler_.clock()};
  MemoryLoginShelf shelf_{provider_.Issue()};
  std::atomic<bool> go_on_{false};
};

TEST_F(TokenSourceTest, HandsOutTheTokenOnTheShelf) {
  TokenSource tokens = Process();
  EXPECT_EQ(NameOf(tokens.Token({})), "access1");
  shelf_.FailWith(Failure(v1::STORE_FAILED, "The disk is gone."));
  EXPECT_EQ(NameOf(tokens.Token({})), "access1");  // which is not looked at each time
  EXPECT_EQ(provider_.calls(), 0);
}

TEST_F(TokenSourceTest, RenewsOnceHoweverManyAsk) {
  TokenSource tokens = Process();
  for (int round = 1; round <= 20; ++round) {
    scheduler_.Advance(absl::Hours(2));
    for (const auto& answer : AskAtOnce(tokens)) {
      EXPECT_EQ(NameOf(answer), absl::StrCat("access", round + 1));
    }
    EXPECT_EQ(provider_.calls(), round);
  }
}

// With real time, since each process looks at the shelf in its own.
TEST_F(TokenSourceTest, OfSeveralProcessesRenewsOnceInAll) {
  RotatingRefresher provider(SystemClock());
  MemoryLoginShelf shelf(provider.Issue());
  std::vector<std::unique_ptr<TokenSource>> processes;
  for (int i = 0; i < kThreads; ++i) {
    processes.push_back(std::make_unique<TokenSource>(
        provider, shelf, *real_, *rng_, LoginRenewalOptions{.glance = absl::Milliseconds(1)}));
  }
  for (int round = 1; round <= 20; ++round) {
    const Secret refused = shelf.login().tokens.access_token;
    std::vector<std::unique_ptr<Thread>> threads;
    for (const auto& process : processes) {
      threads.push_back(real_->Spawn("asks", [&] {
        EXPECT_EQ(NameOf(process->TokenInsteadOf(refused, {})), absl::StrCat("access", round + 1));
      }));
    }
    for (const auto& thread : threads) thread->Join();
    EXPECT_EQ(provider.calls(), round);
  }
}

TEST_F(TokenSourceTest, HandsOutATokenThatStillServesDuringARenewal) {
  TokenSource tokens = Process();
  EXPECT_EQ(NameOf(tokens.Token({})), "access1");
  scheduler_.Advance(absl::Minutes(56));
  const auto go_on = HoldRenewal();
  const auto renewing =
      scheduler_.Spawn("renews", [&] { EXPECT_EQ(NameOf(tokens.Token({})), "access2"); });
  AwaitRenewal();
  EXPECT_EQ(NameOf(tokens.Token({})), "access1");
  EXPECT_EQ(NameOf(Process().Token({})), "access1");
  go_on();
  renewing->Join();
  EXPECT_EQ(NameOf(tokens.Token({})), "access2");
}

TEST_F(TokenSourceTest, TellsAllWhoWaitOfAnError) {
  TokenSource tokens = Process();
  scheduler_.Advance(absl::Hours(2));
  provider_.FailWith(Failure(v1::SERVICE_DOWN, "Albumia is ill."));
  for (const auto& answer : AskAtOnce(tokens)) EXPECT_THAT(answer, ReasonIs(v1::SERVICE_DOWN));
  EXPECT_EQ(provider_.calls(), 1);
}

TEST_F(TokenSourceTest, GetsOverAnIllnessOfTheProviderWhileTheTokenServes) {
  TokenSource tokens = Process();
  scheduler_.Advance(absl::Minutes(56));
  for (int i = 0; i < 100; ++i) provider_.FailWith(Failure(v1::SERVICE_DOWN, "Albumia is ill."));
  EXPECT_EQ(NameOf(tokens.Token({})), "access1");
  scheduler_.Advance(absl::Minutes(3));
  EXPECT_EQ(NameOf(tokens.Token({})), "access1");
  scheduler_.Advance(absl::Minutes(1));
  EXPECT_THAT(tokens.Token({}), ReasonIs(v1::SERVICE_DOWN));
}

TEST_F(TokenSourceTest, GetsOverAnIllnessOfTheStoreWhileTheTokenServes) {
  TokenSource tokens = Process();
  EXPECT_EQ(NameOf(tokens.Token({})), "access1");
  scheduler_.Advance(absl::Minutes(56));
  shelf_.FailWith(Failure(v1::STORE_FAILED, "The disk is gone."));
  EXPECT_EQ(NameOf(tokens.Token({})), "access1");
  scheduler_.Advance(absl::Minutes(4));
  EXPECT_THAT(tokens.Token({}), ReasonIs(v1::STORE_FAILED));
  EXPECT_EQ(provider_.calls(), 0);
}

TEST_F(TokenSourceTest, ReplacesARefusedTokenOnceForAllWhoHadIt) {
  TokenSource tokens = Process();
  PF_ASSERT_OK_AND_ASSIGN(const Secret refused, tokens.Token({}));
  EXPECT_EQ(NameOf(tokens.TokenInsteadOf(refused, {})), "access2");
  EXPECT_EQ(NameOf(tokens.TokenInsteadOf(refused, {})), "access2");
  EXPECT_EQ(provider_.calls(), 1);
}

TEST_F(TokenSourceTest, NeverHandsOutWhatWasRefused) {
  TokenSource tokens = Process();
  PF_ASSERT_OK_AND_ASSIGN(const Secret refused, tokens.Token({}));
  provider_.FailWith(Failure(v1::SERVICE_DOWN, "Albumia is ill."));
  EXPECT_THAT(tokens.TokenInsteadOf(refused, {}), ReasonIs(v1::SERVICE_DOWN));
}

TEST_F(TokenSourceTest, NeedsALoginUntilAPersonLogsIn) {
  shelf_.Forget();
  TokenSource tokens = Process();
  EXPECT_THAT(tokens.Token({}), ReasonIs(v1::LOGIN_NEEDED));
  shelf_.Put({.tokens = provider_.Issue()});
  EXPECT_EQ(NameOf(tokens.Token({})), "access2");
}

TEST_F(TokenSourceTest, HandsOutATokenHoweverShortItsLife) {
  provider_.set_lifetime(absl::ZeroDuration());
  TokenSource tokens = Process();
  scheduler_.Advance(absl::Hours(2));
  EXPECT_EQ(NameOf(tokens.Token({})), "access2");
  EXPECT_EQ(NameOf(tokens.Token({})), "access3");
}

TEST_F(TokenSourceTest, OneWhoIsStoppedLeavesTheOthersTheirAnswer) {
  TokenSource tokens = Process();
  scheduler_.Advance(absl::Hours(2));
  std::stop_source stop;
  provider_.Before([&] {
    while (!go_on_) real_->SleepFor(absl::Milliseconds(1), {});
    return Failure(v1::STOPPED, "Stopped.");
  });
  const auto first = scheduler_.Spawn(
      "first", [&] { EXPECT_THAT(tokens.Token(stop.get_token()), ReasonIs(v1::STOPPED)); });
  AwaitRenewal();
  const auto second =
      scheduler_.Spawn("second", [&] { EXPECT_EQ(NameOf(tokens.Token({})), "access2"); });
  const auto third = scheduler_.Spawn(
      "third", [&] { EXPECT_THAT(tokens.Token(stop.get_token()), ReasonIs(v1::STOPPED)); });
  stop.request_stop();
  third->Join();  // although the renewal still lasts
  go_on_ = true;
  first->Join();
  second->Join();
}

}  // namespace
}  // namespace photoferry
