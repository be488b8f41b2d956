// SPDX-License-Identifier: Apache-2.0
//
// A worker that stands still until its lease has lapsed, and takes up its own job again.
#include "transfer-worker/engine/supervisor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "tests/rig/memory_exporter.h"
#include "tests/rig/transfer_rig.h"
#include "tests/sim/counting_importer.h"
#include "tests/sim/sim_http_client.h"
#include "tests/testing/memory_dir.h"
#include "transfer-worker/engine/job_desk.h"

namespace photoferry::sim {
namespace {

// What all runs of a job at this destination do, and whether two did it at once.
struct Traffic {
  std::map<std::string, int> arrivals;
  int under_way = 0;
  bool met_another_run = false;
};

// Its first call takes minutes and does not heed that the work is stopped.
class DawdlingImporter final : public CountingImporter {
 public:
  DawdlingImporter(Traffic& traffic, Scheduler& scheduler)
      : CountingImporter(traffic.arrivals), traffic_(traffic), scheduler_(scheduler) {}

  absl::StatusOr<Destination> Connect(ProviderContext& context) override {
    traffic_.met_another_run |= traffic_.under_way > 0;
    return CountingImporter::Connect(context);
  }
  absl::StatusOr<SendResult> Send(SendTask& task, ProviderContext& context) override {
    ++traffic_.under_way;
    if (traffic_.arrivals.empty()) scheduler_.SleepFor(absl::Minutes(3), {});
    absl::StatusOr<SendResult> sent = CountingImporter::Send(task, context);
    --traffic_.under_way;
    return sent;
  }

 private:
  Traffic& traffic_;
  Scheduler& scheduler_;
};

class FrozenWorker {
 public:
  explicit FrozenWorker(uint64_t seed)
      : machine_({.seed = seed}), people_(machine_, "people"), worker_(machine_, "worker") {
    providers_.exporters = {rig::memory_plugin({.albums = {}, .photos = {"a", "b", "c"}})};
    providers_.importers = {CountingImporterPlugin(
        [this] { return std::make_unique<DawdlingImporter>(traffic_, worker_); })};
  }

  v1::TransferJob Run() {
    machine_.Run(people_, [this] { Live(); });
    EXPECT_EQ(machine_.failure(), "");
    return done_;
  }
  const Traffic& traffic() const { return traffic_; }

 private:
  void Live() {
    absl::StatusOr<std::unique_ptr<Store>> store =
        OpenSqliteStore(directory_ / "state", worker_.clock(), *rng_);
    ASSERT_TRUE(store.ok()) << store.status();
    JobDesk desk(**store, providers_, {}, [] {});
    v1::CreateTransferJobRequest create;
    create.set_parent("tenants/default");
    create.mutable_transfer_job()->mutable_source()->set_provider("memory");
    create.mutable_transfer_job()->mutable_destination()->set_provider("counter");
    const absl::StatusOr<v1::TransferJob> made = desk.Create(create);
    ASSERT_TRUE(made.ok()) << made.status();
    Supervisor supervisor({**store, providers_, http_, worker_, *rng_}, {});
    supervisor.Start();
    while (traffic_.under_way == 0) people_.SleepFor(absl::Milliseconds(100), {});
    worker_.Freeze(absl::Minutes(1));
    do {
      people_.SleepFor(absl::Seconds(5), {});
      done_ = *desk.Get(made->name());
    } while (!rig::HasEnded(done_));
  }

  MemoryDir directory_;
  SimScheduler machine_;
  SimProcess people_;
  SimProcess worker_;
  SimNetwork network_{machine_};
  SimHttpClient http_{network_, worker_};
  const std::unique_ptr<Rng> rng_ = NewRng(5);
  ProviderTable providers_;
  Traffic traffic_;
  v1::TransferJob done_;
};

// Who wakes up first, the keeper of the lease or whoever looks for work, is the seed's choice.
TEST(SupervisorAfterALapsedLease, EndsItsOldRunBeforeTheNextBegins) {
  int taken_up_again = 0;
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    FrozenWorker world(seed);
    const v1::TransferJob done = world.Run();
    EXPECT_EQ(done.state(), v1::SUCCEEDED) << done.ShortDebugString();
    EXPECT_EQ(done.counters().items().done(), 3);
    EXPECT_FALSE(world.traffic().met_another_run) << "seed " << seed;
    if (done.starts() > 1) ++taken_up_again;
  }
  EXPECT_GT(taken_up_again, 0);
}

}  // namespace
}  // namespace photoferry::sim
