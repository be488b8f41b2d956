// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/graph/many_nodes.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/types/span.h"
#include "common/base/status.h"
#include "exporters/meta/graph/graph_error.h"

namespace photoferry::meta {
namespace {

using Ids = absl::Span<const std::string>;
using Nodes = std::map<std::string, Json>;

// The node's, not the call's.
bool IsOfOneId(const absl::Status& status) {
  return ReasonOf(status) == v1::SOURCE_GONE || IsRefusal(status);
}

absl::StatusOr<Json> Ask(GraphClient& client, Ids ids, const NodeRequest& request,
                         ProviderContext& context) {
  while (true) {
    const std::string asked = request.fields.Text();
    absl::StatusOr<Json> answer = client.GetNodes(ids, asked, context);
    if (answer.ok()) return answer;
    const absl::Status& status = answer.status();
    const bool is_other = !request.other_type.empty() &&
                          absl::StrContains(UnknownFieldNodeOf(status), request.other_type);
    if (is_other || !request.fields.Drop(UnknownFieldOf(status), asked)) return answer;
  }
}

absl::Status ReadInto(GraphClient& client, Ids left, const NodeRequest& request,
                      ProviderContext& context, Nodes& nodes);

absl::Status ReadSome(GraphClient& client, Ids ids, const NodeRequest& request,
                      ProviderContext& context, Nodes& nodes) {
  absl::StatusOr<Json> answer = Ask(client, ids, request, context);
  if (answer.ok()) {
    for (const std::string& id : ids) {
      const Json& node = JsonMember(*answer, id.c_str());
      if (node.is_object()) nodes[id] = node;
    }
    return absl::OkStatus();
  }
  const bool is_heavy = ReasonOf(answer.status()) == v1::PAGE_TOO_HEAVY;
  if (ids.size() == 1 && !is_heavy && IsOfOneId(answer.status())) return absl::OkStatus();
  if (ids.size() == 1 || !(is_heavy || IsOfOneId(answer.status()))) return answer.status();
  const size_t half = ids.size() / 2;
  PF_RETURN_IF_ERROR(ReadInto(client, ids.subspan(0, half), request, context, nodes));
  return ReadInto(client, ids.subspan(half), request, context, nodes);
}

absl::Status ReadInto(GraphClient& client, Ids left, const NodeRequest& request,
                      ProviderContext& context, Nodes& nodes) {
  while (!left.empty()) {
    PF_ASSIGN_OR_RETURN(const size_t some,
                        client.RoomFor(std::min(left.size(), kMostIds), context));
    PF_RETURN_IF_ERROR(ReadSome(client, left.subspan(0, some), request, context, nodes));
    left.remove_prefix(some);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Nodes> ReadManyNodes(GraphClient& client, const std::vector<std::string>& ids,
                                    const NodeRequest& request, ProviderContext& context) {
  Nodes nodes;
  PF_RETURN_IF_ERROR(ReadInto(client, ids, request, context, nodes));
  return nodes;
}

}  // namespace photoferry::meta
