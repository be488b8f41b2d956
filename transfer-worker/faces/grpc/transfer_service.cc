// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/faces/grpc/transfer_service.h"

#include <google/protobuf/util/message_differencer.h>

#include <optional>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "common/base/status.h"
#include "transfer-worker/engine/report_text.h"
#include "transfer-worker/faces/grpc/rpc_status.h"

namespace photoferry {
namespace {

template <typename Message>
grpc::Status Answer(absl::StatusOr<Message> result, Message* response) {
  if (!result.ok()) return ToRpc(result.status());
  *response = *std::move(result);
  return grpc::Status::OK;
}

v1::WatchTransferJobResponse NoteOf(const v1::TransferJob& job, bool heartbeat, absl::Time now) {
  v1::WatchTransferJobResponse note;
  *note.mutable_transfer_job() = job;
  note.set_heartbeat(heartbeat);
  const int64_t nanos = absl::ToUnixNanos(now);
  note.mutable_time()->set_seconds(nanos / 1000000000);
  note.mutable_time()->set_nanos(static_cast<int32_t>(nanos % 1000000000));
  return note;
}

}  // namespace

TransferServiceFace::TransferServiceFace(JobDesk& desk, LoginDesk& logins, Scheduler& scheduler,
                                         WatchPace pace)
    : desk_(desk), logins_(logins), scheduler_(scheduler), pace_(pace) {}

grpc::Status TransferServiceFace::CreateTransferJob(grpc::ServerContext*,
                                                    const v1::CreateTransferJobRequest* request,
                                                    v1::TransferJob* response) {
  return Answer(desk_.Create(*request), response);
}

grpc::Status TransferServiceFace::GetTransferJob(grpc::ServerContext*,
                                                 const v1::GetTransferJobRequest* request,
                                                 v1::TransferJob* response) {
  return Answer(desk_.Get(request->name()), response);
}

grpc::Status TransferServiceFace::ListTransferJobs(grpc::ServerContext*,
                                                   const v1::ListTransferJobsRequest* request,
                                                   v1::ListTransferJobsResponse* response) {
  return Answer(desk_.List(*request), response);
}

grpc::Status TransferServiceFace::WatchTransferJob(
    grpc::ServerContext* context, const v1::WatchTransferJobRequest* request,
    grpc::ServerWriter<v1::WatchTransferJobResponse>* writer) {
  const absl::Cleanup leave = [this] { watchers_.fetch_sub(1); };
  if (watchers_.fetch_add(1) >= pace_.most_watchers) {
    return ToRpc(Failure(v1::RATE_LIMITED, "As many watch this worker as it allows.",
                         "Ask again later, or ask with GetTransferJob."));
  }
  return Watch(*context, request->name(), *writer);
}

grpc::Status TransferServiceFace::Watch(const grpc::ServerContext& context, const std::string& name,
                                        grpc::ServerWriter<v1::WatchTransferJobResponse>& writer) {
  std::optional<v1::TransferJob> told;
  absl::Duration told_at;
  while (!context.IsCancelled()) {
    absl::StatusOr<v1::TransferJob> job = desk_.Get(name);
    if (!job.ok()) return ToRpc(job.status());
    const absl::Duration now = scheduler_.clock().Monotonic();
    const bool changed =
        !told.has_value() || !google::protobuf::util::MessageDifferencer::Equals(*told, *job);
    if (changed || now - told_at >= pace_.heartbeat) {
      if (!writer.Write(NoteOf(*job, !changed, scheduler_.clock().Now()))) break;
      told_at = now;
      told = *std::move(job);
    }
    if (HasEnded(told->state())) return grpc::Status::OK;
    if (!scheduler_.SleepFor(pace_.look, stop_.get_token())) {
      return ToRpc(Failure(v1::SERVICE_DOWN,
                           "The worker is stopping; the job's checkpoints are safe.",
                           "It goes on when the worker is started again."));
    }
  }
  return grpc::Status(grpc::StatusCode::CANCELLED, "The watcher has gone.");
}

grpc::Status TransferServiceFace::PauseTransferJob(grpc::ServerContext*,
                                                   const v1::PauseTransferJobRequest* request,
                                                   v1::TransferJob* response) {
  return Answer(desk_.Express(request->name(), Wish::kPause), response);
}

grpc::Status TransferServiceFace::ResumeTransferJob(grpc::ServerContext*,
                                                    const v1::ResumeTransferJobRequest* request,
                                                    v1::TransferJob* response) {
  return Answer(desk_.Express(request->name(), Wish::kResume), response);
}

grpc::Status TransferServiceFace::CancelTransferJob(grpc::ServerContext*,
                                                    const v1::CancelTransferJobRequest* request,
                                                    v1::TransferJob* response) {
  return Answer(desk_.Express(request->name(), Wish::kCancel), response);
}

grpc::Status TransferServiceFace::DeleteTransferJob(grpc::ServerContext*,
                                                    const v1::DeleteTransferJobRequest* request,
                                                    google::protobuf::Empty*) {
  return ToRpc(desk_.Delete(request->name()));
}

grpc::Status TransferServiceFace::ListTransferItems(grpc::ServerContext*,
                                                    const v1::ListTransferItemsRequest* request,
                                                    v1::ListTransferItemsResponse* response) {
  return Answer(desk_.ListItems(*request), response);
}

grpc::Status TransferServiceFace::RetryFailedItems(grpc::ServerContext*,
                                                   const v1::RetryFailedItemsRequest* request,
                                                   v1::RetryFailedItemsResponse* response) {
  return Answer(desk_.Retry(*request), response);
}

grpc::Status TransferServiceFace::ProvideCredentials(grpc::ServerContext*,
                                                     const v1::ProvideCredentialsRequest* request,
                                                     v1::Credential* response) {
  return Answer(logins_.Provide(*request), response);
}

grpc::Status TransferServiceFace::DeleteCredentials(grpc::ServerContext*,
                                                    const v1::DeleteCredentialsRequest* request,
                                                    google::protobuf::Empty*) {
  return ToRpc(logins_.Delete(*request));
}

grpc::Status TransferServiceFace::ListCredentials(grpc::ServerContext*,
                                                  const v1::ListCredentialsRequest* request,
                                                  v1::ListCredentialsResponse* response) {
  return Answer(logins_.List(*request), response);
}

grpc::Status TransferServiceFace::BeginAuthorization(grpc::ServerContext*,
                                                     const v1::BeginAuthorizationRequest* request,
                                                     v1::Authorization* response) {
  return Answer(logins_.Begin(*request), response);
}

grpc::Status TransferServiceFace::GetAuthorization(grpc::ServerContext*,
                                                   const v1::GetAuthorizationRequest* request,
                                                   v1::Authorization* response) {
  return Answer(logins_.Get(request->name()), response);
}

grpc::Status TransferServiceFace::CompleteAuthorization(
    grpc::ServerContext*, const v1::CompleteAuthorizationRequest* request,
    v1::Authorization* response) {
  return Answer(logins_.Complete(*request), response);
}

grpc::Status TransferServiceFace::ListProviders(grpc::ServerContext*,
                                                const v1::ListProvidersRequest*,
                                                v1::ListProvidersResponse* response) {
  *response = desk_.ListProviders();
  return grpc::Status::OK;
}

}  // namespace photoferry
