// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/faces/grpc/rpc_status.h"

#include <optional>
#include <string>

#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "photoferry/v1/rich_error.pb.h"

namespace photoferry {
namespace {

constexpr char kDomain[] = "photoferry";
constexpr char kErrorInfoUrl[] = "type.googleapis.com/google.rpc.ErrorInfo";
constexpr char kWhatToDo[] = "whatToDo";
constexpr char kRetryAfter[] = "retryAfterSeconds";

v1::ErrorInfo InfoOf(const v1::Problem& problem) {
  v1::ErrorInfo info;
  info.set_reason(ReasonName(problem.reason()));
  info.set_domain(kDomain);
  *info.mutable_metadata() = problem.metadata();
  auto& metadata = *info.mutable_metadata();
  if (!problem.what_to_do().empty()) metadata[kWhatToDo] = problem.what_to_do();
  if (problem.has_retry_after()) {
    metadata[kRetryAfter] = absl::StrCat(problem.retry_after().seconds());
  }
  return info;
}

v1::Problem ProblemFrom(const v1::ErrorInfo& info, const std::string& message) {
  v1::Problem problem;
  v1::Reason reason = v1::INTERNAL_FAULT;
  v1::Reason_Parse(info.reason(), &reason);
  problem.set_reason(reason);
  problem.set_message(message);
  for (const auto& [key, value] : info.metadata()) {
    int64_t seconds;
    if (key == kWhatToDo) {
      problem.set_what_to_do(value);
    } else if (key == kRetryAfter && absl::SimpleAtoi(value, &seconds)) {
      problem.mutable_retry_after()->set_seconds(seconds);
    } else {
      (*problem.mutable_metadata())[key] = value;
    }
  }
  return problem;
}

std::optional<v1::Problem> OurProblem(const grpc::Status& status) {
  v1::RichStatus rich;
  if (!rich.ParseFromString(status.error_details())) return std::nullopt;
  for (const google::protobuf::Any& detail : rich.details()) {
    v1::ErrorInfo info;
    if (detail.type_url() != kErrorInfoUrl || !info.ParseFromString(detail.value())) continue;
    if (info.domain() == kDomain) return ProblemFrom(info, status.error_message());
  }
  return std::nullopt;
}

// What gRPC itself says, in words for people.
v1::Problem ForeignProblem(const grpc::Status& status) {
  if (status.error_code() == grpc::StatusCode::UNAVAILABLE) {
    return ProblemOf(Failure(v1::UNREACHABLE,
                             "The worker does not answer; its jobs and their checkpoints are safe.",
                             "Start photoferry-worker, or check the address after --worker."));
  }
  if (status.error_code() == grpc::StatusCode::UNIMPLEMENTED) {
    return ProblemOf(Failure(v1::BAD_REQUEST,
                             "What listens there is not a Photoferry worker of this version.",
                             "Check the address after --worker."));
  }
  return ProblemOf(
      absl::Status(static_cast<absl::StatusCode>(status.error_code()), status.error_message()));
}

}  // namespace

grpc::Status ToRpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const v1::Problem problem = ProblemOf(status);
  v1::RichStatus rich;
  rich.set_code(static_cast<int>(status.code()));
  rich.set_message(problem.message());
  google::protobuf::Any& detail = *rich.add_details();
  detail.set_type_url(kErrorInfoUrl);
  detail.set_value(InfoOf(problem).SerializeAsString());
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), problem.message(),
                      rich.SerializeAsString());
}

absl::Status FromRpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  const v1::Problem problem = OurProblem(status).value_or(ForeignProblem(status));
  // The code of the wire, the payload of the problem.
  const absl::Status carrier = ToStatus(problem);
  absl::Status result(static_cast<absl::StatusCode>(status.error_code()), problem.message());
  carrier.ForEachPayload(
      [&](absl::string_view url, const absl::Cord& payload) { result.SetPayload(url, payload); });
  return result;
}

}  // namespace photoferry
