// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/faces/grpc/grpc_server.h"

#include <grpcpp/grpcpp.h>
#include <sys/stat.h>

#include <filesystem>

#include "tests/transfer-worker/faces/desk_fixture.h"
#include "tests/transfer-worker/faces/raw_call.h"

namespace photoferry {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kReflection[] = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";

class GrpcServerTest : public DeskFixture {
 protected:
  void SetUp() override {
    DeskFixture::SetUp();
    face_ = std::make_unique<TransferServiceFace>(*desk_, *logins_, *scheduler_);
  }

  absl::StatusOr<std::unique_ptr<GrpcServer>> Listen(const std::string& text) {
    PF_ASSIGN_OR_RETURN(const ListenAddress address, ParseListenAddress(text));
    return GrpcServer::Listen(address, *face_);
  }
  static std::shared_ptr<grpc::Channel> ChannelTo(const GrpcServer& server) {
    return grpc::CreateChannel(server.address(), grpc::InsecureChannelCredentials());
  }

  std::unique_ptr<TransferServiceFace> face_;
};

TEST_F(GrpcServerTest, TheSocketIsForItsOwnerOnlyAndGoesWithTheServer) {
  const std::string path = directory_ / "w.sock";
  PF_ASSERT_OK_AND_ASSIGN(auto server, Listen("unix:" + path));
  struct stat found = {};
  ASSERT_EQ(stat(path.c_str(), &found), 0);
  EXPECT_TRUE(S_ISSOCK(found.st_mode));
  EXPECT_EQ(found.st_mode & 0777, 0600u);
  server.reset();
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(GrpcServerTest, ASecondServerDoesNotTakeTheFirstOnesPlace) {
  PF_ASSERT_OK_AND_ASSIGN(const auto socket, Listen("unix:" + directory_ / "w.sock"));
  EXPECT_THAT(Listen("unix:" + directory_ / "w.sock"), ReasonIs(v1::BAD_CONFIGURATION));
  PF_ASSERT_OK_AND_ASSIGN(const auto tcp, Listen("127.0.0.1:0"));
  EXPECT_THAT(tcp->address(), StartsWith("127.0.0.1:"));
  EXPECT_NE(tcp->address(), "127.0.0.1:0");
  EXPECT_THAT(Listen(tcp->address()), ReasonIs(v1::BAD_CONFIGURATION));
}

TEST_F(GrpcServerTest, HealthTurnsToNotServingAtOnceOnDrain) {
  PF_ASSERT_OK_AND_ASSIGN(const auto server, Listen("unix:" + directory_ / "w.sock"));
  // HealthCheckResponse.status: 1 is SERVING, 2 is NOT_SERVING.
  EXPECT_EQ(RawCall(ChannelTo(*server), kHealthCheck, ""), "\x08\x01");
  server->Drain();
  EXPECT_EQ(RawCall(ChannelTo(*server), kHealthCheck, ""), "\x08\x02");
}

TEST_F(GrpcServerTest, ReflectionNamesTheService) {
  PF_ASSERT_OK_AND_ASSIGN(const auto server, Listen("unix:" + directory_ / "w.sock"));
  const std::string list_services = "\x3a\x01*";  // ServerReflectionRequest.list_services
  EXPECT_THAT(RawCall(ChannelTo(*server), kReflection, list_services),
              HasSubstr("photoferry.v1.TransferService"));
}

TEST_F(GrpcServerTest, AServerInsideTheProcessIsReachedThroughItsChannelOnly) {
  PF_ASSERT_OK_AND_ASSIGN(const auto server, GrpcServer::InProcess(*face_));
  const auto stub = v1::TransferService::NewStub(server->channel());
  grpc::ClientContext context;
  v1::ListProvidersResponse answer;
  EXPECT_TRUE(stub->ListProviders(&context, {}, &answer).ok());
  EXPECT_EQ(answer.providers_size(), 2);
}

TEST_F(GrpcServerTest, AFolderThatDoesNotExistIsAClearError) {
  const auto refused = Listen("unix:" + directory_ / "none/w.sock");
  EXPECT_THAT(refused, ReasonIs(v1::BAD_CONFIGURATION));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("cannot listen"));
}

}  // namespace
}  // namespace photoferry
