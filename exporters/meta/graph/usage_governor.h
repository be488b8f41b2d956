// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/http/http_client.h"
#include "common/provider/provider_context.h"

namespace photoferry::meta {

// Keeps an account below its call limit. Reads X-App-Usage, X-Page-Usage and
// X-Business-Use-Case-Usage (percent of the budget of a rolling hour): from 75 percent on calls are
// spaced out, from 95 percent on they are refused for a while, since calls while blocked prolong
// the block. A refusal is kept in ProviderMemory: a restart does not forget it. Thread-safe.
// Source: the rate-limits page of the Graph API reference.
class UsageGovernor {
 public:
  // Before each call. RATE_LIMITED with retry_after while calls are unwelcome; STOPPED.
  absl::Status Admit(ProviderContext& context) PF_EXCLUDES(mutex_);
  // After each answer that was no throttle error.
  void Observe(const HttpHeaders& headers, ProviderContext& context) PF_EXCLUDES(mutex_);
  // After an answer that was a throttle error: the same error with how long to wait: what the
  // headers name, else 5, 10, 20 up to 60 minutes, longer each time it happens in a row.
  absl::Status Throttled(const absl::Status& error, const HttpHeaders& headers,
                         ProviderContext& context) PF_EXCLUDES(mutex_);

 private:
  absl::Status RecallOnce(ProviderContext& context) PF_EXCLUDES(mutex_);
  void CloseFor(absl::Duration wait, ProviderContext& context) PF_EXCLUDES(mutex_);
  void Write(ProviderContext& context) PF_EXCLUDES(mutex_);

  Mutex mutex_;
  bool recalled_ PF_GUARDED_BY(mutex_) = false;
  int percent_ PF_GUARDED_BY(mutex_) = 0;
  absl::Time seen_ PF_GUARDED_BY(mutex_) = absl::InfinitePast();
  absl::Time closed_until_ PF_GUARDED_BY(mutex_) = absl::InfinitePast();
  int refusals_ PF_GUARDED_BY(mutex_) = 0;  // in a row
};

}  // namespace photoferry::meta
