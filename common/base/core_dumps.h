// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace photoferry {

// From now on this process leaves no core dump, and no other process of the same user may read its
// memory or attach a debugger (prctl(2), PR_SET_DUMPABLE). Programs that hold credentials call it
// first. What it cannot have is left as it is: a machine that forbids the call holds no less.
void ForbidCoreDumps();

}  // namespace photoferry
