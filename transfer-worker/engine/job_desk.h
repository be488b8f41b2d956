// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "photoferry/v1/transfer_service.pb.h"
#include "transfer-worker/engine/page_tokens.h"
#include "transfer-worker/engine/provider_table.h"
#include "transfer-worker/store/store.h"

namespace photoferry {

// The counter where people, through any face, ask for things: it checks what they ask against the
// provider table, and passes it to the store. Thread-safe. Errors are fit to be shown as they are.
class JobDesk {
 public:
  // `nudge` is called after every change that a worker should notice.
  JobDesk(Store& store, const ProviderTable& providers,
          std::map<std::string, std::string> option_defaults, std::function<void()> nudge);

  absl::StatusOr<v1::TransferJob> Create(const v1::CreateTransferJobRequest& request);
  absl::StatusOr<v1::TransferJob> Get(absl::string_view name);
  absl::StatusOr<v1::ListTransferJobsResponse> List(const v1::ListTransferJobsRequest& request);
  absl::StatusOr<v1::TransferJob> Express(absl::string_view name, Wish wish);
  absl::Status Delete(absl::string_view name);
  absl::StatusOr<v1::ListTransferItemsResponse> ListItems(
      const v1::ListTransferItemsRequest& request);
  absl::StatusOr<v1::RetryFailedItemsResponse> Retry(const v1::RetryFailedItemsRequest& request);
  v1::ListProvidersResponse ListProviders() const;

 private:
  absl::StatusOr<v1::ListTransferItemsResponse> ItemsFrom(
      const v1::ListTransferItemsRequest& request, int page_size, int64_t after);

  Store& store_;
  const ProviderTable& providers_;
  const std::map<std::string, std::string> option_defaults_;
  const std::function<void()> nudge_;
  PageTokens tokens_;
};

// "tenants/t/transferJobs/j" -> "t"; BAD_REQUEST for any other shape.
absl::StatusOr<std::string> TenantOf(absl::string_view name);

}  // namespace photoferry
