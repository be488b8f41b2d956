// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/lane.h"

#include <utility>

#include "common/base/status.h"

namespace photoferry {
namespace {

constexpr absl::Duration kAskAgain = absl::Milliseconds(50);

}  // namespace

Lane::Lane(Lane&& other) noexcept {
  *this = std::move(other);
}

Lane& Lane::operator=(Lane&& other) noexcept {
  std::swap(lanes_, other.lanes_);
  name_.swap(other.name_);
  return *this;
}

Lane::~Lane() {
  if (lanes_) lanes_->Leave(name_);
}

Lanes::Lanes(Checkpoints& checkpoints, Scheduler& scheduler, std::string owner, absl::Duration ttl)
    : checkpoints_(checkpoints), scheduler_(scheduler), owner_(std::move(owner)), ttl_(ttl) {}

absl::StatusOr<Lane> Lanes::Take(const std::string& name, const std::stop_token& stop) {
  while (true) {
    PF_ASSIGN_OR_RETURN(const bool ours, checkpoints_.TakeLane(name, owner_, ttl_));
    if (ours) break;
    if (!scheduler_.SleepFor(kAskAgain, stop)) {
      return Failure(v1::STOPPED, "The worker stops while it waits for its turn.");
    }
  }
  MutexLock lock(mutex_);
  held_.insert(name);
  return Lane(*this, name);
}

absl::Status Lanes::Renew() {
  std::set<std::string> held;
  {
    MutexLock lock(mutex_);
    held = held_;
  }
  for (const std::string& name : held) {
    PF_RETURN_IF_ERROR(checkpoints_.TakeLane(name, owner_, ttl_).status());
  }
  return absl::OkStatus();
}

void Lanes::Leave(const std::string& name) {
  {
    MutexLock lock(mutex_);
    held_.erase(name);
  }
  // A lane that cannot be given back lapses by itself.
  checkpoints_.LeaveLane(name, owner_).IgnoreError();
}

}  // namespace photoferry
