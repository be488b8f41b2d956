// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/sim/hosts.h"
#include "tests/sim/scenario.h"
#include "tests/sim/sim_destination.h"
#include "tests/sim/sim_worker.h"

namespace photoferry::sim {

// Whose photos travel: a person's and a Page's, or those of one Instagram account, through either
// door.
enum class MetaSource { kFacebook, kInstagramByFacebook, kInstagramLogin };

struct MetaJourneyOptions {
  MetaSource source = MetaSource::kFacebook;
  std::string destination = "folder";  // or "nextcloud", "webdav"
  // What goes wrong, given the account that it goes wrong with.
  std::function<std::vector<demo::FaultRule>(const demo::Account&)> faults;
};

// What became of it. The laws of docs/design.md were held to all the way.
struct MetaJourneyEnd {
  std::string failure;  // empty: nothing lost, nothing doubled, nothing said that must not be
  std::vector<int64_t> struck;       // how often each fault did
  std::set<std::string> unlisted;    // what the account has and the job never heard of
  std::vector<std::string> unnamed;  // what did not arrive and has no reason
  std::set<std::string> left_out;    // what did not arrive
  std::set<std::string> withheld;    // what Meta gives to nobody
  std::vector<std::string> notices;
  absl::Duration lasted;  // in the world's time
};

// One job from an account at Meta to a destination, in simulated time, with people who log in again
// and tell the job to go on whenever it rests.
class MetaJourney {
 public:
  MetaJourney(MetaJourneyOptions options, const std::string& state_directory);

  MetaJourneyEnd Run();

 private:
  void Live();
  void Login();
  void CreateJob();
  void SetGoing(const v1::TransferJob& job);
  void End(const v1::TransferJob& job);
  bool is_instagram() const { return options_.source != MetaSource::kFacebook; }

  const MetaJourneyOptions options_;
  SimScheduler machine_;
  SimProcess people_;
  SimDisk disk_;
  SimNetwork network_;
  demo::GraphSite site_;
  const std::unique_ptr<SimDestination> destination_;
  const Laws::Truth truth_;
  Laws laws_;
  GraphHost graph_host_;
  InstagramHost instagram_host_;
  CdnHost cdn_host_;
  const ProviderTable providers_;
  const SupervisorOptions supervisor_;
  const SimWorker::Surroundings around_;
  std::unique_ptr<SimWorker> worker_;
  std::string job_;
  MetaJourneyEnd end_;
};

// Runs it; what failed is left as it is, since its threads have never ended.
MetaJourneyEnd RunMetaJourney(const MetaJourneyOptions& options,
                              const std::string& state_directory);

}  // namespace photoferry::sim
