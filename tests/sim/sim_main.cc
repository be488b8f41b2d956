// SPDX-License-Identifier: Apache-2.0
//
// Runs the simulated world of each seed and stops at the first that breaks a law.
//   photoferry-sim [--first N] [--seeds N]     N runs, from seed 1 on
//   photoferry-sim --seed S [--trace]          that one; with all that happens, one line a switch
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

namespace {

// A run that stands still in real time: somebody blocks with the whole machine in his hands.
constexpr unsigned kPatienceSeconds = 30;

std::atomic<uint64_t> running = 0;

void StandsStill(int) {
  std::fprintf(stderr, "seed %llu stands still: somebody blocks outside the scheduler\n",
               static_cast<unsigned long long>(running.load()));
  _exit(1);
}

std::string NewDirectory() {
  const std::string below =
      access("/dev/shm", W_OK) == 0 ? "/dev/shm" : std::filesystem::temp_directory_path().string();
  std::string pattern = below + "/photoferry-sim-XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) std::exit(1);
  return pattern;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("The transfer engine in a simulated world");
  uint64_t seed = 0;
  uint64_t first = 1;
  uint64_t seeds = 100;
  bool trace = false;
  bool all = false;
  app.add_option("--seed", seed, "Run this one only");
  app.add_option("--first", first, "The first seed");
  app.add_option("--seeds", seeds, "How many seeds");
  app.add_flag("--trace", trace, "Say all that happens");
  app.add_flag("--all", all, "Go on after a seed that broke a law");
  CLI11_PARSE(app, argc, argv);
  if (seed != 0) {
    first = seed;
    seeds = 1;
  }
  signal(SIGALRM, StandsStill);
  const std::string directory = NewDirectory();
  int64_t switches = 0;
  int status = 0;
  for (uint64_t each = first; each < first + seeds && (all || status == 0); ++each) {
    running = each;
    alarm(kPatienceSeconds);
    const std::string state = absl::StrCat(directory, "/", each);
    const photoferry::sim::Outcome outcome = photoferry::sim::RunSeed(each, trace, state);
    switches += outcome.switches;
    std::filesystem::remove_all(state);
    if (outcome.failure.empty()) continue;
    std::printf("seed %llu broke %s\nreplay: photoferry-sim --seed %llu --trace\n",
                static_cast<unsigned long long>(each), outcome.failure.c_str(),
                static_cast<unsigned long long>(each));
    std::fflush(stdout);
    status = 1;
  }
  std::filesystem::remove_all(directory);
  if (status == 0) {
    std::printf("%llu seeds, %lld switches, every law held\n",
                static_cast<unsigned long long>(seeds), static_cast<long long>(switches));
  }
  std::fflush(stdout);
  _exit(status);
}
