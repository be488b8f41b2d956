// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tests/fakes/demo/graph_error.h"

namespace photoferry::demo {

// What `fields=` asks for: id,name,photos.limit(5).after(c){images{source}}
struct FieldRequest {
  std::string name;
  std::map<std::string, std::string> modifiers;  // limit, after, type, as, ...
  std::vector<FieldRequest> fields;              // empty: the default ones
};
using FieldRequests = std::vector<FieldRequest>;

// Nothing wrong: no value.
std::optional<GraphError> ParseFields(absl::string_view text, FieldRequests& fields);

// `fields` as text again, for paging links.
std::string FormatFields(const FieldRequests& fields);

// How many values one item with these fields costs, pages inside it counted at their limits.
int64_t CostOf(const FieldRequests& fields);

}  // namespace photoferry::demo
