// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_network.h"

namespace photoferry::sim {

SimHost* SimNetwork::Find(const std::string& origin) const {
  const auto found = hosts_.find(origin);
  return found == hosts_.end() ? nullptr : found->second;
}

Mishap SimNetwork::Next() {
  if (machine_.Below(1000) >= static_cast<uint64_t>(weather_.mishaps_per_thousand)) {
    return Mishap::kNone;
  }
  constexpr auto kKinds = static_cast<uint64_t>(Mishap::kSlow);
  return static_cast<Mishap>(1 + machine_.Below(kKinds));
}

absl::Duration SimNetwork::Latency() {
  return machine_.Between(absl::ZeroDuration(), weather_.longest_latency);
}

}  // namespace photoferry::sim
