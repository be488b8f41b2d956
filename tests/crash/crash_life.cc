// SPDX-License-Identifier: Apache-2.0
#include "tests/crash/crash_life.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/rig/arrivals.h"
#include "tests/rig/transfer_rig.h"

namespace photoferry::crash {

using ::testing::IsEmpty;
using ::testing::SizeIs;

Life::Life(const std::string& destination, demo::GraphServer& graph)
    : destination_(destination),
      graph_(graph),
      target_(NewTarget(destination, directory_.path())) {}

std::unique_ptr<ChildProcess> Life::Begin(const Options& options) {
  std::vector<std::string> arguments = {CRASH_SUBJECT,
                                        state(),
                                        graph_.base_url(),
                                        graph_.token(),
                                        absl::StrCat(options.page_size),
                                        ImporterOf(destination_)};
  for (const auto& [key, value] : target_->options()) {
    arguments.push_back(absl::StrCat(key, "=", value));
  }
  return std::make_unique<ChildProcess>(
      std::move(arguments),
      std::map<std::string, std::string>{{"PHOTOFERRY_CRASH", options.crash_at},
                                         {"PHOTOFERRY_CRASH_COUNT", directory_ / "passes"},
                                         {"CRASH_TARGET_TOKEN", target_->token()}});
}

ChildProcess::Ending Life::Run(const Options& options) {
  return Begin(options)->Wait();
}

std::map<std::string, int> Life::passes() const {
  std::map<std::string, int> passes;
  std::ifstream file(directory_ / "passes");
  for (std::string point; std::getline(file, point);) ++passes[point];
  return passes;
}

void Life::ExpectWhole(int doubtful) {
  rig::TransferRig rig(state());
  const std::string name = rig.store().jobs().List("default", 1, 0)->jobs.at(0).name();
  EXPECT_EQ(rig.BrokenLaws(name), "");
  std::multiset<std::string> missing = rig::HashesOf(graph_.account());
  for (const std::string& hash : target_->Arrived()) {
    const auto found = missing.find(hash);
    ASSERT_NE(found, missing.end()) << "an item is there twice, or was never in the account";
    missing.erase(found);
  }
  const std::vector<v1::TransferItem> uncertain = rig.Items(name, {v1::UNCERTAIN});
  EXPECT_THAT(uncertain, SizeIs(::testing::Le(doubtful)));
  EXPECT_LE(missing.size(), uncertain.size());
  if (doubtful == 0) {
    EXPECT_THAT(missing, IsEmpty());
  }
}

}  // namespace photoferry::crash
