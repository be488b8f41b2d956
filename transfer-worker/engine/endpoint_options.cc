// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/endpoint_options.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace photoferry {

absl::StatusOr<ProviderOptions> OptionsFor(const v1::ProviderSpec& spec,
                                           const v1::Endpoint& endpoint,
                                           const std::map<std::string, std::string>& defaults) {
  std::map<std::string, std::string> given;
  const std::string prefix = absl::StrCat(spec.id(), ".");
  for (const auto& [key, value] : defaults) {
    if (absl::StartsWith(key, prefix)) given[key.substr(prefix.size())] = value;
  }
  for (const auto& [key, value] : endpoint.options()) given[key] = value;
  return ProviderOptions::From(spec, given);
}

}  // namespace photoferry
