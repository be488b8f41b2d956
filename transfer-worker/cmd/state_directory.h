// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace photoferry {

// BAD_CONFIGURATION if the current directory is gone.
absl::StatusOr<std::string> AbsolutePath(absl::string_view given);

// `given` made absolute, or, if it is empty, $XDG_STATE_HOME/photoferry or
// ~/.local/state/photoferry (https://specifications.freedesktop.org/basedir-spec).
// BAD_CONFIGURATION without a home.
absl::StatusOr<std::string> StateDirectory(absl::string_view given);

// unix:STATE/worker.sock
std::string DefaultWorkerAddress(const std::string& state_directory);

}  // namespace photoferry
