// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <signal.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/hash.h"
#include "common/base/json.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/fakes/demo/graph_server.h"
#include "tests/testing/child_process.h"
#include "tests/testing/temp_dir.h"

namespace photoferry {

// The programs as people run them, a made-up account and a folder.
class Programs : public ::testing::Test {
 protected:
  explicit Programs(const demo::AccountOptions& account = {.photos = 60,
                                                           .videos = 3,
                                                           .albums = 3,
                                                           .tagged = 0,
                                                           .style = demo::MediaStyle::kFiller,
                                                           .file_bytes = 200 << 10})
      : graph_({.account = account}) {
    EXPECT_TRUE(graph_.Start().ok());
  }

  // Where the made-up account answers, to each of the sources that are asked for.
  std::vector<std::string> Urls(const std::set<std::string>& sources) const {
    std::vector<std::string> urls;
    const auto add = [&](const std::string& source, const char* key, const std::string& url) {
      if (!sources.contains(source) || url.empty()) return;
      urls.insert(urls.end(), {"--option", absl::StrCat(source, ".", key, "=", url)});
    };
    add("facebook", "graph_url", graph_.base_url());
    add("instagram", "graph_url", graph_.base_url());
    add("instagram", "instagram_url", graph_.instagram_url());
    return urls;
  }
  std::string state() const { return home_.path() + "/state"; }
  std::string socket() const { return state() + "/worker.sock"; }
  std::string photos() const { return home_.path() + "/photos"; }

  std::unique_ptr<ChildProcess> StartWorker(const std::vector<std::string>& more = {}) {
    std::filesystem::remove(socket());
    std::vector<std::string> command = {PHOTOFERRY_WORKER, "--log-level", "trace",
                                        "--state-dir",     state(),       "--allow-loopback-media"};
    for (const std::string& url : Urls({"facebook", "instagram"})) command.push_back(url);
    command.insert(command.end(), more.begin(), more.end());
    auto worker = std::make_unique<ChildProcess>(std::move(command));
    for (int i = 0; i < 1200 && !std::filesystem::exists(socket()); ++i) Pause();
    EXPECT_TRUE(std::filesystem::exists(socket())) << worker->OutputSoFar();
    return worker;
  }

  ChildProcess::Ending Photoferry(std::vector<std::string> arguments, std::string input = "") {
    arguments.insert(arguments.begin(), PHOTOFERRY);
    arguments.insert(arguments.end(), {"--state-dir", state()});
    return RunProgram(std::move(arguments), {{"NO_COLOR", "1"}}, std::move(input));
  }
  // The same with an engine of its own.
  ChildProcess::Ending Embedded(std::vector<std::string> arguments) {
    arguments.push_back("--allow-loopback-media");
    const std::set<std::string> named(arguments.begin(), arguments.end());
    for (const std::string& url : Urls(named)) arguments.push_back(url);
    return Photoferry(std::move(arguments));
  }

  void Login() {
    const auto login = Photoferry({"login", "facebook", "--token-stdin"}, graph_.token() + "\n");
    ASSERT_EQ(login.exit_code, 0) << login.output;
    EXPECT_THAT(login.output, ::testing::Not(::testing::HasSubstr(graph_.token())));
  }

  std::multiset<std::string> Expected() const {
    std::multiset<std::string> hashes;
    const demo::Account& account = graph_.account();
    for (int64_t i = 0; i < account.photo_count(); ++i) {
      hashes.insert(account.BestFile({demo::NodeType::kPhoto, i})->Sha256());
    }
    for (int64_t i = 0; i < account.video_count(); ++i) {
      hashes.insert(account.BestFile({demo::NodeType::kVideo, i})->Sha256());
    }
    return hashes;
  }

  std::multiset<std::string> Arrived() const {
    std::multiset<std::string> hashes;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(photos())) {
      const std::string extension = entry.path().extension();
      if (!entry.is_regular_file() || entry.path().filename().string()[0] == '.' ||
          extension == ".xmp" || extension == ".json") {
        continue;
      }
      std::stringstream bytes;
      bytes << std::ifstream(entry.path(), std::ios::binary).rdbuf();
      hashes.insert(Sha256Of(bytes.str()));
    }
    return hashes;
  }

  // A job's counters, out of `photoferry jobs --json`.
  int64_t DoneSoFar() {
    const auto jobs = Photoferry({"jobs", "--json"});
    const absl::StatusOr<Json> job =
        ParseJson(std::vector<std::string>(absl::StrSplit(jobs.output, '\n')).front());
    if (!job.ok()) return 0;
    const Json& items = JsonMember(JsonMember(*job, "counters"), "items");
    return std::atoll(JsonString(items, "done").c_str());
  }

  // The programs run on the machine's own clock, so waiting for them is waiting.
  static void Pause() { std::this_thread::sleep_for(std::chrono::milliseconds(20)); }

  TempDir home_;
  demo::GraphServer graph_;
};

}  // namespace photoferry
