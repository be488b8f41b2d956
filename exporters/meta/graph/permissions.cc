// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/graph/permissions.h"

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "exporters/meta/graph/graph_error.h"

namespace photoferry::meta {

absl::StatusOr<std::map<std::string, bool>> ReadPermissions(GraphClient& client,
                                                            ProviderContext& context) {
  const absl::StatusOr<Json> answer = client.Get("me/permissions", {}, context);
  if (!answer.ok() && !IsRefusal(answer.status()) && ReasonOf(answer.status()) != v1::SOURCE_GONE) {
    return answer.status();
  }
  std::map<std::string, bool> granted;
  if (!answer.ok()) return granted;
  for (const Json& entry : JsonMember(*answer, "data")) {
    granted[JsonString(entry, "permission")] = JsonString(entry, "status") == "granted";
  }
  return granted;
}

MissingRight WhyMissing(const std::map<std::string, bool>& permissions, absl::string_view what,
                        const std::string& right) {
  if (permissions.contains(right)) {
    return {
        .why = absl::StrCat("Access to ", what, " (", right, ") was declined."),
        .what_to_do = absl::StrCat("Connect the account again and allow access to ", what, ".")};
  }
  return {.why = absl::StrCat("Access to ", what, " (", right,
                              ") was not offered: the login did not ask for it, or the app has "
                              "Standard Access to it only and you have no role in the app."),
          .what_to_do = absl::StrCat("Connect the account again, asking for ", right,
                                     ". Where that changes nothing: ", kRoleOrAdvancedAccess)};
}

}  // namespace photoferry::meta
