// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/job_desk.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status.h"
#include "transfer-worker/engine/job_check.h"
#include "transfer-worker/engine/resource_name.h"

namespace photoferry {
namespace {

constexpr int kDefaultPage = 50;
constexpr int kLargestPage = 1000;
// A page is cut shorter than this, so that it fits into a message of gRPC's usual 4 MiB.
constexpr size_t kMostPageBytes = 3 << 20;

absl::Status BadRequest(absl::string_view message, absl::string_view what_to_do = "") {
  return Failure(v1::BAD_REQUEST, message, what_to_do);
}

// https://google.aip.dev/158: zero is the default, too much is cut, a negative size is an error.
absl::StatusOr<int> PageSize(int asked) {
  if (asked < 0) return BadRequest("The page_size is below zero.", "Give 0 for the default.");
  return asked == 0 ? kDefaultPage : std::min(asked, kLargestPage);
}

bool IsUuid(absl::string_view text) {
  if (text.size() != 36) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !absl::ascii_isxdigit(text[i])) return false;
  }
  return true;
}

absl::Status CheckReasons(const google::protobuf::RepeatedField<int>& reasons) {
  for (const int reason : reasons) {
    if (reason == v1::REASON_UNSPECIFIED || !v1::Reason_IsValid(reason)) {
      return BadRequest(absl::StrCat("There is no reason with the number ", reason, "."));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckStages(const google::protobuf::RepeatedField<int>& stages) {
  for (const int stage : stages) {
    if (stage == v1::ITEM_STAGE_UNSPECIFIED || !v1::ItemStage_IsValid(stage)) {
      return BadRequest(absl::StrCat("There is no item stage with the number ", stage, "."));
    }
  }
  return absl::OkStatus();
}

std::vector<v1::Reason> ReasonsOf(const google::protobuf::RepeatedField<int>& numbers) {
  std::vector<v1::Reason> reasons;
  for (const int number : numbers) reasons.push_back(static_cast<v1::Reason>(number));
  return reasons;
}

// What a page token of items is bound to: the job and the filters, in a fixed order.
std::string ListingOf(const v1::ListTransferItemsRequest& request) {
  std::vector<int> stages(request.stages().begin(), request.stages().end());
  std::vector<int> reasons(request.reasons().begin(), request.reasons().end());
  std::sort(stages.begin(), stages.end());
  std::sort(reasons.begin(), reasons.end());
  return absl::StrCat("items|", request.parent(), "|", absl::StrJoin(stages, ","), "|",
                      absl::StrJoin(reasons, ","));
}

}  // namespace

absl::StatusOr<std::string> TenantOf(absl::string_view name) {
  PF_ASSIGN_OR_RETURN(ResourceName parsed, ParseJobName(name));
  return std::move(parsed.tenant);
}

JobDesk::JobDesk(Store& store, const ProviderTable& providers,
                 std::map<std::string, std::string> option_defaults, std::function<void()> nudge)
    : store_(store),
      providers_(providers),
      option_defaults_(std::move(option_defaults)),
      nudge_(std::move(nudge)),
      tokens_(store.vault()) {}

absl::StatusOr<v1::TransferJob> JobDesk::Create(const v1::CreateTransferJobRequest& request) {
  PF_ASSIGN_OR_RETURN(const std::string tenant, ParseTenantName(request.parent()));
  if (!request.request_id().empty() && !IsUuid(request.request_id())) {
    return BadRequest("The request_id is not a UUID.",
                      "Make one up for each job that you want, and repeat it when you ask again.");
  }
  PF_ASSIGN_OR_RETURN(const v1::TransferJob checked,
                      CheckedJob(request.transfer_job(), tenant, providers_, option_defaults_));
  if (request.validate_only()) return checked;
  absl::StatusOr<v1::TransferJob> made =
      store_.jobs().Create(tenant, checked, absl::AsciiStrToLower(request.request_id()));
  if (made.ok()) nudge_();
  return made;
}

absl::StatusOr<v1::TransferJob> JobDesk::Get(absl::string_view name) {
  PF_RETURN_IF_ERROR(ParseJobName(name).status());
  return store_.jobs().Get(name);
}

absl::StatusOr<v1::ListTransferJobsResponse> JobDesk::List(
    const v1::ListTransferJobsRequest& request) {
  PF_ASSIGN_OR_RETURN(const std::string tenant, ParseTenantName(request.parent()));
  PF_ASSIGN_OR_RETURN(const int page_size, PageSize(request.page_size()));
  const std::string listing = absl::StrCat("jobs|", tenant);
  PF_ASSIGN_OR_RETURN(const int64_t after, tokens_.Open(listing, request.page_token()));
  PF_ASSIGN_OR_RETURN(JobPage page, store_.jobs().List(tenant, page_size, after));
  v1::ListTransferJobsResponse response;
  for (v1::TransferJob& job : page.jobs) *response.add_transfer_jobs() = std::move(job);
  if (page.next != 0) {
    PF_ASSIGN_OR_RETURN(*response.mutable_next_page_token(), tokens_.Seal(listing, page.next));
  }
  return response;
}

absl::StatusOr<v1::TransferJob> JobDesk::Express(absl::string_view name, Wish wish) {
  PF_RETURN_IF_ERROR(ParseJobName(name).status());
  absl::StatusOr<v1::TransferJob> job = store_.jobs().Express(name, wish);
  if (job.ok()) nudge_();
  return job;
}

absl::Status JobDesk::Delete(absl::string_view name) {
  PF_RETURN_IF_ERROR(ParseJobName(name).status());
  return store_.jobs().Delete(name);
}

absl::StatusOr<v1::ListTransferItemsResponse> JobDesk::ListItems(
    const v1::ListTransferItemsRequest& request) {
  PF_RETURN_IF_ERROR(ParseJobName(request.parent()).status());
  PF_RETURN_IF_ERROR(CheckStages(request.stages()));
  PF_RETURN_IF_ERROR(CheckReasons(request.reasons()));
  PF_ASSIGN_OR_RETURN(int page_size, PageSize(request.page_size()));
  PF_ASSIGN_OR_RETURN(const int64_t after, tokens_.Open(ListingOf(request), request.page_token()));
  while (true) {
    auto response = ItemsFrom(request, page_size, after);
    if (!response.ok() || page_size == 1 || response->ByteSizeLong() <= kMostPageBytes) {
      return response;
    }
    page_size = (page_size + 1) / 2;
  }
}

absl::StatusOr<v1::ListTransferItemsResponse> JobDesk::ItemsFrom(
    const v1::ListTransferItemsRequest& request, int page_size, int64_t after) {
  ItemFilter filter;
  for (const int stage : request.stages()) {
    filter.stages.push_back(static_cast<v1::ItemStage>(stage));
  }
  filter.reasons = ReasonsOf(request.reasons());
  PF_ASSIGN_OR_RETURN(ItemPage page,
                      store_.jobs().ListItems(request.parent(), filter, page_size, after));
  v1::ListTransferItemsResponse response;
  for (v1::TransferItem& item : page.items) *response.add_transfer_items() = std::move(item);
  if (page.next != 0) {
    PF_ASSIGN_OR_RETURN(*response.mutable_next_page_token(),
                        tokens_.Seal(ListingOf(request), page.next));
  }
  return response;
}

absl::StatusOr<v1::RetryFailedItemsResponse> JobDesk::Retry(
    const v1::RetryFailedItemsRequest& request) {
  PF_RETURN_IF_ERROR(ParseJobName(request.name()).status());
  PF_RETURN_IF_ERROR(CheckReasons(request.reasons()));
  v1::RetryFailedItemsResponse response;
  PF_ASSIGN_OR_RETURN(const int64_t reopened,
                      store_.jobs().ReopenFailed(request.name(), ReasonsOf(request.reasons()),
                                                 request.include_uncertain()));
  nudge_();
  response.set_reopened(reopened);
  PF_ASSIGN_OR_RETURN(*response.mutable_transfer_job(), store_.jobs().Get(request.name()));
  return response;
}

v1::ListProvidersResponse JobDesk::ListProviders() const {
  v1::ListProvidersResponse response;
  for (const ExporterPlugin& plugin : providers_.exporters) *response.add_providers() = plugin.spec;
  for (const ImporterPlugin& plugin : providers_.importers) *response.add_providers() = plugin.spec;
  return response;
}

}  // namespace photoferry
