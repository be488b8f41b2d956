// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/lane.h"

#include <utility>

#include "common/base/status.h"

namespace photoferry {
namespace {

// Longer than any single serial call may take: its HTTP deadlines are shorter.
constexpr absl::Duration kTurn = absl::Minutes(5);
constexpr absl::Duration kAskAgain = absl::Milliseconds(50);

}  // namespace

absl::StatusOr<Lane> Lane::Take(Checkpoints& checkpoints, Scheduler& scheduler, std::string name,
                                std::string owner, const std::stop_token& stop) {
  while (true) {
    PF_ASSIGN_OR_RETURN(const bool ours, checkpoints.TakeLane(name, owner, kTurn));
    if (ours) break;
    if (!scheduler.SleepFor(kAskAgain, stop)) {
      return Failure(v1::STOPPED, "The worker stops while it waits for its turn.");
    }
  }
  Lane lane;
  lane.checkpoints_ = &checkpoints;
  lane.name_ = std::move(name);
  lane.owner_ = std::move(owner);
  return lane;
}

Lane::Lane(Lane&& other) noexcept {
  *this = std::move(other);
}

Lane& Lane::operator=(Lane&& other) noexcept {
  std::swap(checkpoints_, other.checkpoints_);
  name_.swap(other.name_);
  owner_.swap(other.owner_);
  return *this;
}

Lane::~Lane() {
  // A lane that cannot be given back lapses by itself.
  if (checkpoints_) checkpoints_->LeaveLane(name_, owner_).IgnoreError();
}

}  // namespace photoferry
