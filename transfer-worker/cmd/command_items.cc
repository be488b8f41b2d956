// SPDX-License-Identifier: Apache-2.0
//
// photoferry errors and retry.
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/base/status.h"
#include "transfer-worker/cmd/commands.h"
#include "transfer-worker/cmd/summary.h"
#include "transfer-worker/engine/near_name.h"
#include "transfer-worker/engine/report_text.h"

namespace photoferry {
namespace {

using Stub = TransferClient::Stub;

struct Flags {
  std::string job;
  std::vector<std::string> reasons;
  bool skipped = false;
  bool include_uncertain = false;
  bool no_wait = false;
};

// "daily-quota" and "DAILY_QUOTA" are the same.
absl::StatusOr<std::vector<v1::Reason>> ReasonsFrom(const std::vector<std::string>& names) {
  std::vector<v1::Reason> reasons;
  for (const std::string& name : names) {
    const std::string upper =
        absl::StrReplaceAll(absl::AsciiStrToUpper(name), {{"-", "_"}, {" ", "_"}});
    v1::Reason reason;
    if (v1::Reason_Parse(upper, &reason) && reason != v1::REASON_UNSPECIFIED) {
      reasons.push_back(reason);
      continue;
    }
    std::vector<std::string> known;
    for (int number = v1::Reason_MIN; number <= v1::Reason_MAX; ++number) {
      if (v1::Reason_IsValid(number)) known.push_back(ReasonName(static_cast<v1::Reason>(number)));
    }
    return Failure(v1::BAD_REQUEST,
                   absl::StrCat("There is no reason \"", name, "\".", DidYouMean(upper, known)),
                   "docs/cli.md lists the reasons.");
  }
  return reasons;
}

// Items whose bytes arrived while an album refused them are not among the failed ones.
bool LacksAnAlbum(const v1::TransferItem& item, const std::vector<v1::Reason>& reasons) {
  for (const v1::PlacementOutcome& placement : item.placements()) {
    if (placement.stage() != v1::ITEM_FAILED) continue;
    if (reasons.empty() ||
        std::find(reasons.begin(), reasons.end(), placement.problem().reason()) != reasons.end()) {
      return true;
    }
  }
  return false;
}

absl::StatusOr<int64_t> ShowItems(Commands& commands, TransferClient& client,
                                  v1::ListTransferItemsRequest request, v1::JobMode mode,
                                  const std::function<bool(const v1::TransferItem&)>& wanted) {
  int64_t shown = 0;
  request.set_page_size(500);
  do {
    PF_ASSIGN_OR_RETURN(const v1::ListTransferItemsResponse page,
                        client.Ask(&Stub::ListTransferItems, request));
    for (const v1::TransferItem& item : page.transfer_items()) {
      if (!wanted(item)) continue;
      commands.console.Say(ItemEntry(item, mode));
      commands.console.Emit(item);
      ++shown;
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return shown;
}

absl::StatusOr<ExitCode> Errors(Commands& commands, const Flags& flags) {
  PF_ASSIGN_OR_RETURN(const std::vector<v1::Reason> reasons, ReasonsFrom(flags.reasons));
  PF_ASSIGN_OR_RETURN(const auto connection, commands.Connect());
  TransferClient& client = connection->client();
  v1::GetTransferJobRequest get;
  PF_ASSIGN_OR_RETURN(*get.mutable_name(), client.JobName(flags.job));
  PF_ASSIGN_OR_RETURN(const v1::TransferJob job, client.Ask(&Stub::GetTransferJob, get));
  v1::ListTransferItemsRequest request;
  request.set_parent(job.name());
  request.add_stages(v1::ITEM_FAILED);
  request.add_stages(v1::UNCERTAIN);
  // Whoever names a reason means it, whatever became of the items.
  if (flags.skipped || !reasons.empty()) request.add_stages(v1::SKIPPED);
  for (const v1::Reason reason : reasons) request.add_reasons(reason);
  // What an earlier job brought is where it belongs, too.
  const bool all = !reasons.empty();
  PF_ASSIGN_OR_RETURN(int64_t shown, ShowItems(commands, client, request, job.mode(),
                                               [all](const v1::TransferItem& item) {
                                                 return all || !IsUnchanged(item);
                                               }));
  if (job.counters().placements_failed() > 0) {
    request.clear_reasons();
    request.clear_stages();
    request.add_stages(v1::DONE);
    PF_ASSIGN_OR_RETURN(const int64_t more, ShowItems(commands, client, request, job.mode(),
                                                      [&](const v1::TransferItem& item) {
                                                        return LacksAnAlbum(item, reasons);
                                                      }));
    shown += more;
  }
  if (shown == 0) {
    commands.console.Remark(reasons.empty() ? "Every item is where it belongs."
                                            : "No item has this reason.");
  }
  return kDone;
}

absl::StatusOr<ExitCode> Retry(Commands& commands, const Flags& flags) {
  v1::RetryFailedItemsRequest request;
  PF_ASSIGN_OR_RETURN(const std::vector<v1::Reason> reasons, ReasonsFrom(flags.reasons));
  PF_ASSIGN_OR_RETURN(const auto connection, commands.Connect());
  PF_ASSIGN_OR_RETURN(*request.mutable_name(), connection->client().JobName(flags.job));
  for (const v1::Reason reason : reasons) request.add_reasons(reason);
  request.set_include_uncertain(flags.include_uncertain);
  PF_ASSIGN_OR_RETURN(const v1::RetryFailedItemsResponse answer,
                      connection->client().Ask(&Stub::RetryFailedItems, request));
  commands.console.Say(
      absl::StrCat("Trying ", Counted(answer.reopened(), "item", "items"), " again."));
  commands.console.Emit(answer);
  if (connection->engine() == nullptr) return kDone;
  return RunHere(commands, *connection, request.name(), flags.no_wait);
}

}  // namespace

void AddItemCommands(Commands& commands) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* errors = commands.Add("errors", "Name what did not arrive, why, and what to do",
                                  [&commands, flags] { return Errors(commands, *flags); });
  errors->add_flag("--skipped", flags->skipped, "Also what was left out on purpose");
  CLI::App* retry = commands.Add("retry", "Try failed items again",
                                 [&commands, flags] { return Retry(commands, *flags); });
  retry->add_flag("--include-uncertain", flags->include_uncertain,
                  "Also items that may have arrived: they can then be there twice");
  retry->add_flag("--no-wait", flags->no_wait, "End with code 5 instead of waiting for quotas");
  commands.AddEngineFlags(retry);
  for (CLI::App* command : {errors, retry}) {
    command->add_option("job", flags->job, "The beginning of its id [the newest]");
    command->add_option("--reason", flags->reasons, "Only these reasons; repeatable")
        ->allow_extra_args(false);
    command->add_option("--worker", commands.worker,
                        "A worker's address [unix:STATE/worker.sock, if one listens there]");
  }
}

}  // namespace photoferry
