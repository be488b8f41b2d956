// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "photoferry/v1/transfer_service.grpc.pb.h"
#include "transfer-worker/faces/grpc/rpc_status.h"

namespace photoferry {

inline constexpr char kParent[] = "tenants/default";

// The service as the command line calls it, wherever it is. Thread-safe.
class TransferClient {
 public:
  using Stub = v1::TransferService::Stub;

  explicit TransferClient(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(v1::TransferService::NewStub(channel)) {}

  // One call, with a deadline: client.Ask(&TransferClient::Stub::GetTransferJob, request).
  template <typename Request, typename Response>
  absl::StatusOr<Response> Ask(grpc::Status (Stub::*call)(grpc::ClientContext*, const Request&,
                                                          Response*),
                               const Request& request) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::minutes(2));
    Response response;
    const grpc::Status status = (stub_.get()->*call)(&context, request, &response);
    if (!status.ok()) return FromRpc(status);
    return response;
  }

  // What a person writes for a job: its full name, the beginning of its id, or nothing for the
  // newest. BAD_REQUEST if it fits none or several.
  absl::StatusOr<std::string> JobName(absl::string_view text);

  // The newest job for which `wanted` is true; nothing: there is none.
  absl::StatusOr<std::optional<v1::TransferJob>> FindJob(
      const std::function<bool(const v1::TransferJob&)>& wanted);

  Stub& stub() { return *stub_; }

 private:
  const std::unique_ptr<Stub> stub_;
};

}  // namespace photoferry
