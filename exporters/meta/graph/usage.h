// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "absl/time/time.h"
#include "common/http/http_client.h"

namespace photoferry::meta {

// How much of one budget of calls is used up.
struct Usage {
  double percent = -1;  // of the fullest meter, 0 to 1000; -1: nothing was said of it
  // Until calls are welcome again, at most a day; zero: they are.
  absl::Duration wait = absl::ZeroDuration();
};

// What an answer's headers tell.
struct UsageReport {
  Usage app;                              // X-App-Usage, X-Page-Usage
  std::map<std::string, Usage> accounts;  // X-Business-Use-Case-Usage, by the account's id
};

// What is unreadable, of another type or below zero counts as not there; so does an account with an
// id that is none, and one beyond the 32 that there can be. Source: the rate-limits page of the
// Graph API reference: estimated_time_to_regain_access in minutes.
UsageReport UsageFrom(const HttpHeaders& headers);

}  // namespace photoferry::meta
