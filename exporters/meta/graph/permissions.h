// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "exporters/meta/graph/graph_client.h"

namespace photoferry::meta {

// What the person granted (true) and declined (false), by name. Empty where the API does not tell:
// then everything is tried, and the listings will tell.
absl::StatusOr<std::map<std::string, bool>> ReadPermissions(GraphClient& client,
                                                            ProviderContext& context);

// Why `what` ("photos") cannot be read without `right`, and what to do. A right that was declined
// is told from one that the person was never offered: that one is up to whoever runs the app.
struct MissingRight {
  std::string why;         // a sentence
  std::string what_to_do;  // one or two
};
MissingRight WhyMissing(const std::map<std::string, bool>& permissions, absl::string_view what,
                        const std::string& right);

// What is left to who cannot be given a right.
inline constexpr char kRoleOrAdvancedAccess[] =
    "Whoever runs the app can give you a role in it, or ask Meta for Advanced Access "
    "(docs/app-review.md). Without either, the account's archive holds the same: Accounts Centre, "
    "Your information and permissions, Download your information.";

}  // namespace photoferry::meta
