// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/cmd/completed_page.h"

#include "common/base/status.h"
#include "transfer-worker/engine/job_check.h"

namespace photoferry {

RedirectPage CompletedPage(const absl::StatusOr<v1::Authorization>& outcome,
                           const ProviderTable& providers) {
  if (!outcome.ok()) return PageOf(ProblemOf(outcome.status()));
  const std::string& provider = outcome->credential().provider();
  const v1::ProviderSpec* const spec = FindSpec(providers, provider);
  return PageOf(*outcome, spec == nullptr ? provider : spec->display_name());
}

}  // namespace photoferry
