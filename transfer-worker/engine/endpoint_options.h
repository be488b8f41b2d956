// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "common/provider/provider_context.h"
#include "photoferry/v1/job.pb.h"

namespace photoferry {

// The options of one side of a job: its own, over the worker's "PROVIDER.KEY" defaults, over the
// spec's.
absl::StatusOr<ProviderOptions> OptionsFor(const v1::ProviderSpec& spec,
                                           const v1::Endpoint& endpoint,
                                           const std::map<std::string, std::string>& defaults);

}  // namespace photoferry
