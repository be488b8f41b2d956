// SPDX-License-Identifier: Apache-2.0
//
// Runs or watches one job until it comes to rest.
#include "absl/strings/str_cat.h"
#include "common/base/clock.h"
#include "common/base/proto_time.h"
#include "common/base/status.h"
#include "photoferry/v1/command_line.pb.h"
#include "transfer-worker/cmd/commands.h"
#include "transfer-worker/cmd/follow.h"
#include "transfer-worker/cmd/summary.h"
#include "transfer-worker/engine/report.h"
#include "transfer-worker/engine/report_text.h"

namespace photoferry {
namespace {

using Stub = TransferClient::Stub;

// A large file comes to a safe point within a chunk, a slow network takes a little longer.
constexpr absl::Duration kPausePatience = absl::Seconds(30);
// A report of a million items takes a second; another machine's worker leaves none here.
constexpr absl::Duration kReportPatience = absl::Seconds(3);

absl::StatusOr<v1::TransferJob> Get(TransferClient& client, const std::string& name) {
  v1::GetTransferJobRequest request;
  request.set_name(name);
  return client.Ask(&Stub::GetTransferJob, request);
}

// Pauses the job and waits until it is. A second interrupt ends the waiting, not the checkpoints.
absl::StatusOr<v1::TransferJob> PauseAndWait(Commands& commands, EmbeddedEngine& engine,
                                             TransferClient& client, const std::string& name) {
  commands.console.Remark("Pausing at the next safe point (Ctrl-C again to leave at once) ...");
  v1::PauseTransferJobRequest request;
  request.set_name(name);
  PF_ASSIGN_OR_RETURN(v1::TransferJob job, client.Ask(&Stub::PauseTransferJob, request));
  const absl::Duration end = engine.scheduler().clock().Monotonic() + kPausePatience;
  while (!IsAtRest(job, /*no_wait=*/true) && engine.scheduler().clock().Monotonic() < end) {
    if (commands.interrupts.Wait(absl::Milliseconds(100))) break;
    PF_ASSIGN_OR_RETURN(job, Get(client, name));
  }
  return job;
}

// The supervisor writes the report of a job that it ran to its end; one that was cancelled while
// nobody worked on it has none yet.
void EnsureReport(Commands& commands, EmbeddedEngine& engine, const v1::TransferJob& job) {
  if (!HasEnded(job.state()) || !commands.ReportOf(job.name()).empty()) return;
  const auto written = WriteReport(engine.store().jobs(), job.name(),
                                   ReportDirectory(engine.state_directory(), job.name()));
  if (!written.ok()) commands.console.Error(written.status());
}

void TellProblem(Console& console, const v1::TransferJob& job) {
  const v1::Problem& problem = job.state() == v1::FAILED ? job.failure() : job.waiting().problem();
  const bool stands = job.state() == v1::FAILED || job.state() == v1::WAITING;
  if (stands && !problem.message().empty()) console.Error(ToStatus(problem));
}

// A worker writes the report a moment after it said that the job has ended.
std::string AwaitReport(Commands& commands, const v1::TransferJob& job) {
  const absl::Time end = FromProto(job.end_time()) + kReportPatience;
  while (true) {
    std::string report = commands.ReportOf(job.name());
    if (!report.empty() || SystemClock().Now() >= end) return report;
    if (commands.interrupts.Wait(absl::Milliseconds(50))) return "";
  }
}

ExitCode Conclude(Commands& commands, const v1::TransferJob& job, ExitCode code, bool in_worker) {
  const std::string report = HasEnded(job.state()) ? AwaitReport(commands, job) : "";
  TellProblem(commands.console, job);
  if (!commands.console.quiet) {
    commands.console.Say(JobSummary(
        job,
        {.report = report, .counts = commands.ReportedOf(job.name()), .in_worker = in_worker}));
  }
  v1::RunResult result;
  *result.mutable_transfer_job() = job;
  result.set_exit_code(code);
  result.set_report(report);
  commands.console.Emit(result);
  return code;
}

}  // namespace

absl::StatusOr<ExitCode> RunHere(Commands& commands, Connection& connection,
                                 const std::string& job_name, bool no_wait) {
  EmbeddedEngine& engine = *connection.engine();
  engine.Start(job_name);
  PF_ASSIGN_OR_RETURN(FollowResult followed,
                      Follow(connection.client(), job_name, commands.console, commands.interrupts,
                             engine.scheduler(), {.no_wait = no_wait}));
  if (followed.interrupted) {
    PF_ASSIGN_OR_RETURN(followed.job,
                        PauseAndWait(commands, engine, connection.client(), job_name));
  }
  engine.Stop();
  PF_ASSIGN_OR_RETURN(const v1::TransferJob job, Get(connection.client(), job_name));
  EnsureReport(commands, engine, job);
  const bool cut_short = followed.interrupted && !HasEnded(job.state());
  return Conclude(commands, job, cut_short ? kInterrupted : ExitCodeOf(job),
                  /*in_worker=*/false);
}

absl::StatusOr<ExitCode> WatchThere(Commands& commands, Connection& connection,
                                    const std::string& job_name, bool no_wait) {
  const std::unique_ptr<Scheduler> scheduler = NewThreadScheduler();
  PF_ASSIGN_OR_RETURN(const FollowResult followed,
                      Follow(connection.client(), job_name, commands.console, commands.interrupts,
                             *scheduler, {.no_wait = no_wait}));
  if (!followed.interrupted) {
    return Conclude(commands, followed.job, ExitCodeOf(followed.job), /*in_worker=*/true);
  }
  commands.console.Remark(
      absl::StrCat("The job goes on in the worker; watch it again with: "
                   "photoferry watch ",
                   ShortId(job_name)));
  return kInterrupted;
}

}  // namespace photoferry
