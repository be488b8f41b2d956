// SPDX-License-Identifier: Apache-2.0
//
// SIGKILL at every crash point of a change of the key, each time that it is passed: the store opens
// with the key file as it was left, nothing in it is lost, and the next change ends the first one.
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "absl/strings/str_cat.h"
#include "tests/testing/child_process.h"
#include "tests/transfer-worker/store/sealed_store.h"

namespace photoferry {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::Key;

class RotationKills : public ::testing::Test {
 protected:
  void SetUp() override { SealedStore(Original()).Fill(); }

  std::string Original() const { return directory_.path() + "/original"; }
  std::string Passes() const { return directory_.path() + "/passes"; }

  ChildProcess::Ending Rotate(const std::string& state,
                              const std::map<std::string, std::string>& environment) {
    return RunProgram({ROTATION_SUBJECT, state}, environment);
  }

  // How often an undisturbed rotation passes each of its points.
  std::map<std::string, int> CountPasses() {
    const std::string state = directory_.path() + "/counting";
    fs::copy(Original(), state, fs::copy_options::recursive);
    const auto whole = Rotate(state, {{"PHOTOFERRY_CRASH_COUNT", Passes()}});
    EXPECT_EQ(whole.exit_code, 0) << whole.output;
    std::map<std::string, int> passes;
    std::ifstream file(Passes());
    for (std::string point; std::getline(file, point);) ++passes[point];
    return passes;
  }

  void KillAndContinue(const std::string& where) {
    SCOPED_TRACE(where);
    const std::string state = directory_.path() + "/killed";
    fs::remove_all(state);
    fs::copy(Original(), state, fs::copy_options::recursive);
    SealedStore store(state);
    PF_ASSERT_OK_AND_ASSIGN(const Keyring before, ReadKeyFile(store.KeyFile()));
    const auto killed = Rotate(state, {{"PHOTOFERRY_CRASH", where}});
    ASSERT_EQ(killed.signal, SIGKILL) << killed.output;
    canary::InspectFolder(state);  // while the database's log is still there
    PF_ASSERT_OK_AND_ASSIGN(const Keyring left, ReadKeyFile(store.KeyFile()));
    for (const std::string& id : store.KeyIdsInUse()) {
      EXPECT_NE(left.Find(id), nullptr) << "a key was dropped that is still needed";
    }
    store.ExpectWhole();
    const auto ended = Rotate(state, {});
    ASSERT_EQ(ended.exit_code, 0) << ended.output;
    store.ExpectSealedWithOneKeyOnly(before.current().id);
    store.ExpectWhole();
  }

  TemporaryDirectory directory_;
};

TEST_F(RotationKills, LeaveAStoreThatOpensAndTheNextRotationEndsIt) {
  const std::map<std::string, int> passes = CountPasses();
  ASSERT_THAT(passes, Contains(Key("store.rotation.after_new_key")));
  ASSERT_THAT(passes, Contains(::testing::Pair("store.rotation.items.after_commit", 3)));
  ASSERT_THAT(passes, Contains(::testing::Pair("store.key_file.after_rename", 2)));
  int kills = 0;
  for (const auto& [point, count] : passes) {
    for (int pass = 1; pass <= count; ++pass) {
      KillAndContinue(absl::StrCat(point, ":", pass));
      if (HasFatalFailure()) return;
      ++kills;
    }
  }
  std::printf("%zu crash points, %d kills\n", passes.size(), kills);
}

}  // namespace
}  // namespace photoferry
