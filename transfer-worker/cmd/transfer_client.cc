// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/cmd/transfer_client.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status.h"
#include "transfer-worker/engine/report_text.h"

namespace photoferry {
namespace {

constexpr char kSeeJobs[] = "`photoferry jobs` lists them.";

}  // namespace

absl::StatusOr<std::optional<v1::TransferJob>> TransferClient::FindJob(
    const std::function<bool(const v1::TransferJob&)>& wanted) {
  v1::ListTransferJobsRequest request;
  request.set_parent(kParent);
  request.set_page_size(200);
  do {
    PF_ASSIGN_OR_RETURN(const v1::ListTransferJobsResponse page,
                        Ask(&Stub::ListTransferJobs, request));
    for (const v1::TransferJob& job : page.transfer_jobs()) {
      if (wanted(job)) return std::optional<v1::TransferJob>(job);
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return std::optional<v1::TransferJob>();
}

absl::StatusOr<std::string> TransferClient::JobName(absl::string_view text) {
  if (absl::StrContains(text, '/')) return std::string(text);
  const std::string prefix = absl::AsciiStrToLower(text);
  std::vector<std::string> names;
  std::vector<std::string> ids;
  const auto fits = [&](const v1::TransferJob& job) {
    const std::string id = IdOf(job.name());
    if (!absl::StartsWith(absl::AsciiStrToLower(id), prefix)) return false;
    names.push_back(job.name());
    ids.push_back(id);
    return prefix.empty();  // the newest is enough, else look for a second one
  };
  PF_RETURN_IF_ERROR(FindJob(fits).status());
  if (names.size() == 1) return names[0];
  if (prefix.empty()) {
    return Failure(v1::BAD_REQUEST, "There are no jobs yet.",
                   "Begin one: photoferry run --from facebook --to folder:DIR");
  }
  if (names.empty()) {
    return Failure(v1::BAD_REQUEST, absl::StrCat("No job begins with \"", text, "\"."), kSeeJobs);
  }
  return Failure(v1::BAD_REQUEST,
                 absl::StrCat("Several jobs begin with \"", text, "\": ", absl::StrJoin(ids, ", ")),
                 "Write some more of the one that you mean.");
}

}  // namespace photoferry
