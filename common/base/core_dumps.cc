// SPDX-License-Identifier: Apache-2.0
#include "common/base/core_dumps.h"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace photoferry {

void ForbidCoreDumps() {
  const rlimit none{0, 0};
  (void)setrlimit(RLIMIT_CORE, &none);
  (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

}  // namespace photoferry
