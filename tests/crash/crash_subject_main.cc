// SPDX-License-Identifier: Apache-2.0
//
// A worker to be killed: takes up the one job of its state directory, or makes it, and runs it
// until it ends. Crash points are armed by the environment; see common/base/crash_point.h.
//   photoferry-crash-subject STATE GRAPH_URL TOKEN DESTINATION TARGET
#include <cstdio>
#include <string>

#include "common/base/log.h"
#include "tests/rig/transfer_rig.h"
#include "tests/testing/canary.h"

int main(int argc, char** argv) {
  using namespace photoferry;
  if (argc != 6) return 2;
  SetLogLevel(LogLevel::kTrace);  // for the canary: the parent looks through what is said
  rig::TransferRig rig(argv[1]);
  const auto jobs = rig.store().jobs().List("default", 1, 0);
  if (!jobs.ok()) return 1;
  std::string name;
  if (jobs->jobs.empty()) {
    rig.Login("facebook", argv[3]);
    rig.Login("test-early", canary::Token());
    name = rig.Create(rig::FacebookJob(argv[2], argv[4], argv[5])).name();
  } else {
    name = jobs->jobs.front().name();
  }
  const std::string broken = rig.BrokenLaws(name);
  if (!broken.empty()) {
    std::fprintf(stderr, "laws broken at start: %s\n", broken.c_str());
    return 3;
  }
  rig.Start();
  const v1::TransferJob job = rig.Await(name, rig::HasEnded);
  rig.Stop();
  std::fprintf(stderr, "%s\n", job.ShortDebugString().c_str());
  return job.state() == v1::SUCCEEDED ? 0 : 1;
}
