// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/cmd/connection.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <chrono>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"

namespace photoferry {
namespace {

constexpr std::chrono::seconds kPatience(5);

}  // namespace

absl::StatusOr<std::unique_ptr<Connection>> Connection::ToWorker(const std::string& address) {
  // Tokens travel here: like the worker, the client goes no further than this machine.
  PF_ASSIGN_OR_RETURN(const ListenAddress checked, ParseListenAddress(address));
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(-1);
  const auto channel =
      grpc::CreateCustomChannel(checked.ToString(), grpc::InsecureChannelCredentials(), arguments);
  if (!channel->WaitForConnected(std::chrono::system_clock::now() + kPatience)) {
    return Failure(v1::UNREACHABLE,
                   absl::StrCat("No worker answers at ", checked.ToString(),
                                "; checkpoints are safe in its state directory."),
                   "Start photoferry-worker, or check the address after --worker.");
  }
  std::unique_ptr<Connection> connection(new Connection);
  connection->client_ = std::make_unique<TransferClient>(channel);
  return connection;
}

absl::StatusOr<std::unique_ptr<Connection>> Connection::Embedded(const EmbeddedOptions& options,
                                                                 const ProviderTable& providers) {
  std::unique_ptr<Connection> connection(new Connection);
  PF_ASSIGN_OR_RETURN(connection->engine_, EmbeddedEngine::Open(options, providers));
  EmbeddedEngine& engine = *connection->engine_;
  connection->face_ =
      std::make_unique<TransferServiceFace>(engine.desk(), engine.logins(), engine.scheduler());
  PF_ASSIGN_OR_RETURN(connection->server_, GrpcServer::InProcess(*connection->face_));
  connection->client_ = std::make_unique<TransferClient>(connection->server_->channel());
  return connection;
}

Connection::~Connection() {
  client_.reset();
  if (server_ != nullptr) server_->Stop(absl::ZeroDuration());
}

}  // namespace photoferry
