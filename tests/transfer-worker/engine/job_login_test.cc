// SPDX-License-Identifier: Apache-2.0
//
// A job and the login that it goes by: renewed under its feet, ended, made anew, near its end.
#include <atomic>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/mutex.h"
#include "gmock/gmock.h"
#include "tests/rig/memory_exporter.h"
#include "tests/rig/transfer_rig.h"
#include "tests/testing/memory_dir.h"
#include "tests/testing/rotating_refresher.h"
#include "tests/testing/status_matchers.h"
#include "transfer-worker/engine/login_keeper.h"

namespace photoferry {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kCredential[] = "tenants/default/credentials/memory";

// The system's time, and as much more as a test says.
class ShiftedClock final : public Clock {
 public:
  absl::Time Now() const override { return SystemClock().Now() + absl::Seconds(shift_.load()); }
  absl::Duration Monotonic() const override {
    return SystemClock().Monotonic() + absl::Seconds(shift_.load());
  }
  void Advance(absl::Duration duration) { shift_ += absl::ToInt64Seconds(duration); }

 private:
  std::atomic<int64_t> shift_{0};
};

// A login that was made; `refresher` may be nullptr.
class KeptFresh final : public ProviderLogin {
 public:
  explicit KeptFresh(TokenRefresher* refresher) : refresher_(refresher) {}
  absl::StatusOr<Authorization> Begin(const LoginRequest&) override {
    return Failure(v1::BAD_REQUEST, "Nobody logs in here.");
  }
  absl::StatusOr<CompletedLogin> Complete(PendingAuthorization, absl::string_view,
                                          const std::stop_token&) override {
    return Failure(v1::BAD_REQUEST, "Nobody logs in here.");
  }
  absl::Status Revoke(const TokenSet&, const std::stop_token&) override { return absl::OkStatus(); }
  TokenRefresher* refresher() override { return refresher_; }

 private:
  TokenRefresher* const refresher_;
};

// The tokens that a source saw, and what it shows to whom comes with one.
class Seen {
 public:
  void Show(const std::string& account, bool is_listed) {
    MutexLock lock(mutex_);
    account_ = account;
    is_listed_ = is_listed;
  }
  std::string account() const {
    MutexLock lock(mutex_);
    return account_;
  }
  bool is_listed() const {
    MutexLock lock(mutex_);
    return is_listed_;
  }
  void Add(const Secret& token) {
    MutexLock lock(mutex_);
    const absl::string_view text = token.Reveal();
    tokens_.insert(std::string(text.substr(0, text.find('-'))));
  }
  std::set<std::string> tokens() const {
    MutexLock lock(mutex_);
    return tokens_;
  }

 private:
  mutable Mutex mutex_;
  std::set<std::string> tokens_ PF_GUARDED_BY(mutex_);
  std::string account_ PF_GUARDED_BY(mutex_) = "anna";
  bool is_listed_ PF_GUARDED_BY(mutex_) = true;
};

// Asks for a fresh login before every call.
class GuardedExporter final : public Exporter {
 public:
  GuardedExporter(std::unique_ptr<Exporter> inner, Seen& seen)
      : inner_(std::move(inner)), seen_(seen) {}
  absl::StatusOr<SourceAccount> Connect(ProviderContext& context) override {
    PF_RETURN_IF_ERROR(ShowPass(context));
    PF_ASSIGN_OR_RETURN(SourceAccount account, inner_->Connect(context));
    account.account_key = account.display_name = seen_.account();
    return account;
  }
  absl::StatusOr<ListedPage> ListPage(const std::string& cursor, const v1::Selection& selection,
                                      ProviderContext& context) override {
    PF_RETURN_IF_ERROR(ShowPass(context));
    if (!seen_.is_listed()) return Failure(v1::LOGIN_NEEDED, "Who are you?");
    return inner_->ListPage(cursor, selection, context);
  }
  absl::StatusOr<MediaLocation> Locate(const v1::Photo& photo, Freshness freshness,
                                       ProviderContext& context) override {
    PF_RETURN_IF_ERROR(ShowPass(context));
    return inner_->Locate(photo, freshness, context);
  }

 private:
  absl::Status ShowPass(ProviderContext& context) {
    PF_ASSIGN_OR_RETURN(const Credential credential, context.FreshCredential());
    seen_.Add(credential.access_token);
    return absl::OkStatus();
  }

  const std::unique_ptr<Exporter> inner_;
  Seen& seen_;
};

class JobLoginTest : public ::testing::Test {
 protected:
  ProviderTable Providers(TokenRefresher* refresher) {
    rig::MemoryAccount account;
    for (int i = 0; i < 7; ++i) account.photos.push_back(absl::StrCat("photo", i));
    ExporterPlugin plugin = rig::memory_plugin(account);
    plugin.spec.set_needs_credential(true);
    plugin.spec.add_logins()->set_id("plain");
    plugin.make = [make = plugin.make, this](
                      const ProviderOptions& options) -> absl::StatusOr<std::unique_ptr<Exporter>> {
      PF_ASSIGN_OR_RETURN(std::unique_ptr<Exporter> inner, make(options));
      return std::make_unique<GuardedExporter>(std::move(inner), seen_);
    };
    plugin.logins = {{.id = "plain",
                      .make = [refresher](const ProviderOptions&, OAuthApp, const LoginServices&)
                          -> absl::StatusOr<std::unique_ptr<ProviderLogin>> {
                        return std::make_unique<KeptFresh>(refresher);
                      }}};
    ProviderTable table = rig::AllProviders();
    table.exporters = {std::move(plugin)};
    return table;
  }
  std::unique_ptr<rig::TransferRig> Rig(TokenRefresher* refresher) {
    return std::make_unique<rig::TransferRig>(state_ / "state", 2, Providers(refresher), clock_);
  }
  static void Keep(rig::TransferRig& rig, const TokenSet& tokens) {
    ASSERT_THAT(rig.store().vault().Put(
                    kCredential,
                    {.provider = "memory", .tokens = tokens, .app = {.id = "1"}, .login = "plain"}),
                IsOk());
  }
  v1::TransferJob Job() const {
    v1::TransferJob job;
    job.mutable_source()->set_provider("memory");
    job.mutable_destination()->set_provider("folder");
    (*job.mutable_destination()->mutable_options())["path"] = target_.path();
    return job;
  }

  ShiftedClock clock_;
  RotatingRefresher provider_{clock_};
  Seen seen_;
  MemoryDir state_;
  MemoryDir target_;
};

TEST_F(JobLoginTest, ALoginThatRunsOutIsRenewedUnderTheJobAndKept) {
  const auto rig = Rig(&provider_);
  Keep(*rig, provider_.Issue());
  clock_.Advance(absl::Hours(2));
  EXPECT_EQ(rig->Run(Job()).state(), v1::SUCCEEDED);
  EXPECT_THAT(seen_.tokens(), ElementsAre("access2"));
  EXPECT_EQ(provider_.calls(), 1);
  PF_ASSERT_OK_AND_ASSIGN(const auto kept, rig->store().vault().Get(kCredential));
  EXPECT_EQ(kept->tokens.access_token.Reveal(), MarkedSecret("access2"));
  EXPECT_EQ(kept->tokens.refresh_token.Reveal(), MarkedSecret("refresh2"));
}

TEST_F(JobLoginTest, AJobWhoseLoginEndedWaitsAndGoesOnWithANewOne) {
  const auto rig = Rig(&provider_);
  Keep(*rig, provider_.Issue());
  provider_.Issue();  // a second login of the same app ends the first
  clock_.Advance(absl::Hours(2));
  const v1::TransferJob waits = rig->Run(Job());
  EXPECT_EQ(waits.state(), v1::WAITING);
  EXPECT_EQ(waits.waiting().problem().reason(), v1::LOGIN_NEEDED);
  EXPECT_FALSE(waits.waiting().has_wake_time());
  PF_ASSERT_OK_AND_ASSIGN(const auto ended, rig->store().vault().Get(kCredential));
  EXPECT_TRUE(ended->tokens.access_token.empty());
  Keep(*rig, provider_.Issue());
  const v1::TransferJob done = rig->Await(waits.name(), rig::HasEnded);
  EXPECT_EQ(done.state(), v1::SUCCEEDED);
  EXPECT_EQ(done.counters().items().done(), 7);
  EXPECT_EQ(rig->BrokenLaws(done.name()), "");
}

TEST_F(JobLoginTest, AJobGoesOnWithTheAccountThatItBeganWithOnly) {
  const auto rig = Rig(nullptr);
  Keep(*rig, provider_.Issue());
  seen_.Show("anna", /*is_listed=*/false);
  const v1::TransferJob waits = rig->Run(Job());
  ASSERT_EQ(waits.state(), v1::WAITING);
  seen_.Show("eve", /*is_listed=*/true);
  Keep(*rig, provider_.Issue());
  const v1::TransferJob refused = rig->Await(waits.name(), [](const v1::TransferJob& job) {
    return job.state() == v1::WAITING &&
           absl::StrContains(job.waiting().problem().message(), "is of eve now");
  });
  EXPECT_EQ(refused.waiting().problem().reason(), v1::LOGIN_NEEDED);
  EXPECT_THAT(refused.waiting().problem().what_to_do(), HasSubstr("Log in as anna again."));
  EXPECT_EQ(refused.source_account(), "anna");
  EXPECT_TRUE(rig->Items(waits.name()).empty());
  seen_.Show("anna", /*is_listed=*/true);
  Keep(*rig, provider_.Issue());
  EXPECT_EQ(rig->Await(waits.name(), rig::HasEnded).counters().items().done(), 7);
}

TEST_F(JobLoginTest, AnIllProviderIsAskedAgainAndTheJobIsNotLost) {
  const auto rig = Rig(&provider_);
  Keep(*rig, provider_.Issue());
  clock_.Advance(absl::Hours(2));
  provider_.FailWith(Failure(v1::SERVICE_DOWN, "ill"));
  const v1::TransferJob waits = rig->Run(Job());
  EXPECT_EQ(waits.state(), v1::WAITING);
  EXPECT_EQ(waits.waiting().problem().reason(), v1::SERVICE_DOWN);
  EXPECT_TRUE(waits.waiting().has_wake_time());
  clock_.Advance(absl::Minutes(10));
  EXPECT_EQ(rig->Await(waits.name(), rig::HasEnded).state(), v1::SUCCEEDED);
}

TEST_F(JobLoginTest, AnEndThatIsNearIsANoticeOfTheJob) {
  const auto rig = Rig(nullptr);
  TokenSet tokens = provider_.Issue();
  tokens.expires_at = clock_.Now() + absl::Hours(24 * 6);
  Keep(*rig, tokens);
  const v1::TransferJob soon = rig->Run(Job());
  EXPECT_EQ(soon.state(), v1::SUCCEEDED);
  EXPECT_THAT(soon.notices(), Contains(AllOf(HasSubstr("The login for Memory ends on"),
                                             HasSubstr("photoferry login memory --renew"))));
  tokens.expires_at = clock_.Now() + absl::Hours(24 * 8);
  Keep(*rig, tokens);
  EXPECT_THAT(rig->Run(Job()).notices(), Not(Contains(HasSubstr("ends on"))));
}

TEST_F(JobLoginTest, ALoginThatNoJobUsesIsKeptFreshToo) {
  const auto rig = Rig(&provider_);
  Keep(*rig, provider_.Issue());
  const ProviderTable providers = Providers(&provider_);
  LoginKeeper keeper({rig->store(), providers, rig->http(), rig->scheduler(), rig->rng()}, {}, {});
  keeper.Look({});
  EXPECT_EQ(provider_.calls(), 0);
  clock_.Advance(absl::Minutes(58));
  keeper.Look({});
  EXPECT_EQ(provider_.calls(), 1);
  PF_ASSERT_OK_AND_ASSIGN(const auto kept, rig->store().vault().Get(kCredential));
  EXPECT_EQ(kept->tokens.access_token.Reveal(), MarkedSecret("access2"));
}

}  // namespace
}  // namespace photoferry
