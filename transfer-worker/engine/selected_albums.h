// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "transfer-worker/store/checkpoints.h"

namespace photoferry {

// For people: each album that `selection` wants and that the job, whose listing has ended, did not
// meet. Without it a slip in a name would look like an album that arrived.
absl::StatusOr<std::vector<std::string>> NoticesOfMissingAlbums(Checkpoints& checkpoints,
                                                                int64_t job,
                                                                const v1::Selection& selection);

}  // namespace photoferry
