// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/graph/permissions.h"

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

}  // namespace photoferry::meta
