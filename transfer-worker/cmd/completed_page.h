// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/statusor.h"
#include "photoferry/v1/transfer_service.pb.h"
#include "transfer-worker/engine/provider_table.h"
#include "transfer-worker/faces/web/redirect_page.h"

namespace photoferry {

// What a browser is shown of a login that was completed, or that could not be.
RedirectPage CompletedPage(const absl::StatusOr<v1::Authorization>& outcome,
                           const ProviderTable& providers);

}  // namespace photoferry
