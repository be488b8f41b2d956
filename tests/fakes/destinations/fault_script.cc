// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/destinations/fault_script.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"

namespace photoferry::fakes {
namespace {

const std::map<std::string, Fault::Kind>& Kinds() {
  static const auto& kinds = *new std::map<std::string, Fault::Kind>{
      {"status", Fault::Kind::kStatus},
      {"close_before", Fault::Kind::kCloseBefore},
      {"close_after", Fault::Kind::kCloseAfter},
      {"status_after", Fault::Kind::kStatusAfter},
      {"slow", Fault::Kind::kSlow},
      {"close_midway", Fault::Kind::kCloseMidway},
      {"wrong_size", Fault::Kind::kWrongSize},
      {"short_answer", Fault::Kind::kShortAnswer},
      {"reject_first", Fault::Kind::kRejectFirst},
  };
  return kinds;
}

absl::StatusOr<Fault> FaultFromJson(const Json& json) {
  const std::string kind = JsonString(json, "kind");
  const auto found = Kinds().find(kind);
  if (found == Kinds().end()) {
    return Failure(v1::BAD_REQUEST, absl::StrCat("There is no fault \"", kind, "\"."));
  }
  Fault fault{.kind = found->second};
  if (const std::string call = JsonString(json, "call"); !call.empty()) fault.call = call;
  fault.nth = JsonInt(json, "nth", fault.nth);
  fault.times = JsonInt(json, "times", fault.times);
  fault.status = static_cast<int>(JsonInt(json, "status", fault.status));
  fault.retry_after_seconds = JsonInt(json, "retry_after_seconds");
  fault.delay = absl::Milliseconds(JsonInt(json, "delay_ms"));
  fault.after_bytes = JsonInt(json, "after_bytes");
  return fault;
}

}  // namespace

absl::StatusOr<std::vector<Fault>> FaultsFromJson(absl::string_view text) {
  PF_ASSIGN_OR_RETURN(const Json list, ParseJson(text));
  std::vector<Fault> faults;
  for (const Json& entry : list) {
    PF_ASSIGN_OR_RETURN(const Fault fault, FaultFromJson(entry));
    faults.push_back(fault);
  }
  return faults;
}

void FaultScript::Add(const Fault& fault) {
  MutexLock lock(mutex_);
  entries_.push_back({.fault = fault});
}

void FaultScript::Clear() {
  MutexLock lock(mutex_);
  entries_.clear();
}

std::optional<Fault> FaultScript::Next(absl::string_view call) {
  MutexLock lock(mutex_);
  ++calls_[std::string(call)];
  std::optional<Fault> struck;
  for (Entry& entry : entries_) {
    const Fault& fault = entry.fault;
    if (fault.call != "*" && fault.call != call) continue;
    ++entry.seen;
    const bool strikes =
        entry.seen >= fault.nth && (fault.times < 0 || entry.seen < fault.nth + fault.times);
    if (strikes && !struck) struck = fault;
  }
  return struck;
}

std::map<std::string, int64_t> FaultScript::calls() const {
  MutexLock lock(mutex_);
  return calls_;
}

}  // namespace photoferry::fakes
