// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "transfer-worker/store/checkpoints.h"

namespace photoferry {

// The leases of one job's run, and until when each of them certainly holds by this worker's own
// clocks. The store refuses the writes of a worker that stood still for too long (a stopped
// process, a laptop that slept, a stalled machine), but nobody refuses its requests to a
// destination: so it asks here before it makes one that must not be made twice. Thread-safe.
class HeldLeases {
 public:
  // `owner` is any name of the run; a lease that is not renewed outlives it by `ttl` at most.
  HeldLeases(Checkpoints& checkpoints, const Clock& clock, std::string owner, absl::Duration ttl)
      : checkpoints_(checkpoints), clock_(clock), owner_(std::move(owner)), ttl_(ttl) {}

  // Nothing: somebody else holds it.
  absl::StatusOr<std::optional<Lease>> Claim(int64_t job, Unit unit);
  // LEASE_LOST if somebody else has it by now.
  absl::Status Renew(const Lease& lease);
  absl::Status Release(const Lease& lease);
  // OK: nobody else can hold `lease` at this moment. Asks the store only when the time for which it
  // was last renewed may have passed, by the monotonic clock or by the calendar.
  absl::Status Secure(const Lease& lease);

 private:
  struct Term {
    absl::Duration end;  // by the monotonic clock
    absl::Time lapses;   // by the calendar, which goes on while a machine sleeps
  };
  Term TermFromNow() const { return {clock_.Monotonic() + ttl_, clock_.Now() + ttl_}; }
  void Note(Unit unit, const Term& term);

  Checkpoints& checkpoints_;
  const Clock& clock_;
  const std::string owner_;
  const absl::Duration ttl_;
  Mutex mutex_;
  std::map<Unit, Term> terms_ PF_GUARDED_BY(mutex_);
};

}  // namespace photoferry
