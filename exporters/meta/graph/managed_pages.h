// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/base/json.h"
#include "common/base/secret.h"
#include "exporters/meta/graph/field_list.h"
#include "exporters/meta/graph/graph_client.h"

// The Pages on which a person has a role, and what the role allows. Source: the Graph API
// reference, v25.0 (User accounts, Page).

namespace photoferry::meta {

struct ManagedPage {
  std::string id;
  std::string name;                               // its id, if it has none
  std::optional<std::vector<std::string>> tasks;  // nothing: not told
  bool is_new = false;                            // of the new Pages experience
  Secret token;                                   // the Page's own; empty: not asked for
};

ManagedPage ManagedPageFrom(const Json& entry);

// Tasks are asked for by their classic names. New Pages write PROFILE_PLUS_ before them, and
// PROFILE_PLUS_FULL_CONTROL for MANAGE.

// True if no task was told: what the Page is asked for will tell.
bool MayHaveOneOf(const ManagedPage& page, absl::Span<const std::string> tasks);
// As a person reads them on this Page: "PROFILE_PLUS_MODERATE or PROFILE_PLUS_ANALYZE".
std::string TasksInWords(const ManagedPage& page, absl::Span<const std::string> tasks);
// "MANAGE, ANALYZE", "none"
std::string TasksOf(const ManagedPage& page);

// Every entry of me/accounts. `fields` as in a Page's fields.
absl::StatusOr<std::vector<Json>> ListManagedPages(GraphClient& client, FieldList& fields,
                                                   ProviderContext& context);

}  // namespace photoferry::meta
