// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "photoferry/v1/config.pb.h"
#include "transfer-worker/cmd/embedded.h"
#include "transfer-worker/faces/grpc/grpc_server.h"
#include "transfer-worker/faces/grpc/transfer_service.h"
#include "transfer-worker/faces/web/redirect_listener.h"

namespace photoferry {

// A worker process: an engine that runs, and its gRPC face. Its methods belong to one thread.
class Worker {
 public:
  // `config` is complete; `providers` outlives the worker.
  static absl::StatusOr<std::unique_ptr<Worker>> Start(const v1::WorkerConfig& config,
                                                       const ProviderTable& providers);
  ~Worker();

  std::string address() const { return server_->address(); }
  // Where browsers come back to after a login, as this machine sees it; empty: nowhere.
  std::string redirect_address() const;

  // Health turns NOT_SERVING, jobs come to a safe point and are given back. False if that took
  // longer than `patience`: the process may end all the same, every checkpoint is durable, but
  // this object can only be destroyed once the jobs are quiet.
  bool Drain(absl::Duration patience);

 private:
  Worker(std::unique_ptr<EmbeddedEngine> engine, std::unique_ptr<RedirectListener> redirects);
  void ServeRedirects(const ProviderTable& providers);

  std::unique_ptr<EmbeddedEngine> engine_;
  TransferServiceFace face_;
  std::unique_ptr<RedirectListener> redirects_;
  std::unique_ptr<GrpcServer> server_;
  Mutex mutex_;
  std::unique_ptr<Condition> changed_;
  bool quiet_ PF_GUARDED_BY(mutex_) = false;
  std::unique_ptr<Thread> drainer_;
};

}  // namespace photoferry
