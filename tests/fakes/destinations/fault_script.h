// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/json.h"
#include "common/base/mutex.h"

namespace photoferry::fakes {

// What goes wrong, when. The calls are named after the importer's:
//
//   connect  find_album  make_album  send  session  fragment  publish  place  check  discard
//
// "send" is an upload in one piece (two-phase, lazy, early, blind); "session" makes one or asks it
// how far it came; "fragment" carries a part of a file. "*" is any call. A Nextcloud's calls are
// its methods: nextcloud_service.h.
struct Fault {
  enum class Kind {
    kStatus,       // answered with `status`, nothing done
    kCloseBefore,  // the connection is closed, nothing done
    kCloseAfter,   // done, and the connection is closed without an answer
    kStatusAfter,  // done, and answered with `status`
    kSlow,         // done after `delay`
    kCloseMidway,  // uploads: after `after_bytes` of the body; other calls: as kCloseBefore
    kWrongSize,    // done, but the size that is told, now and later, is one too small
    kShortAnswer,  // publish, check: the last entry is missing from the answer
    kRejectFirst,  // publish, place: the first entry is refused for good
  };
  std::string call = "*";
  int64_t nth = 1;  // the first request that it strikes, counted per call since the fault was added
  int64_t times = 1;  // how many it strikes from there on; -1: all of them
  Kind kind = Kind::kStatus;
  int status = 503;
  int64_t retry_after_seconds = 0;  // told with `status`; 0: no such header
  absl::Duration delay = absl::ZeroDuration();
  int64_t after_bytes = 0;
};

// Faults as JSON, for POST /control/faults:
//   [{"call": "publish", "nth": 2, "times": 1, "kind": "close_after", "status": 503,
//     "retry_after_seconds": 0, "delay_ms": 0, "after_bytes": 0}]
// kinds: status close_before close_after status_after slow close_midway wrong_size short_answer
// reject_first.
absl::StatusOr<std::vector<Fault>> FaultsFromJson(absl::string_view text);

// Thread-safe.
class FaultScript {
 public:
  void Add(const Fault& fault);
  void Clear();
  // Counts the call; the fault that strikes it, if one does. The first that was added wins.
  std::optional<Fault> Next(absl::string_view call);
  std::map<std::string, int64_t> calls() const;

 private:
  struct Entry {
    Fault fault;
    int64_t seen = 0;
  };
  mutable Mutex mutex_;
  std::vector<Entry> entries_ PF_GUARDED_BY(mutex_);
  std::map<std::string, int64_t> calls_ PF_GUARDED_BY(mutex_);
};

}  // namespace photoferry::fakes
