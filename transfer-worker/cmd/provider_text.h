// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "photoferry/v1/provider.pb.h"
#include "transfer-worker/engine/provider_table.h"

// Providers on a terminal `width` cells wide, told from their specs. Pure; no text ends in a line
// feed.

namespace photoferry {

// Every spec of the table, sources first.
std::vector<v1::ProviderSpec> SpecsOf(const ProviderTable& providers);

// `photoferry providers`: two or three lines each.
std::string ProviderList(const std::vector<v1::ProviderSpec>& specs, int width);

// `photoferry providers NAME`: all that the spec says, the table of answers excepted.
std::string ProviderText(const v1::ProviderSpec& spec, int width);

// The end of `photoferry run --help`: what can be written after --from, --to and --option.
std::string ProviderHelp(const std::vector<v1::ProviderSpec>& specs, int width);

}  // namespace photoferry
