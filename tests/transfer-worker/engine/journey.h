// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "common/base/hash.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/fakes/demo/graph_server.h"
#include "tests/fakes/destinations/destination_server.h"
#include "tests/rig/arrivals.h"
#include "tests/rig/transfer_rig.h"
#include "tests/testing/canary.h"
#include "tests/testing/memory_dir.h"

namespace photoferry {

inline const std::vector<std::string>& AllDestinations() {
  static const auto& ids = *new std::vector<std::string>{
      "folder", "test-two-phase", "test-fragments", "test-lazy", "test-early", "test-blind"};
  return ids;
}

// For the names of parameterized tests.
inline std::string TestNameOf(const std::string& id) {
  std::string name = id;
  for (char& c : name) {
    if (c == '-') c = '_';
  }
  return name;
}

struct JourneyOptions {
  int photos = 8;
  int videos = 1;
  int albums = 2;
  int64_t file_bytes = 40 << 10;
  int parallel_items = 4;
  fakes::DestinationOptions destination = {};
  ProviderTable providers = rig::AllProviders();
  // Looks at the rig's options before it starts.
  std::function<void(SupervisorOptions&)> adjust = {};
};

// One made-up account, one destination of the kind `to`, and a worker between them.
class Journey {
 public:
  explicit Journey(std::string to, JourneyOptions options = {})
      : to_(std::move(to)),
        options_(options),
        graph_({.account = {.photos = options.photos,
                            .videos = options.videos,
                            .albums = options.albums,
                            .tagged = 0,
                            .style = demo::MediaStyle::kFiller,
                            .file_bytes = options.file_bytes}}),
        destination_(options.destination) {
    EXPECT_TRUE(graph_.Start().ok());
    NewWorker();
  }

  demo::GraphServer& graph() { return graph_; }
  fakes::DestinationServer& destination() { return destination_; }
  rig::TransferRig& rig() { return *rig_; }
  std::string folder() const { return folder_.empty() ? directory_ / "photos" : folder_; }
  void set_folder(std::string folder) { folder_ = std::move(folder); }

  // A worker process ends, another begins on the same state.
  void NewWorker() {
    rig_.reset();
    rig_ = std::make_unique<rig::TransferRig>(directory_ / "state", options_.parallel_items,
                                              options_.providers);
    // Nobody dies here; a machine under load must not look like it.
    rig_->options().lease_ttl = absl::Seconds(60);
    if (options_.adjust) options_.adjust(rig_->options());
    rig_->Login("facebook", graph_.token());
    if (to_ == "test-early") rig_->Login(to_, canary::Token("early"));
  }

  v1::TransferJob Job() const {
    return rig::FacebookJob(graph_.base_url(), to_,
                            to_ == "folder" ? folder() : destination_.base_url());
  }
  v1::TransferJob Run() { return Run(Job()); }
  v1::TransferJob Run(const v1::TransferJob& job) {
    v1::TransferJob done = rig_->Run(job);
    name_ = done.name();
    return done;
  }
  // Begins a job and leaves it alone.
  std::string Begin() { return Begin(Job()); }
  std::string Begin(const v1::TransferJob& job) {
    name_ = rig_->Create(job).name();
    rig_->Start();
    return name_;
  }
  v1::TransferJob AwaitDone(int64_t items) {
    return rig_->Await(name_, [items](const v1::TransferJob& job) {
      return job.counters().items().done() >= items || rig::HasEnded(job);
    });
  }
  v1::TransferJob ResumeAndAwait() {
    EXPECT_TRUE(rig_->desk().Express(name_, Wish::kResume).ok());
    return rig_->AwaitRest(name_);
  }
  absl::StatusOr<v1::RetryFailedItemsResponse> Retry(bool include_uncertain = false) {
    v1::RetryFailedItemsRequest request;
    request.set_name(name_);
    request.set_include_uncertain(include_uncertain);
    return rig_->desk().Retry(request);
  }
  const std::string& name() const { return name_; }

  std::string PhotoId(int64_t index) const {
    return graph_.account().IdOf({demo::NodeType::kPhoto, index});
  }
  std::string AlbumId(int64_t index) const {
    return graph_.account().IdOf({demo::NodeType::kAlbum, index});
  }
  std::string PhotoHash(int64_t index) const {
    return HexOf(graph_.account().BestFile({demo::NodeType::kPhoto, index})->Sha256());
  }

  std::multiset<std::string> Expected() const { return rig::HashesOf(graph_.account()); }
  // Without these photos.
  std::multiset<std::string> ExpectedWithout(const std::vector<int64_t>& photos) const {
    std::multiset<std::string> hashes = Expected();
    for (const int64_t index : photos) hashes.erase(hashes.find(PhotoHash(index)));
    return hashes;
  }
  std::multiset<std::string> Arrived() const {
    return to_ == "folder" ? rig::HashesIn(folder()) : rig::HashesAt(destination_);
  }

  std::map<std::string, v1::TransferItem> ItemsById(std::vector<v1::ItemStage> stages = {}) {
    std::map<std::string, v1::TransferItem> items;
    for (v1::TransferItem& item : rig_->Items(name_, std::move(stages))) {
      items[item.photo().id()] = std::move(item);
    }
    return items;
  }

  void ExpectLaws() { EXPECT_EQ(rig_->BrokenLaws(name_), ""); }
  // Everything arrived, whole and once.
  void ExpectWhole(const v1::TransferJob& job) {
    ExpectLaws();
    EXPECT_EQ(job.state(), v1::SUCCEEDED) << job.ShortDebugString();
    EXPECT_EQ(job.counters().items().done(), job.counters().items().found());
    EXPECT_EQ(job.counters().placements_failed(), 0);
    EXPECT_EQ(Arrived(), Expected());
    EXPECT_THAT(destination_.DoubledKeys(), ::testing::IsEmpty());
    for (const auto& [id, item] : ItemsById()) {
      EXPECT_NE(item.integrity(), v1::INTEGRITY_UNSPECIFIED) << item.ShortDebugString();
    }
  }

 private:
  const std::string to_;
  const JourneyOptions options_;
  MemoryDir directory_;
  std::string folder_;
  demo::GraphServer graph_;
  fakes::DestinationServer destination_;
  std::unique_ptr<rig::TransferRig> rig_;
  std::string name_;
};

}  // namespace photoferry
