// SPDX-License-Identifier: Apache-2.0
//
// photoferry-worker: keeps jobs going and answers gRPC calls. See docs/configuration.md.
#include <cstdlib>

#include "common/base/core_dumps.h"
#include "transfer-worker/cmd/worker_program.h"

int main(int argc, char** argv) {
  photoferry::ForbidCoreDumps();
  // gRPC's own log lines are for its developers; errors reach people through the status.
  setenv("GRPC_VERBOSITY", "NONE", 0);
  return photoferry::RunWorkerProgram(argc, argv);
}
