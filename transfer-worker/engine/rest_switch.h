// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <stop_token>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "photoferry/v1/job.pb.h"

namespace photoferry {

// Why a job comes to rest, and as what.
struct Rest {
  v1::JobState state = v1::QUEUED;
  std::optional<v1::Waiting> waiting;
  std::optional<v1::Problem> failure;
  bool lease_lost = false;  // nothing may be written any more
};

// What an error that concerns the whole job makes of it, at `now`.
Rest RestFor(const absl::Status& status, absl::Time now);

// Brings all parts of a running job to a halt: first no new work is begun (draining), then what is
// under way is cut short (stop). The first reason counts. Thread-safe.
class RestSwitch {
 public:
  void Request(Rest rest);
  // Also cuts short what is under way.
  void Cut();

  std::stop_token draining() const { return draining_.get_token(); }
  std::stop_token stop() const { return stop_.get_token(); }
  std::optional<Rest> rest() const;

 private:
  std::stop_source draining_;
  std::stop_source stop_;
  mutable Mutex mutex_;
  std::optional<Rest> rest_ PF_GUARDED_BY(mutex_);
};

}  // namespace photoferry
