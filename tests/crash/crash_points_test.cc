// SPDX-License-Identifier: Apache-2.0
//
// SIGKILL at every named crash point, for every destination. After the restart nothing is lost and
// nothing is there twice.
//
// Each point is passed many times in a life; it is struck at the first, a middle or the last pass.
// By default each pair of point and destination is tried once, the passes taking turns so that
// every point and every destination meets all three. PHOTOFERRY_CRASH_ALL=1 tries all triples.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>

#include "absl/strings/str_cat.h"
#include "tests/crash/crash_life.h"

namespace photoferry::crash {
namespace {

using ::testing::Contains;
using ::testing::Key;

constexpr int kParallelItems = 4;  // of the rig

// Where nothing can tell whether a call happened, what was in flight is in doubt.
int Doubtful(const std::string& destination) {
  return destination == "test-blind" ? kParallelItems : 0;
}

demo::GraphServer& Graph() {
  static demo::GraphServer* const server = [] {
    auto* made = new demo::GraphServer({.account = {.photos = 18,
                                                    .videos = 2,
                                                    .albums = 3,
                                                    .tagged = 0,
                                                    .style = demo::MediaStyle::kFiller,
                                                    .file_bytes = 700 << 10}});
    EXPECT_TRUE(made->Start().ok());
    return made;
  }();
  return *server;
}

// Which passes out of `count` are struck when the `turn`-th pair is tried.
std::set<int> StruckPasses(int count, size_t turn) {
  const std::array<int, 3> passes = {1, (count + 1) / 2, count};
  if (std::getenv("PHOTOFERRY_CRASH_ALL") != nullptr) return {passes.begin(), passes.end()};
  return {passes.at(turn % passes.size())};
}

class CrashPoints : public ::testing::TestWithParam<std::string> {
 protected:
  // Kills one life there and expects it to be whole in the end. False: it ended before.
  static bool KillAt(const std::string& where, int pages) {
    SCOPED_TRACE(absl::StrCat(GetParam(), " killed at ", where));
    Life life(GetParam(), Graph());
    const ChildProcess::Ending first = life.Run({.crash_at = where});
    // How often a point is passed depends a little on timing; the last pass may not come.
    if (first.signal != SIGKILL) {
      EXPECT_EQ(first.exit_code, 0) << first.output;
    }
    const ChildProcess::Ending second = life.Run();
    EXPECT_EQ(second.exit_code, 0) << second.output;
    life.ExpectWhole(Doubtful(GetParam()));
    EXPECT_LE(life.passes()["engine.page.listed"], pages + 1);
    return first.signal == SIGKILL;
  }
};

TEST_P(CrashPoints, NothingIsLostAndNothingIsThereTwice) {
  Life whole(GetParam(), Graph());
  const ChildProcess::Ending ending = whole.Run();
  ASSERT_EQ(ending.exit_code, 0) << ending.output;
  whole.ExpectWhole();
  const std::map<std::string, int> passes = whole.passes();
  ASSERT_THAT(passes, Contains(Key("engine.page.listed")));
  ASSERT_THAT(passes, Contains(Key("engine.send.before")));

  const std::vector<std::string> all = Destinations();
  size_t turn = std::find(all.begin(), all.end(), GetParam()) - all.begin();
  int kills = 0;
  int tried = 0;
  for (const auto& [point, count] : passes) {
    for (const int pass : StruckPasses(count, turn++)) {
      ++tried;
      kills += KillAt(absl::StrCat(point, ":", pass), passes.at("engine.page.listed")) ? 1 : 0;
      if (HasFailure()) return;
    }
  }
  std::printf("%s: %zu crash points, %d kills\n", GetParam().c_str(), passes.size(), kills);
  EXPECT_GE(kills, tried * 3 / 4);
}

INSTANTIATE_TEST_SUITE_P(Destinations, CrashPoints, ::testing::ValuesIn(Destinations()),
                         [](const auto& info) {
                           std::string name = info.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace photoferry::crash
