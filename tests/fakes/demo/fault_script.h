// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/json.h"
#include "common/base/mutex.h"

// What goes wrong, and when. A rule waits for requests that match it and answers some of them with
// its fault instead of the truth:
//
//   server.faults().Add({.path = "/me/photos", .fault = GraphFault(190, 463)});
//   server.faults().Add({.item = id, .times = 2, .fault = {.kind = FaultKind::kCut, .at_byte =
//   4096}});

namespace photoferry::demo {

enum class FaultKind {
  // Either server.
  kStatus,     // `status` with `message` as plain text, and Retry-After
  kHtml,       // `status` (0: 502 from the Graph server, 200 from the CDN) with a page of HTML
  kEmptyBody,  // `status` (0: 200) and nothing else
  kReset,      // the connection is reset before any byte of an answer
  kSlow,       // `delay` before the answer, then `bytes_per_second`
  // The Graph server.
  kGraphError,  // the error envelope with `code`, `subcode`, `message`; `status` 0: the usual one
  kReduceData,  // HTTP 500, code 1, "Please reduce the amount of data you're asking for"
  kErrorIn200,  // the error envelope, but with HTTP 200
  kShortPage,   // half of the page is left out; next stays
  kEmptyPage,   // all of the page is left out; next stays
  kDuplicateItem,  // the page repeats the last item of the page before (or its own first one)
  kBadCursor,      // the `after` of this request is declared invalid
  kDeleteItem,     // `target` disappears from the account before the answer is made
  kLoseRole,       // the person's role on the Page `target` ends before the answer is made
  // The CDN.
  kExpired,      // 403 "URL signature expired", whatever the URL says
  kTruncate,     // the right Content-Length, but an orderly end after `at_byte` bytes
  kCut,          // the right Content-Length, but a reset after `at_byte` bytes
  kWrongLength,  // all bytes, but a Content-Length that is wrong by `length_error`
  kNoLength,     // all bytes, but no Content-Length: they end with the connection
  kGarble,       // all bytes, but the one at `at_byte` is wrong
  kContentType,  // all bytes, but `message` for their type
};

struct Fault {
  FaultKind kind = FaultKind::kStatus;
  int status = 0;
  int code = 0;
  int subcode = 0;
  bool transient = false;
  std::string message;  // empty: the usual text
  std::optional<int> retry_after_seconds;
  // X-Business-Use-Case-Usage says so many minutes until calls are welcome again.
  std::optional<int> wait_minutes;
  int64_t at_byte = 0;
  int64_t length_error = 1000;
  absl::Duration delay = absl::ZeroDuration();
  int64_t bytes_per_second = 0;  // 0: as fast as it goes
  std::string target;            // kDeleteItem: an id
};

// The fault of a Graph error code, e.g. GraphFault(190, 463).
Fault GraphFault(int code, int subcode = 0);

struct FaultRule {
  // All that are set must match.
  std::string path;    // part of the path, e.g. "/me/albums", "/cdn/"
  std::string query;   // part of the decoded query, e.g. "type=uploaded"
  std::string item;    // the id that the path names
  std::string server;  // "graph", "cdn" or "login"; empty: all
  int64_t skip = 0;    // so many matching requests go through first
  int64_t every = 1;   // then each so-manieth one fails
  int64_t times = 1;   // at most so often; -1: for ever
  Fault fault;
};

// A request as the rules see it.
struct FaultedRequest {
  absl::string_view server;  // "graph", "cdn" or "login"
  absl::string_view path;
  absl::string_view query;  // decoded, without the token
  absl::string_view item;
};

// Thread-safe.
class FaultScript {
 public:
  // Returns a number by which the rule can be asked about.
  int Add(FaultRule rule);
  void Clear();
  // The fault for this request, if any; the first rule that wants it has it. Counts the match.
  std::optional<Fault> Next(const FaultedRequest& request);
  // How often the rule has struck.
  int64_t Struck(int rule) const;

  // Adds the rules of {"faults": [{"path": "/me/albums", "times": 2, "fault": {"kind": "status",
  // "status": 503, "retry_after_seconds": 1}}]}; names as in the structs, kinds as "graph_error",
  // "short_page", ..., durations as "delay_seconds". A name that does not exist is an error.
  absl::Status Load(const Json& rules);

 private:
  struct Entry {
    FaultRule rule;
    int64_t seen = 0;
    int64_t struck = 0;
  };
  mutable Mutex mutex_;
  std::vector<Entry> entries_ PF_GUARDED_BY(mutex_);
};

}  // namespace photoferry::demo
