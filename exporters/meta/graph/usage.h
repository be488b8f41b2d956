// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/time/time.h"
#include "common/http/http_client.h"

namespace photoferry::meta {

// How much of the budget of calls is used up, as an answer's headers tell.
struct Usage {
  int percent = -1;  // of the fullest meter, 0 to 1000; -1: no header spoke of one
  // Until calls are welcome again, at most a day; zero: they are.
  absl::Duration wait = absl::ZeroDuration();
};

// Reads X-App-Usage, X-Page-Usage and X-Business-Use-Case-Usage. What is unreadable, of another
// type or below zero counts as not there. Source: the rate-limits page of the Graph API reference:
// percent of a rolling hour, estimated_time_to_regain_access in minutes.
Usage UsageFrom(const HttpHeaders& headers);

}  // namespace photoferry::meta
