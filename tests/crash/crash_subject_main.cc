// SPDX-License-Identifier: Apache-2.0
//
// A worker to be killed: takes up the one job of its state directory, or makes it, and runs it
// until it ends. Crash points are armed by the environment; see common/base/crash_point.h.
//   photoferry-crash-subject STATE GRAPH_URL GRAPH_TOKEN PAGE_SIZE IMPORTER [KEY=VALUE...]
// KEY=VALUE: the importer's options. CRASH_TARGET_TOKEN in the environment: its login.
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "common/base/log.h"
#include "tests/rig/transfer_rig.h"

namespace photoferry {
namespace {

struct Arguments {
  std::string state;
  std::string graph_token;
  v1::TransferJob job;
};

Arguments Read(const std::vector<std::string>& words) {
  int page_size = 0;
  if (!absl::SimpleAtoi(words[3], &page_size)) std::exit(2);
  Arguments arguments{.state = words[0],
                      .graph_token = words[2],
                      .job = rig::FacebookJob(words[1], words[4], "", page_size)};
  auto& options = *arguments.job.mutable_destination()->mutable_options();
  options.clear();
  for (size_t i = 5; i < words.size(); ++i) {
    const std::pair<std::string, std::string> option =
        absl::StrSplit(words[i], absl::MaxSplits('=', 1));
    options[option.first] = option.second;
  }
  return arguments;
}

std::string MakeJob(rig::TransferRig& rig, const Arguments& arguments) {
  rig.Login("facebook", arguments.graph_token);
  const char* token = std::getenv("CRASH_TARGET_TOKEN");
  if (token != nullptr && *token != '\0') {
    rig.Login(arguments.job.destination().provider(), token);
  }
  return rig.Create(arguments.job).name();
}

int Run(const Arguments& arguments) {
  rig::TransferRig rig(arguments.state);
  const auto jobs = rig.store().jobs().List("default", 1, 0);
  if (!jobs.ok()) return 1;
  const std::string name = jobs->jobs.empty() ? MakeJob(rig, arguments) : jobs->jobs.front().name();
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

}  // namespace
}  // namespace photoferry

int main(int argc, char** argv) {
  using namespace photoferry;  // NOLINT: a main function of sorts
  if (argc < 6) return 2;
  SetLogLevel(LogLevel::kTrace);  // for the canary: the parent looks through what is said
  return Run(Read({argv + 1, argv + argc}));
}
