// SPDX-License-Identifier: Apache-2.0
//
// SIGKILL at every named crash point: the first, a middle and the last time it is passed, for the
// folder and each test destination. After the restart nothing is lost, nothing is there twice.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "common/base/hash.h"
#include "common/base/json.h"
#include "tests/fakes/demo/graph_server.h"
#include "tests/fakes/destinations/destination_server.h"
#include "tests/rig/transfer_rig.h"
#include "tests/testing/child_process.h"
#include "tests/testing/temp_dir.h"

namespace photoferry {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;

constexpr int kParallelItems = 4;  // of the rig

std::string HashOfFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  return HexOf(Sha256Of(bytes.str()));
}

// How often each crash point was passed, out of a PHOTOFERRY_CRASH_COUNT file.
std::map<std::string, int> ReadPasses(const std::string& path) {
  std::map<std::string, int> passes;
  std::ifstream file(path);
  for (std::string point; std::getline(file, point);) ++passes[point];
  return passes;
}

// What has arrived, hash by hash; one entry per item.
std::multiset<std::string> FolderHashes(const std::string& root) {
  std::multiset<std::string> hashes;
  std::set<std::pair<dev_t, ino_t>> seen;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    const std::filesystem::path& path = entry.path();
    const std::string name = path.filename().string();
    if (!entry.is_regular_file() || name[0] == '.' || path.extension() == ".xmp" ||
        path.extension() == ".json") {
      continue;
    }
    struct stat info;
    if (stat(path.c_str(), &info) != 0 || !seen.emplace(info.st_dev, info.st_ino).second) continue;
    hashes.insert(HashOfFile(path));
  }
  return hashes;
}

class CrashPoints : public ::testing::TestWithParam<std::string> {
 protected:
  static demo::GraphServer& Graph() {
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

  static std::multiset<std::string> Expected() {
    std::multiset<std::string> hashes;
    const demo::Account& account = Graph().account();
    for (int64_t i = 0; i < account.photo_count(); ++i) {
      hashes.insert(HexOf(account.BestFile({demo::NodeType::kPhoto, i})->Sha256()));
    }
    for (int64_t i = 0; i < account.video_count(); ++i) {
      hashes.insert(HexOf(account.BestFile({demo::NodeType::kVideo, i})->Sha256()));
    }
    return hashes;
  }

  // One life of a job: a fresh state and a fresh destination.
  struct Life {
    TempDir directory;
    fakes::DestinationServer destination;

    std::string state() const { return directory.path() + "/state"; }
    std::string passes_file() const { return directory.path() + "/passes"; }
    std::string folder() const { return directory.path() + "/photos"; }
    // Both runs of a life add to the same count.
    ChildProcess::Ending Run(const std::string& crash_at = "") {
      return RunProgram(
          {CRASH_SUBJECT, state(), Graph().base_url(), Graph().token(), GetParam(),
           GetParam() == "folder" ? folder() : destination.base_url()},
          {{"PHOTOFERRY_CRASH", crash_at}, {"PHOTOFERRY_CRASH_COUNT", passes_file()}});
    }
    std::multiset<std::string> Arrived() const {
      if (GetParam() == "folder") return FolderHashes(folder());
      std::multiset<std::string> hashes;
      for (const fakes::StoredItem& item : destination.Items()) hashes.insert(item.sha256);
      return hashes;
    }
  };

  // What a finished life must look like.
  static void ExpectWhole(Life& life) {
    rig::TransferRig rig(life.state());
    const std::string name = rig.store().jobs().List("default", 1, 0)->jobs.at(0).name();
    EXPECT_EQ(rig.BrokenLaws(name), "");
    std::multiset<std::string> missing = Expected();
    for (const std::string& hash : life.Arrived()) {
      const auto found = missing.find(hash);
      ASSERT_NE(found, missing.end()) << "an item is there twice, or was never in the account";
      missing.erase(found);
    }
    const std::vector<v1::TransferItem> uncertain = rig.Items(name, {v1::UNCERTAIN});
    if (GetParam() == "test-blind") {
      // Nothing can tell: what was in flight is named, and only that may be missing.
      EXPECT_LE(uncertain.size(), kParallelItems);
      EXPECT_LE(missing.size(), uncertain.size());
    } else {
      EXPECT_THAT(uncertain, IsEmpty());
      EXPECT_THAT(missing, IsEmpty());
    }
  }
};

TEST_P(CrashPoints, NothingIsLostAndNothingIsThereTwice) {
  Life counting;
  const ChildProcess::Ending whole = counting.Run();
  ASSERT_EQ(whole.exit_code, 0) << whole.output;
  ExpectWhole(counting);
  const std::map<std::string, int> passes = ReadPasses(counting.passes_file());
  ASSERT_THAT(passes, Contains(::testing::Key("engine.page.listed")));
  ASSERT_THAT(passes, Contains(::testing::Key("engine.send.before")));

  int kills = 0;
  for (const auto& [point, count] : passes) {
    for (const int pass : std::set<int>{1, (count + 1) / 2, count}) {
      const std::string where = absl::StrCat(point, ":", pass);
      SCOPED_TRACE(absl::StrCat(GetParam(), " killed at ", where));
      Life life;
      const ChildProcess::Ending first = life.Run(where);
      // How often a point is passed depends a little on timing; the last pass may not come.
      if (first.signal != SIGKILL) {
        ASSERT_EQ(first.exit_code, 0) << first.output;
      }
      kills += first.signal == SIGKILL ? 1 : 0;
      const ChildProcess::Ending second = life.Run();
      ASSERT_EQ(second.exit_code, 0) << second.output;
      ExpectWhole(life);
      EXPECT_LE(ReadPasses(life.passes_file())["engine.page.listed"],
                passes.at("engine.page.listed") + 1);
      if (HasFatalFailure()) return;
    }
  }
  std::printf("%s: %zu crash points, %d kills\n", GetParam().c_str(), passes.size(), kills);
  EXPECT_GT(kills, static_cast<int>(passes.size()));
}

INSTANTIATE_TEST_SUITE_P(Destinations, CrashPoints,
                         ::testing::Values("folder", "test-two-phase", "test-fragments",
                                           "test-lazy", "test-early", "test-blind"),
                         [](const auto& info) {
                           std::string name = info.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace photoferry
