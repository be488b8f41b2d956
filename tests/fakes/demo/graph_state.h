// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "tests/fakes/demo/graph_server.h"
#include "tests/fakes/demo/login_book.h"
#include "tests/fakes/demo/page_roles.h"
#include "tests/fakes/demo/usage_meters.h"

namespace photoferry::demo {

// All that changes while the server runs. Thread-safe.
class GraphState {
 public:
  GraphState(const GraphOptions& options, const Account& account);

  absl::Time Now() const;
  void AdvanceClock(absl::Duration by);

  LoginBook& logins() { return logins_; }
  // The token that GraphOptions or AcceptToken gave.
  std::string token(GraphDoor door) const { return logins_.accepted(door); }
  // One that begins with IG is Instagram Login's.
  void AcceptToken(absl::string_view token);
  void RevokeToken(int subcode) { logins_.EndAll(subcode); }
  void EndDataAccess() { logins_.EndDataAccess(Now()); }

  void Delete(absl::string_view id);
  // When a story was made. It ends 24 hours later.
  absl::Time StoryTime(int64_t story) const;
  // Gone itself, or together with its album or carousel; a story also by its end.
  bool IsDeleted(Node node) const;

  // Opaque, different in each process, and worthless after InvalidateCursors.
  std::string MakeCursor(absl::string_view edge, int64_t position) const;
  // The position inside a cursor that was made for this edge.
  std::optional<int64_t> ReadCursor(absl::string_view edge, absl::string_view cursor) const;
  void InvalidateCursors();

  void Count(const std::string& kind);
  std::map<std::string, int64_t> counters() const;

  UsageMeters& meters() { return meters_; }
  PageRoles& roles() { return roles_; }

 private:
  const GraphOptions& options_;
  const Account& account_;
  const absl::Time opened_;
  LoginBook logins_;
  UsageMeters meters_;
  PageRoles roles_;
  mutable Mutex mutex_;
  absl::Duration ahead_ PF_GUARDED_BY(mutex_);
  absl::flat_hash_set<std::string> deleted_ PF_GUARDED_BY(mutex_);
  uint64_t cursor_salt_ PF_GUARDED_BY(mutex_);
  std::map<std::string, int64_t> counters_ PF_GUARDED_BY(mutex_);
};

}  // namespace photoferry::demo
