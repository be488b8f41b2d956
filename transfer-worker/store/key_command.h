// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/secret.h"

namespace photoferry {

// What `command` prints on standard output, run by /bin/sh with an empty standard input; what it
// says on standard error is for the person to see. BAD_CONFIGURATION if it cannot be run, ends with
// another status than 0, or takes longer than `patience` and is killed. Neither the command nor its
// output is quoted: either may hold a secret.
absl::StatusOr<Secret> RunKeyCommand(const std::string& command, absl::Duration patience);

}  // namespace photoferry
