// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/support/status.h>

#include "absl/status/status.h"

namespace photoferry {

// Errors on the wire: the code and message, and in the `grpc-status-details-bin` trailer a
// google.rpc.Status with one ErrorInfo (domain "photoferry", https://google.aip.dev/193).
grpc::Status ToRpc(const absl::Status& status);

// The way back, with the whole problem. An error that is not one of ours is put into words: a
// worker that cannot be reached is UNREACHABLE.
absl::Status FromRpc(const grpc::Status& status);

}  // namespace photoferry
