// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/held_leases.h"

#include "common/base/status.h"

namespace photoferry {

absl::StatusOr<std::optional<Lease>> HeldLeases::Claim(int64_t job, Unit unit) {
  // The store begins to count after this.
  const Term term = TermFromNow();
  PF_ASSIGN_OR_RETURN(const std::optional<Lease> lease,
                      checkpoints_.Claim(job, unit, owner_, ttl_));
  if (lease.has_value()) Note(unit, term);
  return lease;
}

absl::Status HeldLeases::Renew(const Lease& lease) {
  const Term term = TermFromNow();
  PF_RETURN_IF_ERROR(checkpoints_.Renew(lease, ttl_));
  Note(lease.unit, term);
  return absl::OkStatus();
}

absl::Status HeldLeases::Release(const Lease& lease) {
  {
    MutexLock lock(mutex_);
    terms_.erase(lease.unit);
  }
  return checkpoints_.Release(lease);
}

absl::Status HeldLeases::Secure(const Lease& lease) {
  {
    MutexLock lock(mutex_);
    const auto term = terms_.find(lease.unit);
    if (term != terms_.end() && clock_.Monotonic() < term->second.end &&
        clock_.Now() < term->second.lapses) {
      return absl::OkStatus();
    }
  }
  return Renew(lease);
}

void HeldLeases::Note(Unit unit, const Term& term) {
  MutexLock lock(mutex_);
  terms_[unit] = term;
}

}  // namespace photoferry
