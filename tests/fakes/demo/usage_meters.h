// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "common/base/json.h"
#include "common/base/mutex.h"
#include "tests/fakes/demo/call_meter.h"
#include "tests/fakes/demo/graph_error.h"

namespace photoferry::demo {

// Whose budget a call is on. Calls for a Page or an Instagram account are on that account's own,
// all others on the app's.
struct CallAccount {
  std::string id;    // empty: the app
  std::string type;  // "pages", "instagram"
};

// What the budgets say to a call.
struct MeterVerdict {
  std::optional<GraphError> refusal;
  std::vector<std::pair<std::string, std::string>> headers;  // X-App-Usage and the like
};

// The budgets of calls: the app's, and one for each account. Thread-safe.
class UsageMeters {
 public:
  UsageMeters(CallBudget app, CallBudget account) { SetBudgets(app, account); }

  // Begins to count afresh.
  void SetBudgets(CallBudget app, CallBudget account) PF_EXCLUDES(mutex_);
  // What X-App-Usage says to the next calls, one each, and the last of them to all that follow;
  // 100 and more refuse the call. Empty: what was counted.
  void Script(std::vector<int> percents) PF_EXCLUDES(mutex_);

  // `instagram_words`: that API's names for what it measures.
  MeterVerdict Count(const CallAccount& account, int64_t calls, absl::Time now,
                     bool instagram_words) PF_EXCLUDES(mutex_);
  // Calls that were refused, of all budgets.
  int64_t refused() const PF_EXCLUDES(mutex_);
  // {"app": {"calls", "refused"}, "accounts": {"<id>": {...}}}
  Json ToJson() const PF_EXCLUDES(mutex_);

 private:
  CallUsage ScriptedOr(CallUsage counted) PF_REQUIRES(mutex_);

  mutable Mutex mutex_;
  CallBudget account_budget_ PF_GUARDED_BY(mutex_);
  CallMeter app_ PF_GUARDED_BY(mutex_);
  int app_percent_ PF_GUARDED_BY(mutex_) = 0;
  std::map<std::string, CallMeter> accounts_ PF_GUARDED_BY(mutex_);
  std::vector<int> script_ PF_GUARDED_BY(mutex_);
  size_t scripted_ PF_GUARDED_BY(mutex_) = 0;
};

}  // namespace photoferry::demo
