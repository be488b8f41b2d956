// SPDX-License-Identifier: Apache-2.0
//
// The stormy part of a run: what may happen to workers, disk, source and destination, and what
// people may wish meanwhile.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tests/sim/world.h"

namespace photoferry::sim {

void World::Storm() {
  SetWeather(scenario_.mishaps_per_thousand);
  for (int i = 0; i < scenario_.trouble; ++i) {
    Sleep(machine_.Between(absl::ZeroDuration(), scenario_.longest_pause));
    KeepWorkersAlive();
    if (machine_.OneIn(2)) SetGoing(Job());
    SomethingHappens();
  }
  Sleep(machine_.Between(absl::ZeroDuration(), scenario_.longest_pause));
}

void World::SetWeather(int mishaps_per_thousand) {
  network_.SetWeather(
      {.mishaps_per_thousand = mishaps_per_thousand, .longest_latency = scenario_.network_latency});
}

void World::SomethingHappens() {
  SimWorker* const worker = AnyWorker();
  if (worker == nullptr) return;
  // What only two workers can do to each other.
  if (workers_.size() > 1 && machine_.OneIn(4)) return FreezeOne(*worker);
  switch (machine_.Below(12)) {
    case 0:
    case 1:
    case 2:
      return KillOne(*worker);
    case 3:
    case 4:
      return LosePower();
    case 5:
    case 6:
      return FreezeOne(*worker);
    case 7:
      return BreakDisk();
    case 8:
    case 9:
      return ExpressSomething();
    case 10:
      return ChangeTheSource();
    default:
      return ChangeTheDestination();
  }
}

void World::FreezeOne(SimWorker& worker) {
  const bool long_enough_to_lose_its_leases = machine_.OneIn(2);
  const absl::Duration duration = machine_.Between(
      absl::ZeroDuration(), absl::Seconds(long_enough_to_lose_its_leases ? 120 : 3));
  // Wherever it waits, or between what it has just noted and what it does next.
  const int64_t notes = machine_.OneIn(2) ? 0 : 1 + static_cast<int64_t>(machine_.Below(6));
  machine_.Trace(absl::StrCat("freezes ", worker.process().name(), " at note ", notes));
  if (notes == 0) {
    worker.Freeze(duration);
  } else {
    worker.FreezeAfter(notes, duration);
  }
  if (!long_enough_to_lose_its_leases || !machine_.OneIn(6)) return;
  // Whoever sees a job stand still grows impatient.
  Sleep(machine_.Between(absl::ZeroDuration(), absl::Seconds(40)));
  KeepWorkersAlive();
  if (SimWorker* const answers = AnyWorker()) Cancel(*answers);
}

void World::KillOne(SimWorker& worker) {
  // Between two calls, or in the middle of a transaction or of a file.
  const int64_t changes = machine_.OneIn(2) ? 0 : 1 + static_cast<int64_t>(machine_.Below(12));
  machine_.Trace(absl::StrCat("kills ", worker.process().name(), " at change ", changes));
  if (changes == 0) return worker.Kill();
  if (machine_.OneIn(2) && destination_->KillAt(worker.process(), changes)) return;
  worker.disk().KillAt(changes);
}

// While the account is being listed, which is soon over.
void World::LetOneDieYoung() {
  const int64_t changes = 1 + static_cast<int64_t>(machine_.Below(150));
  machine_.Trace(absl::StrCat("the first worker dies at change ", changes));
  workers_.front()->disk().KillAt(changes);
}

void World::LosePower() {
  machine_.Trace("loses power");
  for (auto& worker : workers_) {
    if (worker) worker->Kill();
  }
  for (auto& worker : workers_) worker.reset();
  disk_.LosePower();
  destination_->LosePower();
  laws_.OnDisk(disk_.AllBytes());
  for (absl::Duration& at : restart_at_) {
    at = machine_.now() + machine_.Between(absl::ZeroDuration(), absl::Seconds(5));
  }
}

void World::BreakDisk() {
  const bool full = machine_.OneIn(2);
  const absl::Duration until =
      machine_.now() + machine_.Between(absl::ZeroDuration(), absl::Seconds(10));
  machine_.Trace(full ? "the disk is full" : "the disk breaks");
  disk_.SetFaults([this, full, until](DiskChange, absl::string_view) {
    if (machine_.now() > until || !machine_.OneIn(full ? 2 : 5)) return DiskAnswer::kOk;
    return full ? DiskAnswer::kFull : DiskAnswer::kIoError;
  });
}

void World::ExpressSomething() {
  SimWorker* const worker = AnyWorker();
  if (worker == nullptr) return;
  const uint64_t which = machine_.Below(8);
  machine_.Trace(absl::StrCat("people wish ", which));
  if (which < 3) {
    worker->desk().Express(job_, Wish::kPause).IgnoreError();
  } else if (which < 6) {
    worker->desk().Express(job_, Wish::kResume).IgnoreError();
  } else if (which < 7) {
    RetryFailed();
  } else {
    Cancel(*worker);
  }
}

void World::Cancel(SimWorker& worker) {
  machine_.Trace("people cancel");
  cancelled_ = true;  // also where the answer is lost
  worker.desk().Express(job_, Wish::kCancel).IgnoreError();
}

void World::ChangeTheSource() {
  if (scenario_.memory) return;
  const demo::Account& account = site_.account();
  switch (machine_.Below(4)) {
    case 0: {
      const demo::Node node{demo::NodeType::kPhoto,
                            static_cast<int64_t>(machine_.Below(account.photo_count()))};
      machine_.Trace(absl::StrCat("deletes ", account.IdOf(node)));
      site_.state().Delete(account.IdOf(node));
      gone_.insert(account.IdOf(node));
      return;
    }
    case 1:
      return site_.state().InvalidateCursors();
    case 2:
      return site_.state().RevokeToken(463);
    default:
      // Every signed URL given out so far.
      return site_.state().AdvanceClock(absl::Hours(80));
  }
}

void World::ChangeTheDestination() {
  if (machine_.OneIn(3)) return SetWeather(600);
  destination_->Suffer(machine_);
}

}  // namespace photoferry::sim
