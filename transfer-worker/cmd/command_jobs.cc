// SPDX-License-Identifier: Apache-2.0
//
// photoferry jobs, watch, pause, resume, cancel and delete.
#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "transfer-worker/cmd/commands.h"
#include "transfer-worker/cmd/summary.h"

namespace photoferry {
namespace {

using Stub = TransferClient::Stub;

struct Flags {
  std::string job;
  bool no_wait = false;
};

template <typename Request>
absl::StatusOr<Request> RequestFor(TransferClient& client, const Flags& flags) {
  Request request;
  PF_ASSIGN_OR_RETURN(*request.mutable_name(), client.JobName(flags.job));
  return request;
}

absl::StatusOr<ExitCode> ListJobs(Commands& commands) {
  PF_ASSIGN_OR_RETURN(const auto connection, commands.Connect());
  bool any = false;
  const auto show = [&](const v1::TransferJob& job) {
    commands.console.Say(JobLine(job, absl::LocalTimeZone()));
    commands.console.Emit(job);
    any = true;
    return false;
  };
  PF_RETURN_IF_ERROR(connection->client().FindJob(show).status());
  if (!any) commands.console.Remark("There are no jobs yet.");
  return kDone;
}

absl::StatusOr<ExitCode> Watch(Commands& commands, const Flags& flags) {
  PF_ASSIGN_OR_RETURN(const auto connection, commands.Connect());
  PF_ASSIGN_OR_RETURN(const auto request,
                      RequestFor<v1::GetTransferJobRequest>(connection->client(), flags));
  if (connection->engine() == nullptr) {
    return WatchThere(commands, *connection, request.name(), flags.no_wait);
  }
  // Nobody works on it: there is nothing to wait for.
  PF_ASSIGN_OR_RETURN(const v1::TransferJob job,
                      connection->client().Ask(&Stub::GetTransferJob, request));
  commands.console.Say(JobSummary(
      job, {.report = commands.ReportOf(job.name()), .counts = commands.ReportedOf(job.name())}));
  commands.console.Emit(job);
  return ExitCodeOf(job);
}

template <typename Request>
absl::StatusOr<ExitCode> Express(Commands& commands, const Flags& flags,
                                 grpc::Status (Stub::*call)(grpc::ClientContext*, const Request&,
                                                            v1::TransferJob*)) {
  PF_ASSIGN_OR_RETURN(const auto connection, commands.Connect());
  PF_ASSIGN_OR_RETURN(const Request request, RequestFor<Request>(connection->client(), flags));
  PF_ASSIGN_OR_RETURN(const v1::TransferJob job, connection->client().Ask(call, request));
  commands.console.Say(JobLine(job, absl::LocalTimeZone()));
  if (job.state() == v1::RUNNING && job.desired_state() != v1::RUN) {
    commands.console.Remark("That is done at the next safe point; photoferry watch shows when.");
  }
  commands.console.Emit(job);
  return kDone;
}

absl::StatusOr<ExitCode> Resume(Commands& commands, const Flags& flags) {
  PF_ASSIGN_OR_RETURN(const auto connection, commands.Connect());
  if (connection->engine() == nullptr) {
    return Express(commands, flags, &Stub::ResumeTransferJob);
  }
  PF_ASSIGN_OR_RETURN(const auto request,
                      RequestFor<v1::ResumeTransferJobRequest>(connection->client(), flags));
  PF_ASSIGN_OR_RETURN(const v1::TransferJob job,
                      connection->client().Ask(&Stub::ResumeTransferJob, request));
  commands.console.Remark(ContinuingText(job));
  return RunHere(commands, *connection, job.name(), flags.no_wait);
}

absl::StatusOr<ExitCode> Delete(Commands& commands, const Flags& flags) {
  PF_ASSIGN_OR_RETURN(const auto connection, commands.Connect());
  PF_ASSIGN_OR_RETURN(const auto request,
                      RequestFor<v1::DeleteTransferJobRequest>(connection->client(), flags));
  PF_RETURN_IF_ERROR(connection->client().Ask(&Stub::DeleteTransferJob, request).status());
  commands.RemoveReports(request.name());
  commands.console.Say(
      absl::StrCat("Forgot job ", ShortId(request.name()), ". What it moved stays where it is."));
  return kDone;
}

}  // namespace

void AddJobCommands(Commands& commands) {
  const auto flags = std::make_shared<Flags>();
  const auto add = [&](const std::string& name, const std::string& help, Action action) {
    CLI::App* command = commands.Add(name, help, std::move(action));
    command->add_option("--worker", commands.worker,
                        "A worker's address [unix:STATE/worker.sock, if one listens there]");
    return command;
  };
  const auto add_for_job = [&](const std::string& name, const std::string& help, Action action) {
    CLI::App* command = add(name, help, std::move(action));
    command->add_option("job", flags->job, "The beginning of its id [the newest]");
    return command;
  };
  add("jobs", "List jobs, the newest first", [&commands] { return ListJobs(commands); });
  CLI::App* watch = add_for_job("watch", "Show a job until it comes to rest",
                                [&commands, flags] { return Watch(commands, *flags); });
  add_for_job("pause", "Stop a job at the next safe point",
              [&commands, flags] { return Express(commands, *flags, &Stub::PauseTransferJob); });
  CLI::App* resume = add_for_job("resume", "Go on with a job; here and now if no worker listens",
                                 [&commands, flags] { return Resume(commands, *flags); });
  commands.AddEngineFlags(resume);
  for (CLI::App* command : {watch, resume}) {
    command->add_flag("--no-wait", flags->no_wait, "End with code 5 instead of waiting for quotas");
  }
  add_for_job("cancel", "End a job; what arrived stays",
              [&commands, flags] { return Express(commands, *flags, &Stub::CancelTransferJob); });
  add_for_job("delete", "Forget a job that has ended or is paused",
              [&commands, flags] { return Delete(commands, *flags); });
}

}  // namespace photoferry
