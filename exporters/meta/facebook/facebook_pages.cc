// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/facebook/facebook_pages.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/log.h"
#include "common/base/status.h"
#include "exporters/meta/graph/graph_error.h"

namespace photoferry::meta {
namespace {

constexpr char kPageFields[] = "id,name,access_token,tasks,has_transitioned_to_new_page_experience";
constexpr char kLostMark[] = "page_lost";
constexpr int kTokenRefused = 190;
constexpr int kRoleEnded = 492;

std::string LeftOut(absl::string_view name, absl::string_view why) {
  return absl::StrCat("The Page \"", name, "\" is left out: ", why);
}

std::string NoTask(const ManagedPage& page, const std::vector<std::string>& tasks) {
  return LeftOut(
      page.name,
      absl::StrCat(
          "your role on it has no task that lets its photos be read (it has: ", TasksOf(page),
          "). Ask who manages the Page for the task ", TasksInWords(page, tasks),
          ". If you know that your role is enough, give the option facebook.page_tasks as "
          "any."));
}

std::string NamesOf(const std::vector<ManagedPage>& pages) {
  if (pages.empty()) return "It manages none.";
  return absl::StrCat("It manages: ",
                      absl::StrJoin(pages, ", ",
                                    [](std::string* out, const ManagedPage& page) {
                                      absl::StrAppend(out, "\"", page.name, "\" (", page.id, ")");
                                    }),
                      ".");
}

bool TokenWasRefused(const absl::Status& status) {
  return GraphCodeOf(status) == kTokenRefused;
}

}  // namespace

absl::Status PageLost(const std::string& name, absl::string_view why) {
  v1::Problem problem;
  problem.set_reason(v1::NO_MEDIA_URL);
  problem.set_message(LeftOut(name, why));
  problem.set_what_to_do(
      "If you still have a role on the Page, connect the account again and share the Page with "
      "it.");
  (*problem.mutable_metadata())[kLostMark] = "true";
  return ToStatus(problem);
}

bool IsPageLost(const absl::Status& status) {
  return !status.ok() && ProblemOf(status).metadata().contains(kLostMark);
}

FacebookPages::FacebookPages(GraphClient& client, PageChoice choice)
    : client_(client), choice_(std::move(choice)), fields_(kPageFields, {"id", "access_token"}) {}

absl::StatusOr<std::vector<ManagedPage>> FacebookPages::ReadAll(ProviderContext& context) {
  PF_ASSIGN_OR_RETURN(const std::vector<Json> entries, ListManagedPages(client_, fields_, context));
  std::vector<ManagedPage> pages;
  for (const Json& entry : entries) {
    ManagedPage page = ManagedPageFrom(entry);
    if (IsGraphId(page.id)) pages.push_back(std::move(page));
  }
  return pages;
}

absl::StatusOr<std::vector<std::string>> FacebookPages::Open(ProviderContext& context) {
  std::vector<std::string> notices;
  if (choice_.is_none()) return notices;
  const absl::StatusOr<std::vector<ManagedPage>> all = ReadAll(context);
  if (!all.ok() && IsRefusal(all.status())) {
    notices.push_back(absl::StrCat("Pages are left out: ", ProblemOf(all.status()).message()));
    return notices;
  }
  PF_RETURN_IF_ERROR(all.status());
  MutexLock lock(mutex_);
  pages_.clear();
  order_.clear();
  lost_.clear();
  told_.clear();
  for (const ManagedPage& page : *all) {
    if (!choice_.Wants(page)) continue;
    if (page.token.empty()) {
      notices.push_back(LeftOut(page.name, "Facebook gives no login for it."));
    } else if (!choice_.MayRead(page)) {
      notices.push_back(NoTask(page, choice_.tasks));
    } else if (pages_.emplace(page.id, page).second) {
      order_.push_back(page.id);
    }
  }
  for (const std::string& name : choice_.named) {
    const bool known = std::any_of(
        all->begin(), all->end(), [&name](const ManagedPage& page) { return IsNamed(page, name); });
    if (known) continue;
    notices.push_back(LeftOut(
        name, absl::StrCat("this login has no role on it, or did not share it. ", NamesOf(*all))));
  }
  return notices;
}

std::vector<std::string> FacebookPages::ids() const {
  MutexLock lock(mutex_);
  return order_;
}

std::string FacebookPages::NameOf(const std::string& page) const {
  MutexLock lock(mutex_);
  const auto known = pages_.find(page);
  return known == pages_.end() ? page : known->second.name;
}

std::optional<Secret> FacebookPages::TokenOf(const std::string& page) const {
  MutexLock lock(mutex_);
  const auto known = pages_.find(page);
  if (known == pages_.end() || lost_.contains(page)) return std::nullopt;
  return known->second.token;
}

absl::StatusOr<std::optional<Secret>> FacebookPages::FreshToken(const std::string& page,
                                                                ProviderContext& context) {
  PF_ASSIGN_OR_RETURN(std::vector<ManagedPage> all, ReadAll(context));
  Log(LogLevel::kInfo, "facebook_page_logins_renewed", {{"pages", all.size()}});
  std::optional<Secret> fresh;
  MutexLock lock(mutex_);
  for (ManagedPage& listed : all) {
    const auto known = pages_.find(listed.id);
    if (known == pages_.end() || listed.token.empty()) continue;
    if (listed.id == page) fresh = listed.token;
    known->second.token = std::move(listed.token);
  }
  return fresh;
}

absl::Status FacebookPages::As(const std::string& page, ProviderContext& context,
                               absl::FunctionRef<absl::Status(ProviderContext&)> call) {
  const std::optional<Secret> token = TokenOf(page);
  if (!token.has_value()) return Lost(page, "this login has no role on it any more.");
  const auto call_with = [&](const Secret& secret) {
    const Credential login = {.access_token = secret, .app_secret = context.credential.app_secret};
    ProviderContext own = {context.http, context.scheduler, context.rng, context.memory,
                           login,        context.stop};
    return call(own);
  };
  const absl::Status first = call_with(*token);
  if (!TokenWasRefused(first)) return first;
  if (GraphSubcodeOf(first) == kRoleEnded) {
    return Lost(page, "your role on it has ended.");
  }
  PF_ASSIGN_OR_RETURN(const std::optional<Secret> fresh, FreshToken(page, context));
  if (!fresh.has_value()) return Lost(page, "this login has no role on it any more.");
  if (*fresh == *token) return Lost(page, "Facebook ended its login.");
  const absl::Status second = call_with(*fresh);
  if (!TokenWasRefused(second)) return second;
  return Lost(page, "Facebook does not accept a fresh login for it.");
}

absl::Status FacebookPages::Lost(const std::string& page, absl::string_view why) {
  absl::Status status = PageLost(NameOf(page), why);
  MutexLock lock(mutex_);
  lost_.insert(page);
  return status;
}

bool FacebookPages::Drop(const std::string& page) {
  MutexLock lock(mutex_);
  lost_.insert(page);
  return told_.insert(page).second;
}

}  // namespace photoferry::meta
