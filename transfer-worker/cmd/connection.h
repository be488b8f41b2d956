// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "transfer-worker/cmd/embedded.h"
#include "transfer-worker/cmd/transfer_client.h"
#include "transfer-worker/faces/grpc/grpc_server.h"
#include "transfer-worker/faces/grpc/transfer_service.h"

namespace photoferry {

// What a command talks to: a worker that listens, or an engine inside this process. Both answer the
// same calls, so that commands need not care. One thread at a time; the client is thread-safe.
class Connection {
 public:
  // A worker at `address` ("unix:/path" or "127.0.0.1:PORT"); UNREACHABLE if none answers.
  static absl::StatusOr<std::unique_ptr<Connection>> ToWorker(const std::string& address);
  // An engine of our own; it runs nothing before engine()->Start().
  static absl::StatusOr<std::unique_ptr<Connection>> Embedded(const EmbeddedOptions& options,
                                                              const ProviderTable& providers);
  ~Connection();

  TransferClient& client() { return *client_; }
  EmbeddedEngine* engine() { return engine_.get(); }  // nullptr: a worker elsewhere

 private:
  Connection() = default;

  std::unique_ptr<EmbeddedEngine> engine_;
  std::unique_ptr<TransferServiceFace> face_;
  std::unique_ptr<GrpcServer> server_;
  std::unique_ptr<TransferClient> client_;
};

}  // namespace photoferry
