// SPDX-License-Identifier: Apache-2.0
//
// photoferry: the command line. See docs/cli.md.
#include <cstdlib>
#include <iostream>

#include "common/base/core_dumps.h"
#include "transfer-worker/cmd/commands.h"

int main(int argc, char** argv) {
  photoferry::ForbidCoreDumps();
  // gRPC's own log lines are for its developers; errors reach people through the status.
  setenv("GRPC_VERBOSITY", "NONE", 0);
  const auto interrupts = photoferry::TakeOverSignals();
  photoferry::Console console(std::cin, std::cout, std::cerr);
  photoferry::AdoptTerminal(console);
  return photoferry::RunCommandLine({argv + 1, argv + argc}, console, *interrupts,
                                    photoferry::BuiltInProviders());
}
