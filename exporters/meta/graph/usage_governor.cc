// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/graph/usage_governor.h"

#include <algorithm>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/hash.h"
#include "common/base/log.h"
#include "common/base/status.h"
#include "exporters/meta/graph/graph_error.h"
#include "exporters/meta/graph/usage.h"

namespace photoferry::meta {
namespace {

constexpr char kAppBudget[] = "graph_calls|app|";          // "<app>"
constexpr char kAccountBudget[] = "graph_calls|account|";  // "<app>|<account>"
constexpr char kLoginAccounts[] = "graph_login|";          // "<app>|<login>": "<account> ..."
constexpr absl::Duration kBetweenReads = absl::Seconds(1);
constexpr absl::Duration kGlance = absl::Milliseconds(200);
constexpr size_t kMostAccounts = 32;  // of one login; as many as a header names

// Tells one secret from another, and nothing of either.
std::string DigestOf(const Secret& secret) {
  return HexOf(HmacSha256("photoferry calls", secret.Reveal())).substr(0, 24);
}

// The codes for too many calls of one user, page or account; the others are the app's.
bool ConcernsAccount(int code) {
  return code == 17 || code == 32 || (code >= 80000 && code <= 80014);
}

std::string AccountKey(absl::string_view app_key, absl::string_view account) {
  return absl::StrCat(kAccountBudget, app_key.substr(sizeof(kAppBudget) - 1), "|", account);
}

absl::Status Closed(absl::string_view budget, absl::Duration wait) {
  const bool of_app = absl::StartsWith(budget, kAppBudget);
  return FailureAfter(v1::RATE_LIMITED,
                      absl::StrCat(of_app ? "The app's" : "The account's",
                                   " budget of calls is used up for now; it goes on by itself when "
                                   "there is room again."),
                      wait);
}

absl::Status Stopped() {
  return Failure(v1::STOPPED, "Stopped while it waited between two calls; nothing is lost.");
}

}  // namespace

UsageGovernor::Caller UsageGovernor::CallerOf(const Credential& credential) const {
  const std::string app = credential.app_secret.empty() ? host_ : DigestOf(credential.app_secret);
  return {absl::StrCat(kAppBudget, app),
          absl::StrCat(kLoginAccounts, app, "|", DigestOf(credential.access_token))};
}

absl::Status UsageGovernor::LearnAccounts(const Caller& caller, ProviderContext& context) {
  {
    MutexLock lock(mutex_);
    if (accounts_.contains(caller.login)) return absl::OkStatus();
  }
  PF_ASSIGN_OR_RETURN(const std::optional<std::string> text,
                      context.memory.shared().Recall(caller.login));
  std::vector<std::string> accounts = absl::StrSplit(text.value_or(""), ' ', absl::SkipEmpty());
  if (accounts.size() > kMostAccounts) accounts.resize(kMostAccounts);
  MutexLock lock(mutex_);
  accounts_.emplace(caller.login, std::move(accounts));
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> UsageGovernor::BudgetsOf(const Caller& caller,
                                                                  ProviderContext& context) {
  PF_RETURN_IF_ERROR(LearnAccounts(caller, context));
  std::vector<std::string> budgets = {caller.app};
  {
    MutexLock lock(mutex_);
    for (const std::string& account : accounts_[caller.login]) {
      budgets.push_back(AccountKey(caller.app, account));
    }
  }
  for (const std::string& key : budgets) PF_RETURN_IF_ERROR(Refresh(key, context));
  return budgets;
}

absl::Status UsageGovernor::Refresh(const std::string& key, ProviderContext& context) {
  const absl::Duration now = context.scheduler.clock().Monotonic();
  {
    MutexLock lock(mutex_);
    const Entry& entry = entries_[key];
    if (!entry.budget.is_tiny() && now - entry.read < kBetweenReads) return absl::OkStatus();
  }
  PF_ASSIGN_OR_RETURN(const std::optional<std::string> text, context.memory.shared().Recall(key));
  MutexLock lock(mutex_);
  Entry& entry = entries_[key];
  entry.read = now;
  if (!text.has_value()) return absl::OkStatus();
  entry.told = CallBudget::From(*text);
  entry.budget.Learn(entry.told, context.scheduler.clock().Now());
  return absl::OkStatus();
}

CallBudget::Advice UsageGovernor::Judge(const std::vector<std::string>& budgets, absl::Time now,
                                        int calls, std::string& decisive) {
  CallBudget::Advice worst;
  MutexLock lock(mutex_);
  for (const std::string& key : budgets) {
    const Entry& entry = entries_[key];
    const CallBudget::Advice advice = entry.budget.Judge(now, entry.under_way, calls);
    const auto weight = [](const CallBudget::Advice& a) { return std::pair(a.verdict, a.wait); };
    if (weight(advice) <= weight(worst)) continue;
    worst = advice;
    decisive = key;
  }
  return worst;
}

absl::StatusOr<int> UsageGovernor::Room(int wanted, ProviderContext& context) {
  PF_ASSIGN_OR_RETURN(const std::vector<std::string> budgets,
                      BudgetsOf(CallerOf(context.credential), context));
  const absl::Time now = context.scheduler.clock().Now();
  int room = wanted;
  MutexLock lock(mutex_);
  for (const std::string& key : budgets) {
    const Entry& entry = entries_[key];
    room = entry.budget.Room(now, entry.under_way, room);
  }
  return room;
}

absl::StatusOr<UsageGovernor::Permit> UsageGovernor::Admit(int calls, ProviderContext& context) {
  const Caller caller = CallerOf(context.credential);
  bool paused = false;
  while (true) {
    PF_ASSIGN_OR_RETURN(std::vector<std::string> budgets, BudgetsOf(caller, context));
    std::string decisive;
    const CallBudget::Advice advice =
        Judge(budgets, context.scheduler.clock().Now(), calls, decisive);
    if (advice.verdict == CallBudget::Verdict::kClosed) return Closed(decisive, advice.wait);
    const bool waits = advice.verdict == CallBudget::Verdict::kAfterAnswers;
    if (!waits && (paused || advice.verdict == CallBudget::Verdict::kGo)) {
      MutexLock lock(mutex_);
      for (const std::string& key : budgets) entries_[key].under_way += calls;
      return Permit(this, std::move(budgets), calls);
    }
    // Whatever others learn meanwhile counts, too.
    if (!context.scheduler.SleepFor(waits ? kGlance : advice.wait, context.stop)) return Stopped();
    paused = paused || !waits;
  }
}

void UsageGovernor::Observe(const HttpHeaders& headers, Permit& permit, ProviderContext& context) {
  permit.answered_ = true;
  const UsageReport report = UsageFrom(headers);
  const Caller caller = CallerOf(context.credential);
  const absl::Time now = context.scheduler.clock().Now();
  std::map<std::string, Usage> seen = {{caller.app, report.app}};
  for (const auto& [account, usage] : report.accounts) {
    AddAccount(caller, account, context);
    seen[AccountKey(caller.app, account)] = usage;
  }
  for (const auto& [key, usage] : seen) {
    {
      MutexLock lock(mutex_);
      entries_[key].budget.Observe(usage, now, permit.calls_);
    }
    Tell(key, context);
  }
}

absl::Status UsageGovernor::Throttled(const absl::Status& error, const HttpHeaders& headers,
                                      Permit& permit, ProviderContext& context) {
  permit.answered_ = true;
  const UsageReport report = UsageFrom(headers);
  const Caller caller = CallerOf(context.credential);
  const absl::Time now = context.scheduler.clock().Now();
  const absl::Duration asked = RetryAfterOf(error).value_or(absl::ZeroDuration());
  // Those that the answer names, else those that the code is about.
  std::map<std::string, absl::Duration> closed;
  for (const auto& [account, usage] : report.accounts) {
    AddAccount(caller, account, context);
    if (usage.wait > absl::ZeroDuration()) closed[AccountKey(caller.app, account)] = usage.wait;
  }
  if (closed.empty() && !ConcernsAccount(GraphCodeOf(error))) closed[caller.app] = asked;
  for (size_t i = 1; closed.empty() && i < permit.budgets_.size(); ++i) {
    closed[permit.budgets_[i]] = asked;
  }
  if (closed.empty()) {  // an account that no answer has named yet
    const std::string nameless = caller.login.substr(caller.login.rfind('|') + 1);
    AddAccount(caller, nameless, context);
    closed[AccountKey(caller.app, nameless)] = asked;
  }
  absl::Duration wait;
  for (const auto& [key, named] : closed) {
    {
      MutexLock lock(mutex_);
      wait = std::max(wait, entries_[key].budget.Refuse(named, now));
    }
    Tell(key, context);
  }
  Log(LogLevel::kWarning, "graph_calls_refused", {{"seconds", absl::ToInt64Seconds(wait)}});
  v1::Problem problem = ProblemOf(error);
  problem.mutable_retry_after()->set_seconds(absl::ToInt64Seconds(wait));
  return ToStatus(problem);
}

void UsageGovernor::AddAccount(const Caller& caller, const std::string& account,
                               ProviderContext& context) {
  std::string text;
  {
    MutexLock lock(mutex_);
    std::vector<std::string>& accounts = accounts_[caller.login];
    const bool known = std::find(accounts.begin(), accounts.end(), account) != accounts.end();
    if (known || accounts.size() >= kMostAccounts) return;
    accounts.push_back(account);
    text = absl::StrJoin(accounts, " ");
  }
  // What cannot be written is learnt again from an answer.
  context.memory.shared().Remember(caller.login, text).IgnoreError();
}

// A memory that cannot be written costs a refused call elsewhere or after a restart, no more.
void UsageGovernor::Tell(const std::string& key, ProviderContext& context) {
  std::string text;
  {
    MutexLock lock(mutex_);
    Entry& entry = entries_[key];
    if (!entry.budget.IsNews(entry.told)) return;
    entry.told = entry.budget;
    text = entry.budget.ToText();
  }
  const absl::Status written = context.memory.shared().Remember(key, text);
  if (!written.ok()) {
    Log(LogLevel::kWarning, "graph_memory_unwritten", {{"reason", ReasonName(ReasonOf(written))}});
  }
}

void UsageGovernor::End(const Permit& permit) {
  MutexLock lock(mutex_);
  for (const std::string& key : permit.budgets_) {
    Entry& entry = entries_[key];
    entry.under_way -= permit.calls_;
    if (!permit.answered_) entry.budget.Spend(permit.calls_);
  }
}

}  // namespace photoferry::meta
