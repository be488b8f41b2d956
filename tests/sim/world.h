// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/sim/hosts.h"
#include "tests/sim/scenario.h"
#include "tests/sim/sim_destination.h"
#include "tests/sim/sim_worker.h"

namespace photoferry::sim {

struct Outcome {
  std::string failure;  // empty: all laws held
  uint64_t trace_hash = 0;
  int64_t switches = 0;
  absl::Duration lasted;  // in the world's time
};

// Runs the world of `seed` to its end. `state_directory` is on a real disk, and empty.
Outcome RunSeed(uint64_t seed, bool trace, const std::string& state_directory);

// One run: a job, its workers, the people who interfere, and the weather. First a stormy part, in
// which everything may happen; then a calm one, in which the job must come to its end.
class World {
 public:
  World(uint64_t seed, bool trace, const std::string& state_directory);

  Outcome Run();

 private:
  void Live();
  void Storm();
  void Calm();
  void End(const v1::TransferJob& job);

  // ---- What happens in a storm.
  void SomethingHappens();
  void KillOne(SimWorker& worker);
  void LetOneDieYoung();
  void FreezeOne(SimWorker& worker);
  void LosePower();
  void BreakDisk();
  void ExpressSomething();
  void Cancel(SimWorker& worker);
  void ChangeTheSource();
  void ChangeTheDestination();

  void KeepWorkersAlive();
  void StartWorker(size_t index);
  SimWorker* AnyWorker();
  void Sleep(absl::Duration duration) { people_.SleepFor(duration, {}); }
  void Login();
  void LoginTo(const std::string& provider, const std::string& token);
  void CreateJob();
  void SetGoing(const std::optional<v1::TransferJob>& job);
  void RetryFailed();
  std::optional<v1::TransferJob> Job();
  void CalmDown();
  void SetWeather(int mishaps_per_thousand);

  const uint64_t seed_;
  const Scenario scenario_;
  SimScheduler machine_;
  SimProcess people_;
  SimDisk disk_;
  SimNetwork network_;
  demo::GraphSite site_;
  const std::unique_ptr<SimDestination> destination_;
  Laws laws_;
  GraphHost graph_host_;
  CdnHost cdn_host_;
  const ProviderTable providers_;
  SupervisorOptions options_;
  const SimWorker::Surroundings around_;
  std::vector<std::unique_ptr<SimWorker>> workers_;
  std::vector<absl::Duration> restart_at_;
  int64_t lives_ = 0;
  std::string job_;
  bool cancelled_ = false;
  std::set<std::string> gone_;
};

}  // namespace photoferry::sim
