// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/demo/usage_meters.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace photoferry::demo {
namespace {

int64_t WholeMinutes(absl::Duration wait) {
  return absl::ToInt64Minutes(absl::Ceil(wait, absl::Minutes(1)));
}

std::string AppUsageText(int percent, bool instagram_words) {
  if (instagram_words) return ToText(Json{{"call_volume", percent}, {"cpu_time", percent / 3}});
  return ToText(
      Json{{"call_count", percent}, {"total_time", percent / 2}, {"total_cputime", percent / 3}});
}

std::string AccountUsageText(const CallAccount& account, const CallUsage& usage) {
  const Json meter = {{"type", account.type},
                      {"call_count", usage.percent},
                      {"total_cputime", usage.percent / 3},
                      {"total_time", usage.percent / 2},
                      {"estimated_time_to_regain_access", WholeMinutes(usage.wait)}};
  return ToText(Json{{account.id, Json::array({meter})}});
}

Json MeterJson(const CallMeter& meter) {
  return {{"calls", meter.counted()}, {"refused", meter.refused()}};
}

}  // namespace

void UsageMeters::SetBudgets(CallBudget app, CallBudget account) {
  MutexLock lock(mutex_);
  app_ = CallMeter(app);
  app_percent_ = 0;
  account_budget_ = account;
  accounts_.clear();
}

void UsageMeters::Script(std::vector<int> percents) {
  MutexLock lock(mutex_);
  script_ = std::move(percents);
  scripted_ = 0;
}

CallUsage UsageMeters::ScriptedOr(CallUsage counted) {
  if (script_.empty()) return counted;
  const int percent = script_[std::min(scripted_, script_.size() - 1)];
  ++scripted_;
  return {.percent = percent, .refused = percent >= 100};
}

MeterVerdict UsageMeters::Count(const CallAccount& account, int64_t calls, absl::Time now,
                                bool instagram_words) {
  MutexLock lock(mutex_);
  MeterVerdict verdict;
  if (!account.id.empty()) {
    const CallUsage usage =
        accounts_.try_emplace(account.id, account_budget_).first->second.Count(calls, now);
    if (usage.refused) verdict.refusal = Throttled(account.type == "pages" ? 80001 : 80002);
    if (account_budget_.calls > 0) {
      verdict.headers.emplace_back("X-Business-Use-Case-Usage", AccountUsageText(account, usage));
    }
  }
  CallUsage app{.percent = app_percent_};
  if (account.id.empty()) app = app_.Count(calls, now);
  app = ScriptedOr(app);
  app_percent_ = app.percent;
  if (app.refused) verdict.refusal = Throttled(4);
  verdict.headers.emplace_back("X-App-Usage", AppUsageText(app.percent, instagram_words));
  return verdict;
}

int64_t UsageMeters::refused() const {
  MutexLock lock(mutex_);
  int64_t refused = app_.refused();
  for (const auto& [id, meter] : accounts_) refused += meter.refused();
  return refused;
}

Json UsageMeters::ToJson() const {
  MutexLock lock(mutex_);
  Json accounts = Json::object();
  for (const auto& [id, meter] : accounts_) accounts[id] = MeterJson(meter);
  return {{"app", MeterJson(app_)}, {"accounts", std::move(accounts)}};
}

}  // namespace photoferry::demo
