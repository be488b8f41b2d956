// SPDX-License-Identifier: Apache-2.0
#include <google/protobuf/descriptor.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/transfer-worker/faces/desk_fixture.h"
#include "tests/transfer-worker/faces/raw_call.h"
#include "transfer-worker/faces/grpc/grpc_server.h"

// One bad request is one bad request: it is answered, it tells nothing of the inside, and the
// worker goes on for the others.

namespace photoferry {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class HostileRequests : public DeskFixture {
 protected:
  void SetUp() override {
    DeskFixture::SetUp();
    face_ = std::make_unique<TransferServiceFace>(*desk_, *logins_, *scheduler_);
    PF_ASSERT_OK_AND_ASSIGN(const ListenAddress address, ParseListenAddress("unix:" + socket_));
    PF_ASSERT_OK_AND_ASSIGN(server_, GrpcServer::Listen(address, *face_));
    grpc::ChannelArguments arguments;
    arguments.SetMaxSendMessageSize(-1);
    channel_ = grpc::CreateCustomChannel(server_->address(), grpc::InsecureChannelCredentials(),
                                         arguments);
  }

  void ExpectServing() { EXPECT_EQ(RawCall(channel_, kHealthCheck, ""), kServing); }

  // What a browser, a scanner or a fuzzer might say to the socket.
  void Say(const std::string& bytes) {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, socket_.data(), socket_.size());
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ASSERT_EQ(connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
    size_t sent = 0;
    while (sent < bytes.size()) {
      const ssize_t step = send(fd, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
      if (step <= 0) break;  // it has heard enough
      sent += static_cast<size_t>(step);
    }
    close(fd);
  }

  std::string RandomBytes(size_t size) {
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = static_cast<char>(rng_->Next());
    return bytes;
  }

  const std::string socket_ = directory_ / "w.sock";
  std::unique_ptr<TransferServiceFace> face_;
  std::unique_ptr<GrpcServer> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

std::vector<std::string> EveryMethod() {
  const google::protobuf::ServiceDescriptor* const service =
      google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
          "photoferry.v1.TransferService");
  std::vector<std::string> methods;
  for (int i = 0; i < service->method_count(); ++i) {
    methods.push_back(absl::StrCat("/", service->full_name(), "/", service->method(i)->name()));
  }
  return methods;
}

// A message whose first field, a name in every request that has one, holds `text`.
std::string Naming(const std::string& text) {
  return absl::StrCat("\x0a", std::string(1, static_cast<char>(text.size())), text);
}

TEST_F(HostileRequests, OfEveryKindAreAnsweredWithoutAWordOfTheInside) {
  const std::vector<std::string> requests = {
      "",
      "\xff\xff\xff\xff",
      std::string("\x0a\xff\xff\xff\xff\x0f", 6),  // longer than what follows
      std::string("\x0a\x02\xc3\x28", 4),          // no UTF-8
      std::string(60000, '\x0b'),                  // groups in groups
      Naming("tenants/../../etc/passwd"),
      Naming("tenants/default/transferJobs/../../../x"),
      Naming("tenants/default/transferJobs/%2e%2e%2f"),
      Naming(std::string("tenants/default\0/transferJobs/x", 31)),
      Naming("tenants/default/transferJobs/'; DROP TABLE jobs; --"),
      Naming("tenants/default/transferJobs/x\r\nSet-Cookie: y"),
      RandomBytes(200),
  };
  for (const std::string& method : EveryMethod()) {
    for (const std::string& request : requests) {
      const std::string answer = RawCall(channel_, method, request);
      EXPECT_THAT(answer, Not(ContainsRegex("\\.(cc|h):[0-9]|0x[0-9a-f]+|std::|absl::|SQL|sqlite")))
          << method;
      EXPECT_THAT(answer, Not(HasSubstr(directory_.path()))) << method;
    }
    ExpectServing();
  }
}

TEST_F(HostileRequests, WithoutTheirNamesAreErrorsAndNoCrashes) {
  int refused = 0;
  for (const std::string& method : EveryMethod()) {
    const std::string answer = RawCall(channel_, method, "");
    if (absl::StartsWith(answer, "error: ")) ++refused;
  }
  EXPECT_EQ(refused, static_cast<int>(EveryMethod().size()) - 1) << "all but ListProviders";
}

TEST_F(HostileRequests, LargerThanAnyAreRefused) {
  const std::string large(16 << 20, '\0');
  EXPECT_THAT(RawCall(channel_, "/photoferry.v1.TransferService/CreateTransferJob", large),
              StartsWith("error: "));
  ExpectServing();
}

TEST_F(HostileRequests, ThatAreNoGrpcDoNotStopTheServer) {
  const std::string preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  for (const std::string& bytes :
       {std::string("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), std::string("\x16\x03\x01\x02"),
        std::string(1 << 20, 'A'), RandomBytes(4096), preface, preface + RandomBytes(4096),
        preface + std::string("\xff\xff\xff\x01\x04\x00\x00\x00\x01", 9) + RandomBytes(1 << 20)}) {
    Say(bytes);
    ExpectServing();
  }
}

}  // namespace
}  // namespace photoferry
