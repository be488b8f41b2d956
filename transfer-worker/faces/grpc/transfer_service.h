// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <stop_token>

#include "absl/time/time.h"
#include "common/base/scheduler.h"
#include "photoferry/v1/transfer_service.grpc.pb.h"
#include "transfer-worker/engine/job_desk.h"
#include "transfer-worker/engine/login_desk.h"

namespace photoferry {

struct WatchPace {
  absl::Duration look = absl::Milliseconds(250);  // how often the store is asked for changes
  absl::Duration heartbeat = absl::Seconds(10);
  int most_watchers = 64;  // each takes a thread; more are refused with RESOURCE_EXHAUSTED
};

// The job desk and the login desk, spoken over gRPC. Thread-safe.
class TransferServiceFace final : public v1::TransferService::Service {
 public:
  TransferServiceFace(JobDesk& desk, LoginDesk& logins, Scheduler& scheduler, WatchPace pace = {});

  // Ends every Watch, with UNAVAILABLE: the job goes on when a worker is back.
  void EndWatches() { stop_.request_stop(); }

  grpc::Status CreateTransferJob(grpc::ServerContext*, const v1::CreateTransferJobRequest*,
                                 v1::TransferJob*) override;
  grpc::Status GetTransferJob(grpc::ServerContext*, const v1::GetTransferJobRequest*,
                              v1::TransferJob*) override;
  grpc::Status ListTransferJobs(grpc::ServerContext*, const v1::ListTransferJobsRequest*,
                                v1::ListTransferJobsResponse*) override;
  grpc::Status WatchTransferJob(grpc::ServerContext*, const v1::WatchTransferJobRequest*,
                                grpc::ServerWriter<v1::WatchTransferJobResponse>*) override;
  grpc::Status PauseTransferJob(grpc::ServerContext*, const v1::PauseTransferJobRequest*,
                                v1::TransferJob*) override;
  grpc::Status ResumeTransferJob(grpc::ServerContext*, const v1::ResumeTransferJobRequest*,
                                 v1::TransferJob*) override;
  grpc::Status CancelTransferJob(grpc::ServerContext*, const v1::CancelTransferJobRequest*,
                                 v1::TransferJob*) override;
  grpc::Status DeleteTransferJob(grpc::ServerContext*, const v1::DeleteTransferJobRequest*,
                                 google::protobuf::Empty*) override;
  grpc::Status ListTransferItems(grpc::ServerContext*, const v1::ListTransferItemsRequest*,
                                 v1::ListTransferItemsResponse*) override;
  grpc::Status RetryFailedItems(grpc::ServerContext*, const v1::RetryFailedItemsRequest*,
                                v1::RetryFailedItemsResponse*) override;
  grpc::Status ProvideCredentials(grpc::ServerContext*, const v1::ProvideCredentialsRequest*,
                                  v1::Credential*) override;
  grpc::Status DeleteCredentials(grpc::ServerContext*, const v1::DeleteCredentialsRequest*,
                                 google::protobuf::Empty*) override;
  grpc::Status ListCredentials(grpc::ServerContext*, const v1::ListCredentialsRequest*,
                               v1::ListCredentialsResponse*) override;
  grpc::Status BeginAuthorization(grpc::ServerContext*, const v1::BeginAuthorizationRequest*,
                                  v1::Authorization*) override;
  grpc::Status GetAuthorization(grpc::ServerContext*, const v1::GetAuthorizationRequest*,
                                v1::Authorization*) override;
  grpc::Status CompleteAuthorization(grpc::ServerContext*, const v1::CompleteAuthorizationRequest*,
                                     v1::Authorization*) override;
  grpc::Status ListProviders(grpc::ServerContext*, const v1::ListProvidersRequest*,
                             v1::ListProvidersResponse*) override;

 private:
  grpc::Status Watch(const grpc::ServerContext& context, const std::string& name,
                     grpc::ServerWriter<v1::WatchTransferJobResponse>& writer);

  JobDesk& desk_;
  LoginDesk& logins_;
  Scheduler& scheduler_;
  const WatchPace pace_;
  std::stop_source stop_;
  std::atomic<int> watchers_ = 0;
};

}  // namespace photoferry
