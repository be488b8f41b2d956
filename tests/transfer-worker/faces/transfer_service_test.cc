// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/faces/grpc/transfer_service.h"

#include <grpcpp/grpcpp.h>

#include "tests/testing/canary.h"
#include "tests/transfer-worker/faces/desk_fixture.h"
#include "transfer-worker/faces/grpc/grpc_server.h"
#include "transfer-worker/faces/grpc/rpc_status.h"

namespace photoferry {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using Stub = v1::TransferService::Stub;

// A real server on a unix socket, and a client of it.
class TransferServiceTest : public DeskFixture {
 protected:
  void SetUp() override {
    DeskFixture::SetUp();
    Serve({.look = absl::Milliseconds(5), .heartbeat = absl::Milliseconds(50), .most_watchers = 2});
  }
  void TearDown() override { server_.reset(); }

  void Serve(const WatchPace& pace) {
    face_ = std::make_unique<TransferServiceFace>(*desk_, *logins_, *scheduler_, pace);
    PF_ASSERT_OK_AND_ASSIGN(const ListenAddress address,
                            ParseListenAddress("unix:" + directory_ / "w.sock"));
    PF_ASSERT_OK_AND_ASSIGN(server_, GrpcServer::Listen(address, *face_));
    stub_ = v1::TransferService::NewStub(
        grpc::CreateChannel(server_->address(), grpc::InsecureChannelCredentials()));
  }

  template <typename Request, typename Response>
  absl::StatusOr<Response> Ask(grpc::Status (Stub::*call)(grpc::ClientContext*, const Request&,
                                                          Response*),
                               const Request& request) {
    grpc::ClientContext context;
    Response response;
    const grpc::Status status = (stub_.get()->*call)(&context, request, &response);
    if (!status.ok()) return FromRpc(status);
    return response;
  }

  template <typename Request>
  static Request Named(const std::string& name) {
    Request request;
    request.set_name(name);
    return request;
  }

  v1::TransferJob MadeOverTheWire() {
    auto job = Ask(&Stub::CreateTransferJob, CreateRequest());
    EXPECT_THAT(job, IsOk());
    return job.ok() ? *job : v1::TransferJob();
  }

  std::unique_ptr<TransferServiceFace> face_;
  std::unique_ptr<GrpcServer> server_;
  std::unique_ptr<Stub> stub_;
};

TEST_F(TransferServiceTest, AJobIsMadeLookedAtPausedResumedCancelledAndForgotten) {
  const v1::TransferJob job = MadeOverTheWire();
  PF_ASSERT_OK_AND_ASSIGN(const auto got,
                          Ask(&Stub::GetTransferJob, Named<v1::GetTransferJobRequest>(job.name())));
  EXPECT_EQ(got.SerializeAsString(), job.SerializeAsString());
  v1::ListTransferJobsRequest list;
  list.set_parent("tenants/default");
  PF_ASSERT_OK_AND_ASSIGN(const auto listed, Ask(&Stub::ListTransferJobs, list));
  EXPECT_THAT(listed.transfer_jobs(), SizeIs(1));
  PF_ASSERT_OK_AND_ASSIGN(const auto paused, Ask(&Stub::PauseTransferJob,
                                                 Named<v1::PauseTransferJobRequest>(job.name())));
  EXPECT_EQ(paused.state(), v1::PAUSED);
  PF_ASSERT_OK_AND_ASSIGN(const auto resumed, Ask(&Stub::ResumeTransferJob,
                                                  Named<v1::ResumeTransferJobRequest>(job.name())));
  EXPECT_EQ(resumed.state(), v1::QUEUED);
  PF_ASSERT_OK_AND_ASSIGN(
      const auto cancelled,
      Ask(&Stub::CancelTransferJob, Named<v1::CancelTransferJobRequest>(job.name())));
  EXPECT_EQ(cancelled.state(), v1::CANCELLED);
  EXPECT_THAT(Ask(&Stub::DeleteTransferJob, Named<v1::DeleteTransferJobRequest>(job.name())),
              IsOk());
  EXPECT_THAT(Ask(&Stub::GetTransferJob, Named<v1::GetTransferJobRequest>(job.name())),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(TransferServiceTest, ItemsCredentialsAndProvidersAreServed) {
  const v1::TransferJob job = MadeOverTheWire();
  const ClaimedJob claimed = Claim();
  List(claimed, {PhotoNamed("p0"), PhotoNamed("p1")});
  Settle(claimed, FailedMove(1, v1::ITEM_REJECTED, "No.", "Ask there."));
  v1::ListTransferItemsRequest items;
  items.set_parent(job.name());
  items.add_stages(v1::ITEM_FAILED);
  PF_ASSERT_OK_AND_ASSIGN(const auto listed, Ask(&Stub::ListTransferItems, items));
  ASSERT_THAT(listed.transfer_items(), SizeIs(1));
  EXPECT_EQ(listed.transfer_items(0).problem().what_to_do(), "Ask there.");
  EndWith(claimed, v1::SUCCEEDED);
  PF_ASSERT_OK_AND_ASSIGN(const auto retried, Ask(&Stub::RetryFailedItems,
                                                  Named<v1::RetryFailedItemsRequest>(job.name())));
  EXPECT_EQ(retried.reopened(), 1);

  v1::ProvideCredentialsRequest login;
  login.set_name("tenants/default/credentials/facebook");
  login.set_provider("facebook");
  login.set_access_token(canary::Token());
  PF_ASSERT_OK_AND_ASSIGN(const auto credential, Ask(&Stub::ProvideCredentials, login));
  EXPECT_EQ(credential.name(), login.name());
  EXPECT_THAT(Ask(&Stub::DeleteCredentials, Named<v1::DeleteCredentialsRequest>(login.name())),
              IsOk());
  PF_ASSERT_OK_AND_ASSIGN(const auto providers,
                          Ask(&Stub::ListProviders, v1::ListProvidersRequest()));
  EXPECT_THAT(providers.providers(), SizeIs(2));
}

TEST_F(TransferServiceTest, ErrorsArriveWithTheirReasonAndAdvice) {
  v1::CreateTransferJobRequest request = CreateRequest();
  request.mutable_transfer_job()->mutable_source()->set_provider("facebok");
  const absl::Status status = Ask(&Stub::CreateTransferJob, request).status();
  EXPECT_THAT(status,
              AllOf(StatusIs(absl::StatusCode::kInvalidArgument), ReasonIs(v1::BAD_REQUEST)));
  EXPECT_THAT(std::string(status.message()), HasSubstr("Did you mean facebook?"));
  EXPECT_THAT(ProblemOf(status).what_to_do(), HasSubstr("facebook"));
  const v1::TransferJob job = MadeOverTheWire();
  EXPECT_THAT(Ask(&Stub::DeleteTransferJob, Named<v1::DeleteTransferJobRequest>(job.name())),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_F(TransferServiceTest, AWatchTellsTheStateFirstThenChangesAndEndsWithTheJob) {
  const v1::TransferJob job = MadeOverTheWire();
  grpc::ClientContext context;
  const auto reader =
      stub_->WatchTransferJob(&context, Named<v1::WatchTransferJobRequest>(job.name()));
  v1::WatchTransferJobResponse note;
  ASSERT_TRUE(reader->Read(&note));
  EXPECT_EQ(note.transfer_job().state(), v1::QUEUED);
  EXPECT_FALSE(note.heartbeat());
  EXPECT_TRUE(note.has_time());
  // Nothing changes: the next message only shows that the worker lives.
  ASSERT_TRUE(reader->Read(&note));
  EXPECT_TRUE(note.heartbeat());
  EXPECT_THAT(desk_->Express(job.name(), Wish::kCancel), IsOk());
  while (reader->Read(&note)) {
  }
  EXPECT_EQ(note.transfer_job().state(), v1::CANCELLED);
  EXPECT_FALSE(note.heartbeat());
  EXPECT_TRUE(reader->Finish().ok());
}

TEST_F(TransferServiceTest, AWatchOfAnEndedJobIsOneMessageLong) {
  const v1::TransferJob job = MadeOverTheWire();
  EXPECT_THAT(desk_->Express(job.name(), Wish::kCancel), IsOk());
  grpc::ClientContext context;
  const auto reader =
      stub_->WatchTransferJob(&context, Named<v1::WatchTransferJobRequest>(job.name()));
  v1::WatchTransferJobResponse note;
  ASSERT_TRUE(reader->Read(&note));
  EXPECT_FALSE(reader->Read(&note));
  EXPECT_TRUE(reader->Finish().ok());
  grpc::ClientContext other;
  const auto nobody = stub_->WatchTransferJob(
      &other, Named<v1::WatchTransferJobRequest>("tenants/default/transferJobs/none"));
  EXPECT_FALSE(nobody->Read(&note));
  EXPECT_EQ(nobody->Finish().error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(TransferServiceTest, AWatchEndsWhenTheClientGoesAndMakesRoomForOthers) {
  const v1::TransferJob job = MadeOverTheWire();
  const auto request = Named<v1::WatchTransferJobRequest>(job.name());
  v1::WatchTransferJobResponse note;
  for (int i = 0; i < 6; ++i) {  // more than may watch at a time
    grpc::ClientContext context;
    const auto reader = stub_->WatchTransferJob(&context, request);
    // The server may notice a moment late that the last one has gone.
    const bool told = reader->Read(&note);
    if (told) context.TryCancel();
    while (reader->Read(&note)) {
    }
    const grpc::StatusCode code = reader->Finish().error_code();
    EXPECT_EQ(code, told ? grpc::StatusCode::CANCELLED : grpc::StatusCode::RESOURCE_EXHAUSTED);
    if (!told) {
      --i;
      scheduler_->SleepFor(absl::Milliseconds(5), {});
    }
  }
}

TEST_F(TransferServiceTest, TooManyWatchersAreRefusedAndTheOthersGoOn) {
  const v1::TransferJob job = MadeOverTheWire();
  const auto request = Named<v1::WatchTransferJobRequest>(job.name());
  v1::WatchTransferJobResponse note;
  grpc::ClientContext contexts[3];
  const auto first = stub_->WatchTransferJob(&contexts[0], request);
  const auto second = stub_->WatchTransferJob(&contexts[1], request);
  ASSERT_TRUE(first->Read(&note));
  ASSERT_TRUE(second->Read(&note));
  const auto third = stub_->WatchTransferJob(&contexts[2], request);
  EXPECT_FALSE(third->Read(&note));
  EXPECT_THAT(FromRpc(third->Finish()), ReasonIs(v1::RATE_LIMITED));
  ASSERT_TRUE(first->Read(&note));
  // Shutting the worker down ends the rest.
  server_->Drain();
  while (first->Read(&note)) {
  }
  EXPECT_THAT(FromRpc(first->Finish()), ReasonIs(v1::SERVICE_DOWN));
  contexts[1].TryCancel();
}

}  // namespace
}  // namespace photoferry
