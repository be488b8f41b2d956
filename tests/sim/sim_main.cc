// SPDX-License-Identifier: Apache-2.0
//
// Runs the simulated world of each seed and stops at the first that breaks a law.
//   photoferry-sim [--first F] [--step S] [--seeds N]     N runs, with the seeds F, F+S, F+2S ...
//   photoferry-sim --seed S [--trace]     that one; with all that happens, one line a switch
// PHOTOFERRY_SIM_REPLAY in the environment: the command that a failure is to be replayed with.
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "tests/sim/world.h"

namespace photoferry::sim {
namespace {

// A run that stands still in real time: somebody blocks with the whole machine in his hands.
constexpr unsigned kPatienceSeconds = 60;

struct Seeds {
  uint64_t first = 1;
  uint64_t step = 1;
  uint64_t count = 100;
  bool trace = false;
  bool all = false;
};

std::atomic<uint64_t> running = 0;

std::string ReplayOf(uint64_t seed) {
  const char* command = std::getenv("PHOTOFERRY_SIM_REPLAY");
  return absl::StrCat(command == nullptr ? "photoferry-sim --trace" : command, " --seed ", seed);
}

void StandsStill(int) {
  std::printf("seed %s stands still: somebody blocks outside the scheduler\n",
              std::to_string(running).c_str());
  std::fflush(stdout);
  _exit(1);
}

bool Run(uint64_t seed, bool trace, const std::string& directory) {
  running = seed;
  alarm(kPatienceSeconds);
  const std::string state = absl::StrCat(directory, "/", seed);
  const Outcome outcome = RunSeed(seed, trace, state);
  std::filesystem::remove_all(state);
  if (outcome.failure.empty()) return true;
  std::printf("seed %s broke %s\nreplay: %s\n", std::to_string(seed).c_str(),
              outcome.failure.c_str(), ReplayOf(seed).c_str());
  std::fflush(stdout);
  return false;
}

int RunAll(const Seeds& seeds) {
  std::string directory = (std::filesystem::temp_directory_path() / "photoferry-XXXXXX").string();
  if (mkdtemp(directory.data()) == nullptr) return 2;
  signal(SIGALRM, StandsStill);
  uint64_t broken = 0;
  for (uint64_t i = 0; i < seeds.count && (seeds.all || broken == 0); ++i) {
    if (!Run(seeds.first + i * seeds.step, seeds.trace, directory)) ++broken;
  }
  std::filesystem::remove_all(directory);
  if (broken > 0) _exit(1);  // what failed was left as it was
  std::printf("%s seeds, every law held\n", std::to_string(seeds.count).c_str());
  return 0;
}

}  // namespace
}  // namespace photoferry::sim

int main(int argc, char** argv) {
  CLI::App app("The transfer engine in a simulated world");
  photoferry::sim::Seeds seeds;
  uint64_t seed = 0;
  app.add_option("--seed", seed, "Run this one only");
  app.add_option("--first", seeds.first, "The first seed");
  app.add_option("--step", seeds.step, "From each seed to the next");
  app.add_option("--seeds", seeds.count, "How many seeds");
  app.add_flag("--trace", seeds.trace, "Say all that happens");
  app.add_flag("--all", seeds.all, "Go on after a seed that broke a law");
  CLI11_PARSE(app, argc, argv);
  if (seed != 0) {
    seeds.first = seed;
    seeds.count = 1;
  }
  return photoferry::sim::RunAll(seeds);
}
