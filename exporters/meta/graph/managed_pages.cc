// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/graph/managed_pages.h"

#include <algorithm>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "common/base/status.h"
#include "exporters/meta/graph/graph_entry.h"
#include "exporters/meta/graph/graph_page.h"

namespace photoferry::meta {
namespace {

constexpr char kNewPrefix[] = "PROFILE_PLUS_";
constexpr char kManage[] = "MANAGE";
constexpr char kNewManage[] = "PROFILE_PLUS_FULL_CONTROL";
constexpr int kMostAnswers = 1000;  // a person manages far fewer Pages

absl::string_view ClassicNameOf(absl::string_view task) {
  return task == kNewManage ? kManage : absl::StripPrefix(task, kNewPrefix);
}

std::string NameOnNewPages(const std::string& task) {
  return task == kManage ? kNewManage : kNewPrefix + task;
}

}  // namespace

ManagedPage ManagedPageFrom(const Json& entry) {
  ManagedPage page{.id = IdOf(entry),
                   .name = JsonString(entry, "name"),
                   .is_new = JsonBool(entry, "has_transitioned_to_new_page_experience"),
                   .token = Secret(JsonString(entry, "access_token"))};
  if (page.name.empty()) page.name = page.id;
  const Json& tasks = JsonMember(entry, "tasks");
  if (!tasks.is_array()) return page;
  page.tasks.emplace();
  for (const Json& task : tasks) {
    if (task.is_string()) page.tasks->push_back(task.get<std::string>());
  }
  return page;
}

bool MayHaveOneOf(const ManagedPage& page, absl::Span<const std::string> tasks) {
  if (!page.tasks.has_value()) return true;
  return std::any_of(page.tasks->begin(), page.tasks->end(), [tasks](absl::string_view task) {
    return absl::c_linear_search(tasks, ClassicNameOf(task));
  });
}

std::string TasksInWords(const ManagedPage& page, absl::Span<const std::string> tasks) {
  std::string words;
  size_t left = tasks.size();
  for (const std::string& task : tasks) {
    absl::StrAppend(&words,
                    words.empty() ? ""
                    : left == 1   ? " or "
                                  : ", ",
                    page.is_new ? NameOnNewPages(task) : task);
    --left;
  }
  return words;
}

std::string TasksOf(const ManagedPage& page) {
  if (!page.tasks.has_value() || page.tasks->empty()) return "none";
  return absl::StrJoin(*page.tasks, ", ");
}

absl::StatusOr<std::vector<Json>> ListManagedPages(GraphClient& client, FieldList& fields,
                                                   ProviderContext& context) {
  std::vector<Json> entries;
  std::optional<GraphPlace> place = GraphPlace();
  for (int answers = 0; place.has_value() && answers < kMostAnswers; ++answers) {
    PF_ASSIGN_OR_RETURN(
        GraphPage read,
        ReadPage(client, {.edge = "me/accounts", .params = {}, .fields = fields}, *place, context));
    for (Json& entry : read.entries) entries.push_back(std::move(entry));
    place = std::move(read.next);
  }
  return entries;
}

}  // namespace photoferry::meta
