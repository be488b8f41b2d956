// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/server.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "transfer-worker/faces/grpc/listen_address.h"
#include "transfer-worker/faces/grpc/transfer_service.h"

namespace photoferry {

// The transfer service with grpc.health.v1 and reflection beside it. A unix socket is made with
// mode 0600. Thread-safe. The destructor stops it.
class GrpcServer {
 public:
  // `service` outlives the server.
  static absl::StatusOr<std::unique_ptr<GrpcServer>> Listen(const ListenAddress& address,
                                                            TransferServiceFace& service);
  // Listens nowhere: reached only through channel(), inside this process.
  static absl::StatusOr<std::unique_ptr<GrpcServer>> InProcess(TransferServiceFace& service);

  ~GrpcServer();

  // Where it listens, with the port that was chosen.
  std::string address() const { return address_.ToString(); }
  std::shared_ptr<grpc::Channel> channel();

  // Health says NOT_SERVING from now on, and watches end. Other calls are still answered.
  void Drain();
  // Drain, then no new call; calls under way get `patience`. Harmless to repeat.
  void Stop(absl::Duration patience);

 private:
  GrpcServer(ListenAddress address, TransferServiceFace& service);
  absl::Status Build();

  ListenAddress address_;
  TransferServiceFace& service_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace photoferry
