// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/faces/grpc/grpc_server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"

namespace photoferry {
namespace {

// Both are switches of the whole process, read when a server is built.
void EnableHealthAndReflection() {
  static const bool once = [] {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    return true;
  }();
  (void)once;
}

std::string WithPort(const std::string& tcp, int port) {
  return absl::StrCat(tcp.substr(0, tcp.rfind(':') + 1), port);
}

}  // namespace

GrpcServer::GrpcServer(ListenAddress address, TransferServiceFace& service)
    : address_(std::move(address)), service_(service) {}

GrpcServer::~GrpcServer() {
  Stop(absl::ZeroDuration());
}

absl::StatusOr<std::unique_ptr<GrpcServer>> GrpcServer::Listen(const ListenAddress& address,
                                                               TransferServiceFace& service) {
  const std::string& path = address.socket_path;
  if (!path.empty()) PF_RETURN_IF_ERROR(RemoveStaleSocket(path));
  std::unique_ptr<GrpcServer> server(new GrpcServer(address, service));
  // The socket must never be open to others, not even between its making and a chmod.
  const mode_t old_mask = umask(0177);
  const absl::Status built = server->Build();
  umask(old_mask);
  PF_RETURN_IF_ERROR(built);
  if (!path.empty() && chmod(path.c_str(), 0600) != 0) {
    return Failure(v1::BAD_CONFIGURATION,
                   absl::StrCat("The socket ", path, " cannot be kept private: ", strerror(errno)),
                   "Choose another place with --listen unix:/path.");
  }
  return server;
}

absl::StatusOr<std::unique_ptr<GrpcServer>> GrpcServer::InProcess(TransferServiceFace& service) {
  std::unique_ptr<GrpcServer> server(new GrpcServer({}, service));
  PF_RETURN_IF_ERROR(server->Build());
  return server;
}

absl::Status GrpcServer::Build() {
  EnableHealthAndReflection();
  grpc::ServerBuilder builder;
  builder.RegisterService(&service_);
  // A second worker on the same port must fail instead of taking half of the calls.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  const bool listens = !address_.ToString().empty();
  int port = 0;
  if (listens) {
    builder.AddListeningPort(address_.ToString(), grpc::InsecureServerCredentials(), &port);
  }
  server_ = builder.BuildAndStart();
  if (server_ == nullptr || (listens && port == 0)) {
    return Failure(v1::BAD_CONFIGURATION,
                   absl::StrCat("The worker cannot listen on ", address_.ToString(), "."),
                   "See whether another program uses it and whether its folder can be written, or "
                   "choose another address with --listen.");
  }
  if (!address_.tcp.empty()) address_.tcp = WithPort(address_.tcp, port);
  return absl::OkStatus();
}

std::shared_ptr<grpc::Channel> GrpcServer::channel() {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(-1);
  return server_->InProcessChannel(arguments);
}

void GrpcServer::Drain() {
  service_.EndWatches();
  if (server_ == nullptr) return;
  if (auto* health = server_->GetHealthCheckService()) health->SetServingStatus(false);
}

void GrpcServer::Stop(absl::Duration patience) {
  if (server_ == nullptr) return;
  Drain();
  server_->Shutdown(absl::ToChronoTime(absl::Now() + patience));
  server_->Wait();
  server_.reset();
  if (!address_.socket_path.empty()) unlink(address_.socket_path.c_str());
}

}  // namespace photoferry
