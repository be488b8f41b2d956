// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "photoferry/v1/job.pb.h"
#include "transfer-worker/engine/provider_table.h"

namespace photoferry {

// What a person wrote behind `run`, `plan` or `start`.
struct JobFlags {
  std::string from;  // "facebook"
  std::string to;    // "folder:DIR"
  std::vector<std::string> albums;
  std::vector<std::string> exclude;
  std::string since;
  std::string until;
  std::string only;  // "photos", "videos", or nothing
  int64_t limit = 0;
  bool since_last = false;
  std::vector<std::string> options;  // PROVIDER.KEY=VALUE
};

// The job they mean: shorthand resolved, options with their endpoints, paths absolute (a worker has
// another working directory). BAD_REQUEST or BAD_CONFIGURATION; what only the desk can know is left
// to it.
absl::StatusOr<v1::TransferJob> JobFrom(const JobFlags& flags, v1::JobMode mode,
                                        const ProviderTable& providers);

// "2019", "2019-06", "2019-06-30" (all at their beginning, UTC) or RFC 3339.
absl::StatusOr<absl::Time> ParseMoment(absl::string_view text);

// True if both ask for the same: source, destination, selection, mode and whether news alone.
bool AskForTheSame(const v1::TransferJob& a, const v1::TransferJob& b);

}  // namespace photoferry
