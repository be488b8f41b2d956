// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/json.h"
#include "exporters/meta/graph/field_list.h"
#include "exporters/meta/graph/graph_client.h"

namespace photoferry::meta {

inline constexpr size_t kMostIds = 50;  // that one call may name

struct NodeRequest {
  FieldList& fields;
  // A type that some of the ids may turn out to be, and that lacks some of the fields: such an id
  // is left out, and the fields stay.
  absl::string_view other_type;
};

// Reads many nodes by id, 50 in a request: round trips are spared, while each id still counts as
// one call, and a request takes no more of them than the budget has left. What the API does not
// give for one id, it refuses for the whole call: halves are then asked for until the bad ids stand
// alone. Returned by id; bad ones are not there.
absl::StatusOr<std::map<std::string, Json>> ReadManyNodes(GraphClient& client,
                                                          const std::vector<std::string>& ids,
                                                          const NodeRequest& request,
                                                          ProviderContext& context);

}  // namespace photoferry::meta
