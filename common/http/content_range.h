// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "common/http/http_client.h"

namespace photoferry {

// A Content-Range in bytes (RFC 9110, 14.4).
struct ContentRange {
  struct Part {
    int64_t first = 0;
    int64_t last = 0;  // this byte too
    friend bool operator==(const Part&, const Part&) = default;
  };
  std::optional<Part> part;      // absent: "*", what was asked for lies outside (with status 416)
  std::optional<int64_t> total;  // of the whole; absent: "*", the server does not know it yet
  friend bool operator==(const ContentRange&, const ContentRange&) = default;
};

// Absent, unreadable or contradicting itself: nothing.
std::optional<ContentRange> ContentRangeFrom(const HttpHeaders& headers);

}  // namespace photoferry
