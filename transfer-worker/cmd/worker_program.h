// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace photoferry {

// All that `photoferry-worker` does, until a signal asks it to stop. Returns its exit status. Once
// in a process, and before there are threads: it takes the signals over.
int RunWorkerProgram(int argc, char** argv);

}  // namespace photoferry
