// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/faces/grpc/rpc_status.h"

#include "photoferry/v1/rich_error.pb.h"
#include "tests/testing/status_matchers.h"

namespace photoferry {
namespace {

using ::testing::SizeIs;

v1::Problem FullProblem() {
  v1::Problem problem;
  problem.set_reason(v1::DESTINATION_FULL);
  problem.set_message("The disk is full.");
  problem.set_what_to_do("Make room.");
  problem.mutable_retry_after()->set_seconds(900);
  (*problem.mutable_metadata())["path"] = "/photos";
  return problem;
}

TEST(RpcStatus, TheTrailerHoldsAnErrorInfoThatOrdinaryClientsDecode) {
  const grpc::Status status = ToRpc(ToStatus(FullProblem()));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(status.error_message(), "The disk is full.");
  v1::RichStatus rich;
  ASSERT_TRUE(rich.ParseFromString(status.error_details()));
  EXPECT_EQ(rich.code(), 8);
  EXPECT_EQ(rich.message(), "The disk is full.");
  ASSERT_THAT(rich.details(), SizeIs(1));
  EXPECT_EQ(rich.details(0).type_url(), "type.googleapis.com/google.rpc.ErrorInfo");
  v1::ErrorInfo info;
  ASSERT_TRUE(info.ParseFromString(rich.details(0).value()));
  EXPECT_EQ(info.reason(), "DESTINATION_FULL");
  EXPECT_EQ(info.domain(), "photoferry");
  EXPECT_EQ(info.metadata().at("whatToDo"), "Make room.");
  EXPECT_EQ(info.metadata().at("retryAfterSeconds"), "900");
  EXPECT_EQ(info.metadata().at("path"), "/photos");
}

TEST(RpcStatus, AProblemSurvivesTheWayThereAndBack) {
  const absl::Status back = FromRpc(ToRpc(ToStatus(FullProblem())));
  EXPECT_EQ(ProblemOf(back).SerializeAsString(), FullProblem().SerializeAsString());
  EXPECT_THAT(back, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_TRUE(FromRpc(ToRpc(absl::OkStatus())).ok());
}

TEST(RpcStatus, TheCodeOfTheWireWinsOverThatOfTheReason) {
  absl::Status odd(absl::StatusCode::kNotFound, "no such job");
  Failure(v1::BAD_REQUEST, "no such job").ForEachPayload([&](absl::string_view url, const auto& p) {
    odd.SetPayload(url, p);
  });
  const absl::Status back = FromRpc(ToRpc(odd));
  EXPECT_THAT(back, StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(back, ReasonIs(v1::BAD_REQUEST));
}

TEST(RpcStatus, ForeignErrorsArePutIntoWords) {
  const absl::Status gone = FromRpc(grpc::Status(grpc::StatusCode::UNAVAILABLE, "connect failed"));
  EXPECT_THAT(gone, ReasonIs(v1::UNREACHABLE));
  EXPECT_NE(ProblemOf(gone).what_to_do(), "");
  EXPECT_THAT(FromRpc(grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "")),
              ReasonIs(v1::BAD_REQUEST));
  EXPECT_THAT(FromRpc(grpc::Status(grpc::StatusCode::INTERNAL, "x", "\xff\xff not a proto")),
              ReasonIs(v1::INTERNAL_FAULT));
}

}  // namespace
}  // namespace photoferry
