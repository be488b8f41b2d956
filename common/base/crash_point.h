// SPDX-License-Identifier: Apache-2.0
#pragma once

// Named places at which a test kills the process, as a power cut would. Nothing of it is in a
// production build. Thread-safe.
//
//   PHOTOFERRY_CRASH_POINT("engine.before_publish");
//
// PHOTOFERRY_CRASH="engine.before_publish:3" in the environment: SIGKILL at the third pass.
// PHOTOFERRY_CRASH_COUNT=FILE: each pass of each point adds a line with its name to FILE, at once,
// so that a runner learns how often a point is passed even if the process is killed.

#ifdef PHOTOFERRY_CRASH_POINTS
#define PHOTOFERRY_CRASH_POINT(name) ::photoferry::PassCrashPoint(name)
#else
#define PHOTOFERRY_CRASH_POINT(name) \
  do {                               \
  } while (false)
#endif

namespace photoferry {

void PassCrashPoint(const char* name);

}  // namespace photoferry
