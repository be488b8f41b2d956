// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/http/http_client.h"
#include "common/provider/provider_context.h"
#include "exporters/meta/graph/call_budget.h"

namespace photoferry::meta {

// Keeps calls below their limits: each call is on the budget of its app, and on those of the
// accounts that answers to its login have named. The budgets are in the store's shared memory, so
// that jobs, workers and restarts have one knowledge: who learns that calls are unwelcome stops the
// others before their next one. The memory is read once a second at most (before each call where
// calls are few), and written when a budget changes by something.
//
// An app is known by its secret; calls without one are taken to be of one app for each host, since
// a token does not tell whose it is. Thread-safe. Source: the rate-limits page of the Graph API
// reference.
class UsageGovernor {
 public:
  // `host`: the API's base URL.
  explicit UsageGovernor(std::string host) : host_(std::move(host)) {}

  // A request that may go. It has come to its end when this goes out of scope.
  class Permit {
   public:
    Permit(Permit&& other) noexcept
        : governor_(std::exchange(other.governor_, nullptr)),
          budgets_(std::move(other.budgets_)),
          calls_(other.calls_),
          answered_(other.answered_) {}
    Permit& operator=(Permit&&) = delete;
    ~Permit() {
      if (governor_ != nullptr) governor_->End(*this);
    }

   private:
    friend class UsageGovernor;
    Permit(UsageGovernor* governor, std::vector<std::string> budgets, int calls)
        : governor_(governor), budgets_(std::move(budgets)), calls_(calls) {}

    UsageGovernor* governor_;
    std::vector<std::string> budgets_;  // their keys, the app's first
    int calls_;                         // that the request counts as
    bool answered_ = false;
  };

  // As many of `wanted` calls as one request should take now, at least one.
  absl::StatusOr<int> Room(int wanted, ProviderContext& context) PF_EXCLUDES(mutex_);
  // Before each request, which counts as so many calls. RATE_LIMITED with retry_after while calls
  // are unwelcome; STOPPED.
  absl::StatusOr<Permit> Admit(int calls, ProviderContext& context) PF_EXCLUDES(mutex_);
  // After each answer that was no throttle error.
  void Observe(const HttpHeaders& headers, Permit& permit, ProviderContext& context)
      PF_EXCLUDES(mutex_);
  // After an answer that was a throttle error: the same error with how long to wait.
  absl::Status Throttled(const absl::Status& error, const HttpHeaders& headers, Permit& permit,
                         ProviderContext& context) PF_EXCLUDES(mutex_);

 private:
  struct Entry {
    CallBudget budget;
    CallBudget told;  // as the memory has it, for all that is known here
    absl::Duration read = -absl::InfiniteDuration();  // when, by the monotonic clock
    int under_way = 0;
  };
  // What a call's credential says of it.
  struct Caller {
    std::string app;    // the key of its budget
    std::string login;  // the key of the list of its accounts
  };

  Caller CallerOf(const Credential& credential) const;
  // The keys of all budgets that a call is on, the app's first; what is known of them is fresh.
  absl::StatusOr<std::vector<std::string>> BudgetsOf(const Caller& caller, ProviderContext& context)
      PF_EXCLUDES(mutex_);
  absl::Status LearnAccounts(const Caller& caller, ProviderContext& context) PF_EXCLUDES(mutex_);
  absl::Status Refresh(const std::string& key, ProviderContext& context) PF_EXCLUDES(mutex_);
  CallBudget::Advice Judge(const std::vector<std::string>& budgets, absl::Time now, int calls,
                           std::string& decisive) PF_EXCLUDES(mutex_);
  void AddAccount(const Caller& caller, const std::string& account, ProviderContext& context)
      PF_EXCLUDES(mutex_);
  void Tell(const std::string& key, ProviderContext& context) PF_EXCLUDES(mutex_);
  void End(const Permit& permit) PF_EXCLUDES(mutex_);

  const std::string host_;
  Mutex mutex_;
  std::map<std::string, Entry> entries_ PF_GUARDED_BY(mutex_);
  std::map<std::string, std::vector<std::string>> accounts_ PF_GUARDED_BY(mutex_);  // by login
};

}  // namespace photoferry::meta
