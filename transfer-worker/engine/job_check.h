// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "photoferry/v1/job.pb.h"
#include "transfer-worker/engine/provider_table.h"

namespace photoferry {

// The input fields of `job`, completed and found good: the shorthand of "folder:DIR" has become an
// option, credentials have their full names. Options are checked together with `option_defaults`
// ("facebook.graph_url" -> value) and stay without them: a worker's defaults may change.
// BAD_REQUEST or BAD_CONFIGURATION, both as INVALID_ARGUMENT.
absl::StatusOr<v1::TransferJob> CheckedJob(
    const v1::TransferJob& job, absl::string_view tenant, const ProviderTable& providers,
    const std::map<std::string, std::string>& option_defaults);

absl::Status CheckSelection(const v1::Selection& selection);

// The ids of all providers, for suggestions.
std::vector<std::string> ProviderIds(const ProviderTable& providers);
// nullptr: there is none. Where a source and a destination share an id, the source's.
const v1::ProviderSpec* FindSpec(const ProviderTable& providers, absl::string_view id);
// What people log in with is a password of their own; otherwise a token that the provider gives.
bool TakesPassword(const v1::ProviderSpec& spec);

// OK if "PROVIDER.KEY" is an option of a provider and `value` is of its type; else
// BAD_CONFIGURATION, with near names.
absl::Status CheckOptionDefault(const ProviderTable& providers, absl::string_view option,
                                const std::string& value);

}  // namespace photoferry
