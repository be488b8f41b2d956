// SPDX-License-Identifier: Apache-2.0
#include "common/base/status.h"

#include <algorithm>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"

namespace photoferry {
namespace {

using Code = absl::StatusCode;

constexpr char kPayloadUrl[] = "type.googleapis.com/photoferry.v1.Problem";

// What a reason stands for: the code that foreign programs see, and what to do next.
struct Meaning {
  Code code;
  Step step;
  // How long a wait lasts when the other side named no time; zero: for a person.
  absl::Duration delay = absl::ZeroDuration();
};

// The one table. Every reason has its line; the compiler warns of one that is missing.
Meaning MeaningOf(v1::Reason reason) {
  switch (reason) {
    // The wire: the same request may well succeed a little later.
    case v1::UNREACHABLE:
    case v1::CONNECTION_LOST:
    case v1::SERVICE_DOWN:
      return {Code::kUnavailable, Step::kRetry};
    case v1::TIMED_OUT:
      return {Code::kDeadlineExceeded, Step::kRetry};
    case v1::MALFORMED_ANSWER:
      return {Code::kInternal, Step::kRetry};
    // Asking again the one who cannot be trusted makes nothing better.
    case v1::CERTIFICATE_REJECTED:
    case v1::ADDRESS_REFUSED:
      return {Code::kPermissionDenied, Step::kFailItem};

    case v1::RATE_LIMITED:
      return {Code::kResourceExhausted, Step::kRetry};
    case v1::DAILY_QUOTA:
      return {Code::kResourceExhausted, Step::kWait, absl::Hours(1)};

    case v1::LOGIN_NEEDED:
      return {Code::kUnauthenticated, Step::kRefreshLogin};
    case v1::PERMISSION_MISSING:
      return {Code::kPermissionDenied, Step::kFailJob};
    case v1::ACCOUNT_BLOCKED:
      return {Code::kPermissionDenied, Step::kWait};

    // The source has nothing to give for this item, and says so.
    case v1::SOURCE_GONE:
    case v1::NO_MEDIA_URL:
    case v1::ALBUM_VANISHED:
      return {Code::kNotFound, Step::kSkipItem};
    case v1::EMPTY_FILE:
    case v1::NOT_SELECTED:
    case v1::UNCHANGED:
      return {Code::kFailedPrecondition, Step::kSkipItem};
    case v1::MEDIA_URL_EXPIRED:
      return {Code::kNotFound, Step::kRelocate};
    // Bytes that went wrong on the way; the next time they may come whole.
    case v1::TRUNCATED:
    case v1::LENGTH_MISMATCH:
    case v1::NOT_MEDIA:
    case v1::HASH_MISMATCH:
      return {Code::kDataLoss, Step::kRetry};
    case v1::SOURCE_CHANGED:
    case v1::SESSION_EXPIRED:
      return {Code::kAborted, Step::kRestart};

    // The disk or the plan: looked at again now and then, because somebody may make room.
    case v1::DESTINATION_FULL:
      return {Code::kResourceExhausted, Step::kWait, absl::Minutes(15)};
    case v1::ITEM_TOO_LARGE:
    case v1::TYPE_UNSUPPORTED:
      return {Code::kInvalidArgument, Step::kSkipItem};
    case v1::ITEM_REJECTED:
      return {Code::kInvalidArgument, Step::kFailItem};
    case v1::ALBUM_GONE:
      return {Code::kNotFound, Step::kFailItem};
    case v1::ALBUM_FULL:
      return {Code::kResourceExhausted, Step::kFailItem};
    case v1::OUTCOME_UNKNOWN:
      return {Code::kUnknown, Step::kSettle};
    case v1::NOT_CONFIRMED:
      return {Code::kDataLoss, Step::kFailItem};

    case v1::STOPPED:
      return {Code::kCancelled, Step::kStop};
    case v1::LEASE_LOST:
      return {Code::kAborted, Step::kStop};
    case v1::STORE_FAILED:
      return {Code::kInternal, Step::kFailJob};
    case v1::BAD_CONFIGURATION:
      return {Code::kFailedPrecondition, Step::kFailJob};
    case v1::BAD_REQUEST:
      return {Code::kInvalidArgument, Step::kFailJob};
    case v1::INTERNAL_FAULT:
      return {Code::kInternal, Step::kFailItem};
    // The engine asks for less, or begins the listing again, before it counts attempts.
    case v1::PAGE_TOO_HEAVY:
      return {Code::kResourceExhausted, Step::kRetry};
    case v1::CURSOR_DEAD:
      return {Code::kAborted, Step::kRestart};
    case v1::RETRIES_EXHAUSTED:
      return {Code::kUnavailable, Step::kFailItem};

    case v1::REASON_UNSPECIFIED:
    case v1::Reason_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::Reason_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  // Also a reason that a newer worker has stored: no guess is safer than the item's failure.
  return {Code::kUnknown, Step::kFailItem};
}

// The nearest reason for a status that another library made.
v1::Reason ReasonForCode(Code code) {
  switch (code) {
    case Code::kOk:
      return v1::REASON_UNSPECIFIED;
    case Code::kCancelled:
      return v1::STOPPED;
    case Code::kInvalidArgument:
    case Code::kOutOfRange:
    case Code::kAlreadyExists:
      return v1::BAD_REQUEST;
    case Code::kDeadlineExceeded:
      return v1::TIMED_OUT;
    case Code::kNotFound:
      return v1::SOURCE_GONE;
    case Code::kPermissionDenied:
      return v1::PERMISSION_MISSING;
    case Code::kResourceExhausted:
      return v1::RATE_LIMITED;
    case Code::kFailedPrecondition:
      return v1::BAD_CONFIGURATION;
    case Code::kAborted:
      return v1::CONNECTION_LOST;
    case Code::kUnavailable:
      return v1::UNREACHABLE;
    case Code::kDataLoss:
      return v1::TRUNCATED;
    case Code::kUnauthenticated:
      return v1::LOGIN_NEEDED;
    case Code::kUnknown:
    case Code::kUnimplemented:
    case Code::kInternal:
    default:
      return v1::INTERNAL_FAULT;
  }
}

std::optional<v1::Problem> PayloadOf(const absl::Status& status) {
  const absl::optional<absl::Cord> payload = status.GetPayload(kPayloadUrl);
  v1::Problem problem;
  if (!payload.has_value() || !problem.ParseFromString(std::string(*payload))) return std::nullopt;
  return problem;
}

void SetRetryAfter(absl::Duration delay, v1::Problem& problem) {
  delay = std::clamp(delay, absl::ZeroDuration(), absl::Hours(24 * 365));
  absl::Duration rest;
  const int64_t seconds = absl::IDivDuration(delay, absl::Seconds(1), &rest);
  problem.mutable_retry_after()->set_seconds(seconds);
  problem.mutable_retry_after()->set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(rest)));
}

}  // namespace

absl::Status ToStatus(const v1::Problem& problem) {
  absl::Status status(MeaningOf(problem.reason()).code, problem.message());
  status.SetPayload(kPayloadUrl, absl::Cord(problem.SerializeAsString()));
  return status;
}

absl::Status Failure(v1::Reason reason, absl::string_view message, absl::string_view what_to_do) {
  v1::Problem problem;
  problem.set_reason(reason);
  problem.set_message(message.data(), message.size());
  problem.set_what_to_do(what_to_do.data(), what_to_do.size());
  return ToStatus(problem);
}

absl::Status FailureAfter(v1::Reason reason, absl::string_view message,
                          absl::Duration retry_after) {
  v1::Problem problem;
  problem.set_reason(reason);
  problem.set_message(message.data(), message.size());
  SetRetryAfter(retry_after, problem);
  return ToStatus(problem);
}

v1::Reason ReasonOf(const absl::Status& status) {
  if (status.ok()) return v1::REASON_UNSPECIFIED;
  const std::optional<v1::Problem> problem = PayloadOf(status);
  return problem.has_value() ? problem->reason() : ReasonForCode(status.code());
}

v1::Problem ProblemOf(const absl::Status& status) {
  if (std::optional<v1::Problem> problem = PayloadOf(status)) return *std::move(problem);
  v1::Problem problem;
  if (status.ok()) return problem;
  problem.set_reason(ReasonForCode(status.code()));
  problem.set_message(status.message().data(), status.message().size());
  return problem;
}

std::optional<absl::Duration> RetryAfterOf(const absl::Status& status) {
  const std::optional<v1::Problem> problem = PayloadOf(status);
  if (!problem.has_value() || !problem->has_retry_after()) return std::nullopt;
  return absl::Seconds(problem->retry_after().seconds()) +
         absl::Nanoseconds(problem->retry_after().nanos());
}

absl::Status Annotate(const absl::Status& status, absl::string_view doing) {
  if (status.ok()) return status;
  v1::Problem problem = ProblemOf(status);
  problem.set_message(absl::StrCat("while ", doing, ": ", problem.message()));
  return ToStatus(problem);
}

const std::string& ReasonName(v1::Reason reason) {
  return v1::Reason_Name(reason);
}

NextStep NextStepFor(const absl::Status& status) {
  const Meaning meaning = MeaningOf(ReasonOf(status));
  const absl::Duration asked = RetryAfterOf(status).value_or(absl::ZeroDuration());
  const bool named = asked > absl::ZeroDuration();
  if (meaning.step == Step::kRetry && named) return {Step::kRetryAfter, asked};
  if (meaning.step == Step::kWait) return {Step::kWait, named ? asked : meaning.delay};
  return {meaning.step};
}

bool IsTransient(const absl::Status& status) {
  if (status.ok()) return false;
  const Step step = NextStepFor(status).step;
  return step == Step::kRetry || step == Step::kRetryAfter || ReasonOf(status) == v1::DAILY_QUOTA;
}

}  // namespace photoferry
