// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "exporters/meta/graph/graph_client.h"

namespace photoferry::meta {

// What the person granted (true) and declined (false), by name. Empty where the API does not tell:
// then everything is tried, and the listings will tell.
absl::StatusOr<std::map<std::string, bool>> ReadPermissions(GraphClient& client,
                                                            ProviderContext& context);

}  // namespace photoferry::meta
