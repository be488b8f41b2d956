// SPDX-License-Identifier: Apache-2.0
//
// A change of the key to be killed on the way, as photoferry-worker --rotate-key makes it. Crash
// points are armed by the environment; see common/base/crash_point.h.
//   photoferry-rotation-subject STATE
#include <cstdio>
#include <string>

#include "common/base/log.h"
#include "transfer-worker/store/store.h"

int main(int argc, char** argv) {
  using namespace photoferry;
  if (argc != 2) return 2;
  SetLogLevel(LogLevel::kTrace);  // for the canary: the parent looks through what is said
  const std::unique_ptr<Rng> rng = NewRng();
  const absl::StatusOr<KeyRotation> rotation =
      RotateStoreKey(argv[1], SystemClock(), *rng, KeySource());
  if (rotation.ok()) return 0;
  std::fprintf(stderr, "%s\n", std::string(rotation.status().message()).c_str());
  return 1;
}
