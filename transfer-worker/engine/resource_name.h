// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

// Names of things, as people and programs send them: tenants/{tenant}, and below it
// transferJobs/{job}, credentials/{credential} and authorizations/{authorization}. Every error is
// BAD_REQUEST and shows the shape.

namespace photoferry {

// Of whoever names none: the command line, and a person's own worker.
inline constexpr char kTenant[] = "default";

struct ResourceName {
  std::string tenant;
  std::string id;  // of the job, credential or authorization
};

absl::StatusOr<std::string> ParseTenantName(absl::string_view name);
absl::StatusOr<ResourceName> ParseJobName(absl::string_view name);
absl::StatusOr<ResourceName> ParseCredentialName(absl::string_view name);
absl::StatusOr<ResourceName> ParseAuthorizationName(absl::string_view name);

std::string CredentialNameOf(absl::string_view tenant, absl::string_view credential);

}  // namespace photoferry
