// SPDX-License-Identifier: Apache-2.0
//
// photoferry run, plan and start.
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status.h"
#include "photoferry/v1/command_line.pb.h"
#include "transfer-worker/cmd/commands.h"
#include "transfer-worker/cmd/follow.h"
#include "transfer-worker/cmd/job_request.h"
#include "transfer-worker/cmd/provider_text.h"
#include "transfer-worker/cmd/provider_words.h"
#include "transfer-worker/cmd/summary.h"
#include "transfer-worker/engine/report_text.h"

namespace photoferry {
namespace {

using Stub = TransferClient::Stub;

template <typename Plugin>
std::string IdList(const std::vector<Plugin>& plugins) {
  return absl::StrJoin(plugins, ", ", [](std::string* out, const Plugin& plugin) {
    out->append(EndpointWord(plugin.spec));
  });
}

void AddJobFlags(CLI::App* command, JobFlags& flags, const Commands& commands) {
  const ProviderTable& providers = commands.providers;
  command->add_option("--from", flags.from, "Source: " + IdList(providers.exporters))->required();
  command->add_option("--to", flags.to, "Destination: " + IdList(providers.importers))->required();
  command->add_option("--album", flags.albums, "Only this album (id or exact title); repeatable")
      ->allow_extra_args(false);
  command->add_option("--exclude", flags.exclude, "Without this album; repeatable")
      ->allow_extra_args(false);
  command->add_option("--since", flags.since,
                      "Taken on or after: 2019, 2019-06, 2019-06-30 or RFC 3339");
  command->add_option("--until", flags.until, "Taken before, in the same forms");
  command->add_option("--only", flags.only, "photos or videos");
  command->add_flag("--since-last", flags.since_last,
                    "Only what is new or changed since the last such job that ended well");
  command->add_option("--limit", flags.limit, "At most this many items, for a trial");
  command->add_option("--option", flags.options, "PROVIDER.KEY=VALUE, see below; repeatable")
      ->allow_extra_args(false);
  command->footer(absl::StrCat(ProviderHelp(SpecsOf(providers), commands.console.width), "\n\n",
                               commands.app.get_footer()));
}

absl::StatusOr<v1::TransferJob> Create(TransferClient& client, const v1::TransferJob& job,
                                       const std::string& request_id) {
  v1::CreateTransferJobRequest request;
  request.set_parent(kParent);
  *request.mutable_transfer_job() = job;
  request.set_request_id(request_id);
  request.set_validate_only(request_id.empty());
  return client.Ask(&Stub::CreateTransferJob, request);
}

absl::StatusOr<v1::TransferJob> Resume(TransferClient& client, const v1::TransferJob& job) {
  v1::ResumeTransferJobRequest request;
  request.set_name(job.name());
  absl::StatusOr<v1::TransferJob> resumed = client.Ask(&Stub::ResumeTransferJob, request);
  // It runs already: all the better.
  if (resumed.status().code() == absl::StatusCode::kFailedPrecondition) return job;
  return resumed;
}

absl::Status TellOfRepeat(Commands& commands, TransferClient& client,
                          const v1::TransferJob& wanted) {
  PF_ASSIGN_OR_RETURN(const std::optional<v1::TransferJob> done,
                      client.FindJob([&](const v1::TransferJob& job) {
                        return job.state() == v1::SUCCEEDED && AskForTheSame(job, wanted);
                      }));
  if (done.has_value()) commands.console.Remark(RepeatingText(*done, absl::LocalTimeZone()));
  return absl::OkStatus();
}

// The job to work on: the unfinished one that asks for the same, else a new one.
absl::StatusOr<std::string> ContinueOrCreate(Commands& commands, Connection& connection,
                                             const v1::TransferJob& wanted) {
  TransferClient& client = connection.client();
  PF_ASSIGN_OR_RETURN(const v1::TransferJob checked, Create(client, wanted, ""));
  PF_ASSIGN_OR_RETURN(
      const std::optional<v1::TransferJob> before, client.FindJob([&](const v1::TransferJob& job) {
        const bool over = job.state() == v1::SUCCEEDED || job.state() == v1::CANCELLED;
        return !over && job.desired_state() != v1::CANCEL && AskForTheSame(job, checked);
      }));
  if (!before.has_value()) {
    if (!checked.since_last()) PF_RETURN_IF_ERROR(TellOfRepeat(commands, client, checked));
    PF_ASSIGN_OR_RETURN(const v1::TransferJob made,
                        Create(client, wanted, connection.engine()->rng().Uuid()));
    return made.name();
  }
  commands.console.Remark(ContinuingText(*before));
  PF_RETURN_IF_ERROR(Resume(client, *before).status());
  return before->name();
}

absl::StatusOr<ExitCode> Run(Commands& commands, const JobFlags& flags, bool no_wait) {
  PF_ASSIGN_OR_RETURN(const v1::TransferJob wanted,
                      JobFrom(flags, v1::TRANSFER, commands.providers));
  PF_ASSIGN_OR_RETURN(const auto connection, commands.ConnectHere());
  PF_ASSIGN_OR_RETURN(const std::string name, ContinueOrCreate(commands, *connection, wanted));
  return RunHere(commands, *connection, name, no_wait);
}

absl::StatusOr<v1::PlanResult> CountLeftOut(TransferClient& client, const v1::TransferJob& job) {
  std::map<v1::Reason, v1::ReasonCount> counts;
  v1::ListTransferItemsRequest request;
  request.set_parent(job.name());
  request.set_page_size(500);
  for (const auto stage : {v1::SKIPPED, v1::ITEM_FAILED, v1::UNCERTAIN}) request.add_stages(stage);
  do {
    PF_ASSIGN_OR_RETURN(const v1::ListTransferItemsResponse page,
                        client.Ask(&Stub::ListTransferItems, request));
    for (const v1::TransferItem& item : page.transfer_items()) {
      v1::ReasonCount& count = counts[item.problem().reason()];
      if (count.items() == 0) {
        count.set_reason(item.problem().reason());
        count.set_message(item.problem().message());
        count.set_what_to_do(item.problem().what_to_do());
      }
      count.set_items(count.items() + 1);
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  v1::PlanResult plan;
  *plan.mutable_transfer_job() = job;
  for (auto& [reason, count] : counts) *plan.add_left_out() = count;
  return plan;
}

// A plan is looked at and forgotten: the next one is made afresh.
void Forget(TransferClient& client, const std::string& name) {
  v1::CancelTransferJobRequest cancel;
  cancel.set_name(name);
  (void)client.Ask(&Stub::CancelTransferJob, cancel).status();  // it may have ended
  v1::DeleteTransferJobRequest forget;
  forget.set_name(name);
  (void)client.Ask(&Stub::DeleteTransferJob, forget).status();  // it stays listed, as a plan
}

absl::StatusOr<ExitCode> ShowPlan(Commands& commands, TransferClient& client,
                                  const v1::TransferJob& job) {
  if (job.state() == v1::SUCCEEDED) {
    PF_ASSIGN_OR_RETURN(const v1::PlanResult plan, CountLeftOut(client, job));
    commands.console.Say(PlanSummary(plan));
    commands.console.Emit(plan);
    return ExitCodeOf(job);
  }
  const v1::Problem& problem = job.state() == v1::FAILED ? job.failure() : job.waiting().problem();
  if (problem.message().empty()) return ExitCodeOf(job);
  commands.console.Error(ToStatus(problem));
  return ExitCodeOf(job);
}

absl::StatusOr<ExitCode> Plan(Commands& commands, const JobFlags& flags, bool no_wait) {
  PF_ASSIGN_OR_RETURN(const v1::TransferJob wanted, JobFrom(flags, v1::PLAN, commands.providers));
  PF_ASSIGN_OR_RETURN(const auto connection, commands.ConnectHere());
  EmbeddedEngine& engine = *connection->engine();
  TransferClient& client = connection->client();
  PF_ASSIGN_OR_RETURN(const v1::TransferJob made, Create(client, wanted, engine.rng().Uuid()));
  engine.Start(made.name());
  // One line of JSON at the end, none on the way.
  const bool json = std::exchange(commands.console.json, false);
  const bool quiet = std::exchange(commands.console.quiet, commands.console.quiet || json);
  const absl::StatusOr<FollowResult> followed =
      Follow(client, made.name(), commands.console, commands.interrupts, engine.scheduler(),
             {.no_wait = no_wait});
  commands.console.json = json;
  commands.console.quiet = quiet;
  absl::StatusOr<ExitCode> code = kInterrupted;
  if (!followed.ok()) code = followed.status();
  if (followed.ok() && followed->interrupted) {
    commands.console.Remark("The plan was given up; nothing was sent.");
  }
  if (followed.ok() && !followed->interrupted) code = ShowPlan(commands, client, followed->job);
  engine.Stop();
  Forget(client, made.name());
  commands.RemoveReports(made.name());
  return code;
}

absl::StatusOr<ExitCode> Start(Commands& commands, const JobFlags& flags) {
  PF_ASSIGN_OR_RETURN(const v1::TransferJob wanted,
                      JobFrom(flags, v1::TRANSFER, commands.providers));
  PF_ASSIGN_OR_RETURN(const auto connection, commands.ConnectToWorker());
  PF_ASSIGN_OR_RETURN(const v1::TransferJob job,
                      Create(connection->client(), wanted, NewRng()->Uuid()));
  commands.console.Say(absl::StrCat("Started job ", ShortId(job.name()),
                                    ". Watch it with: photoferry watch ", ShortId(job.name())));
  commands.console.Emit(job);
  return kDone;
}

}  // namespace

void AddTransferCommands(Commands& commands) {
  struct Flags {
    JobFlags job;
    bool no_wait = false;
  };
  const auto flags = std::make_shared<Flags>();
  CLI::App* run = commands.Add(
      "run", "Move now, in this process; the same command again continues where it stopped",
      [&commands, flags] { return Run(commands, flags->job, flags->no_wait); });
  CLI::App* plan =
      commands.Add("plan", "Tell what a run would do, and send nothing",
                   [&commands, flags] { return Plan(commands, flags->job, flags->no_wait); });
  for (CLI::App* command : {run, plan}) {
    AddJobFlags(command, flags->job, commands);
    commands.AddEngineFlags(command);
    command->add_flag("--no-wait", flags->no_wait, "End with code 5 instead of waiting for quotas");
  }
  CLI::App* start = commands.Add("start", "Hand a job to a worker that listens",
                                 [&commands, flags] { return Start(commands, flags->job); });
  AddJobFlags(start, flags->job, commands);
  start->add_option("--worker", commands.worker,
                    "Its address, unix:/path or 127.0.0.1:PORT [unix:STATE/worker.sock]");
}

}  // namespace photoferry
