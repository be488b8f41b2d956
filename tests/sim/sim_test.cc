// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "tests/sim/world.h"
#include "tests/testing/memory_dir.h"

namespace photoferry::sim {
namespace {

TEST(Simulator, RunsASeedTheSameWayEachTime) {
  for (const uint64_t seed : {3, 17, 53, 160}) {
    const MemoryDir directory;
    const Outcome first = RunSeed(seed, /*trace=*/false, directory / "first");
    const Outcome second = RunSeed(seed, /*trace=*/false, directory / "second");
    EXPECT_EQ(first.failure, "") << seed;
    EXPECT_EQ(first.trace_hash, second.trace_hash) << seed;
    EXPECT_EQ(first.switches, second.switches) << seed;
    EXPECT_EQ(first.lasted, second.lasted) << seed;
  }
}

TEST(Simulator, RunsDifferentSeedsDifferently) {
  const MemoryDir directory;
  EXPECT_NE(RunSeed(1, false, directory / "1").trace_hash,
            RunSeed(2, false, directory / "2").trace_hash);
}

TEST(Simulator, FindsThatEveryLawHolds) {
  const MemoryDir directory;
  for (uint64_t seed = 1; seed <= 100; ++seed) {
    const Outcome outcome = RunSeed(seed, /*trace=*/false, directory / absl::StrCat(seed));
    ASSERT_EQ(outcome.failure, "") << "replay: photoferry-sim --seed " << seed << " --trace";
  }
}

}  // namespace
}  // namespace photoferry::sim
