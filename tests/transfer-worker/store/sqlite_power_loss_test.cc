// SPDX-License-Identifier: Apache-2.0
//
// The power goes, or the disk takes nothing more, at every change that a transfer makes to it. What
// the store had acknowledged is there afterwards, and the work ends as if nothing had happened.
#include "tests/disk/sim_disk.h"
#include "tests/disk/sqlite_sim_vfs.h"
#include "tests/transfer-worker/store/little_transfer.h"

namespace photoferry {
namespace {

// A machine whose database stands on a disk of our own. The key is in a real file.
class Machine {
 public:
  explicit Machine(uint64_t seed) : disk_(seed) {}

  SimDisk& disk() { return disk_; }

  // After each start the clock stands later.
  absl::StatusOr<std::unique_ptr<Store>> Start(const SimVfs& process) {
    clock_.Advance(absl::Hours(1));
    return OpenSqliteStore(directory_.path(), clock_, *rng_, KeySource(), process.name());
  }

 private:
  TemporaryDirectory directory_;
  ManualClock clock_;
  const std::unique_ptr<Rng> rng_ = NewRng(5);
  SimDisk disk_;
};

int64_t ChangesOfAWholeTransfer() {
  Machine machine(1);
  const SimVfs process(machine.disk(), "undisturbed");
  const auto store = machine.Start(process);
  EXPECT_THAT(store, IsOk());
  if (!store.ok()) return 0;
  EXPECT_THAT(LittleTransfer(**store).Run(), IsOk());
  LittleTransfer::ExpectAllArrived(**store);
  return process.changes();
}

// Runs the transfer, which fails; `kill_at`: its process dies in the middle of that change.
LittleTransfer::Acknowledged RunOnce(Machine& machine, int64_t kill_at = INT64_MAX) {
  SimVfs process(machine.disk(), "at-first");
  process.KillAt(kill_at);
  const auto store = machine.Start(process);
  if (!store.ok()) return {};
  LittleTransfer transfer(**store);
  EXPECT_FALSE(transfer.Run().ok());
  return transfer.acknowledged();
}

LittleTransfer::Acknowledged RunUntilPowerIsLost(Machine& machine, int64_t at) {
  const LittleTransfer::Acknowledged acknowledged = RunOnce(machine, at);
  machine.disk().LosePower();
  return acknowledged;
}

void ExpectNothingForgotten(Store& store, const LittleTransfer::Acknowledged& acknowledged) {
  if (!acknowledged.job) return;
  PF_ASSERT_OK_AND_ASSIGN(const v1::Counters counters, store.checkpoints().Count(1));
  EXPECT_GE(counters.items().found(), acknowledged.found);
  EXPECT_GE(counters.items().done(), acknowledged.done);
  EXPECT_GE(counters.placements_done(), acknowledged.placed);
  ExpectLaws(store.checkpoints(), 1);
}

// What a new process finds is as it was acknowledged, and it brings the work to its end.
void ExpectToEndWell(Machine& machine, const LittleTransfer::Acknowledged& acknowledged) {
  const SimVfs process(machine.disk(), "afterwards");
  PF_ASSERT_OK_AND_ASSIGN(const auto store, machine.Start(process));
  ExpectNothingForgotten(*store, acknowledged);
  ASSERT_THAT(LittleTransfer(*store).Run(), IsOk());
  LittleTransfer::ExpectAllArrived(*store);
}

TEST(SqlitePowerLoss, ForgetsNothingThatWasAcknowledgedWhereverItStrikes) {
  const int64_t changes = ChangesOfAWholeTransfer();
  ASSERT_GT(changes, 50);
  for (int64_t at = 1; at <= changes; ++at) {
    SCOPED_TRACE(absl::StrCat("power lost at change ", at, " of ", changes));
    Machine machine(static_cast<uint64_t>(at));
    ExpectToEndWell(machine, RunUntilPowerIsLost(machine, at));
    if (HasFailure()) return;
  }
}

// As one does that went read-only.
TEST(SqliteBrokenDisk, EndsTheWorkAndForgetsNothingThatWasAcknowledged) {
  const int64_t changes = ChangesOfAWholeTransfer();
  for (int64_t at = 1; at <= changes; at += 3) {
    SCOPED_TRACE(absl::StrCat("no change after the ", at, "th of ", changes));
    Machine machine(static_cast<uint64_t>(at));
    int64_t seen = 0;
    machine.disk().SetFaults([&](DiskChange, absl::string_view) {
      return ++seen < at ? DiskAnswer::kOk : DiskAnswer::kIoError;
    });
    const LittleTransfer::Acknowledged acknowledged = RunOnce(machine);
    machine.disk().SetFaults(nullptr);
    ExpectToEndWell(machine, acknowledged);
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace photoferry
