// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/demo/fault_script.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"

namespace photoferry::demo {
namespace {

constexpr std::pair<const char*, FaultKind> kKinds[] = {
    {"status", FaultKind::kStatus},
    {"html", FaultKind::kHtml},
    {"empty_body", FaultKind::kEmptyBody},
    {"reset", FaultKind::kReset},
    {"slow", FaultKind::kSlow},
    {"graph_error", FaultKind::kGraphError},
    {"reduce_data", FaultKind::kReduceData},
    {"error_in_200", FaultKind::kErrorIn200},
    {"short_page", FaultKind::kShortPage},
    {"empty_page", FaultKind::kEmptyPage},
    {"duplicate_item", FaultKind::kDuplicateItem},
    {"bad_cursor", FaultKind::kBadCursor},
    {"delete_item", FaultKind::kDeleteItem},
    {"lose_role", FaultKind::kLoseRole},
    {"expired", FaultKind::kExpired},
    {"truncate", FaultKind::kTruncate},
    {"cut", FaultKind::kCut},
    {"wrong_length", FaultKind::kWrongLength},
    {"no_length", FaultKind::kNoLength},
    {"garble", FaultKind::kGarble},
    {"content_type", FaultKind::kContentType},
};

bool Matches(const FaultRule& rule, const FaultedRequest& request) {
  return (rule.server.empty() || rule.server == request.server) &&
         (rule.item.empty() || rule.item == request.item) &&
         absl::StrContains(request.path, rule.path) && absl::StrContains(request.query, rule.query);
}

absl::Status Unreadable(absl::string_view what) {
  return Failure(v1::BAD_REQUEST, absl::StrCat("The fault script cannot be read: ", what, "."),
                 "Correct the script; fault_script.h describes it.");
}

absl::Status ReadKind(const Json& value, FaultKind& kind) {
  for (const auto& [name, known] : kKinds) {
    if (value.is_string() && value.get<std::string>() == name) {
      kind = known;
      return absl::OkStatus();
    }
  }
  return Unreadable(absl::StrCat("no fault is called ", ToText(value)));
}

absl::Status ReadFault(const Json& json, Fault& fault) {
  for (const auto& [name, value] : json.items()) {
    if (name == "kind") {
      PF_RETURN_IF_ERROR(ReadKind(value, fault.kind));
    } else if (name == "message" && value.is_string()) {
      fault.message = value;
    } else if (name == "target" && value.is_string()) {
      fault.target = value;
    } else if (name == "transient" && value.is_boolean()) {
      fault.transient = value;
    } else if (!value.is_number()) {
      return Unreadable(absl::StrCat("a fault has no such \"", name, "\""));
    } else if (name == "status") {
      fault.status = value;
    } else if (name == "code") {
      fault.code = value;
    } else if (name == "subcode") {
      fault.subcode = value;
    } else if (name == "retry_after_seconds") {
      fault.retry_after_seconds = value.get<int>();
    } else if (name == "wait_minutes") {
      fault.wait_minutes = value.get<int>();
    } else if (name == "at_byte") {
      fault.at_byte = value;
    } else if (name == "length_error") {
      fault.length_error = value;
    } else if (name == "delay_seconds") {
      fault.delay = absl::Seconds(value.get<double>());
    } else if (name == "bytes_per_second") {
      fault.bytes_per_second = value;
    } else {
      return Unreadable(absl::StrCat("a fault has no \"", name, "\""));
    }
  }
  return absl::OkStatus();
}

absl::Status ReadRule(const Json& json, FaultRule& rule) {
  if (!json.is_object()) return Unreadable("a rule is not an object");
  for (const auto& [name, value] : json.items()) {
    if (name == "fault" && value.is_object()) {
      PF_RETURN_IF_ERROR(ReadFault(value, rule.fault));
    } else if (name == "path" && value.is_string()) {
      rule.path = value;
    } else if (name == "query" && value.is_string()) {
      rule.query = value;
    } else if (name == "item" && value.is_string()) {
      rule.item = value;
    } else if (name == "server" && value.is_string()) {
      rule.server = value;
    } else if (name == "skip" && value.is_number_integer()) {
      rule.skip = value;
    } else if (name == "every" && value.is_number_integer() && value > 0) {
      rule.every = value;
    } else if (name == "times" && value.is_number_integer()) {
      rule.times = value;
    } else {
      return Unreadable(absl::StrCat("a rule has no such \"", name, "\""));
    }
  }
  return absl::OkStatus();
}

}  // namespace

Fault GraphFault(int code, int subcode) {
  return {.kind = FaultKind::kGraphError, .code = code, .subcode = subcode};
}

int FaultScript::Add(FaultRule rule) {
  MutexLock lock(mutex_);
  entries_.push_back({.rule = std::move(rule)});
  return static_cast<int>(entries_.size()) - 1;
}

void FaultScript::Clear() {
  MutexLock lock(mutex_);
  entries_.clear();
}

std::optional<Fault> FaultScript::Next(const FaultedRequest& request) {
  MutexLock lock(mutex_);
  for (Entry& entry : entries_) {
    const FaultRule& rule = entry.rule;
    if (!Matches(rule, request)) continue;
    const int64_t number = entry.seen++ - rule.skip;
    if (number < 0 || number % rule.every != 0) continue;
    if (rule.times >= 0 && entry.struck >= rule.times) continue;
    ++entry.struck;
    return rule.fault;
  }
  return std::nullopt;
}

int64_t FaultScript::Struck(int rule) const {
  MutexLock lock(mutex_);
  const size_t at = static_cast<size_t>(rule);
  return at < entries_.size() ? entries_[at].struck : 0;
}

absl::Status FaultScript::Load(const Json& rules) {
  const Json& list = JsonMember(rules, "faults");
  if (!list.is_array()) return Unreadable("it has no list called \"faults\"");
  std::vector<FaultRule> read;
  for (const Json& json : list) PF_RETURN_IF_ERROR(ReadRule(json, read.emplace_back()));
  for (FaultRule& rule : read) Add(std::move(rule));
  return absl::OkStatus();
}

}  // namespace photoferry::demo
