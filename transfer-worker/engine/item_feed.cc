// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/item_feed.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"

namespace photoferry {
namespace {

constexpr int kBite = 256;
// Items that wait for another turn are held in memory; with so many, no new ones are begun.
constexpr size_t kMostDelayed = 1000;
constexpr absl::Duration kLookAgain = absl::Seconds(1);
const std::vector<v1::ItemStage>& Unsettled() {
  static const auto& stages = *new std::vector<v1::ItemStage>{v1::OPEN, v1::STAGED, v1::STORED};
  return stages;
}

}  // namespace

ItemFeed::ItemFeed(Checkpoints& checkpoints, HeldLeases& leases, Scheduler& scheduler,
                   ItemFeedOptions options)
    : checkpoints_(checkpoints),
      leases_(leases),
      scheduler_(scheduler),
      options_(std::move(options)),
      changed_(scheduler.NewCondition()) {}

absl::StatusOr<ItemPtr> ItemFeed::Take(const std::stop_token& draining) {
  std::stop_callback wake(draining, [this] {
    MutexLock lock(mutex_);
    changed_->NotifyAll();
  });
  while (true) {
    int64_t after;
    {
      MutexLock lock(mutex_);
      while (true) {
        if (draining.stop_requested()) return nullptr;
        if (in_hand_ < options_.most_in_hand) {
          if (ItemPtr item = TakeReady()) return item;
          if (!refilling_ && !dry_ && delayed_.size() < kMostDelayed) break;
        }
        if (PassEnded()) {
          if (looks_back_) {
            BeginPass();
            continue;
          }
          if (!units_elsewhere_) return nullptr;
          changed_->WaitFor(mutex_, kLookAgain);
          // Unless another taker has begun the next pass meanwhile.
          if (PassEnded()) BeginPass();
          continue;
        }
        changed_->WaitFor(mutex_, UntilNextDelayed());
      }
      refilling_ = true;
      after = position_;
    }
    const absl::StatusOr<bool> found = Refill(after);
    MutexLock lock(mutex_);
    refilling_ = false;
    changed_->NotifyAll();
    if (!found.ok()) return found.status();
  }
}

bool ItemFeed::PassEnded() const {
  return dry_ && walk_ended_ && in_hand_ == 0 && delayed_.empty() && !refilling_;
}

void ItemFeed::BeginPass() {
  position_ = -1;
  units_elsewhere_ = dry_ = looks_back_ = false;
}

ItemPtr ItemFeed::TakeReady() {
  ItemPtr item;
  if (!delayed_.empty() && delayed_.begin()->first <= scheduler_.clock().Monotonic()) {
    item = std::move(delayed_.begin()->second);
    delayed_.erase(delayed_.begin());
  } else if (!ready_.empty()) {
    item = std::move(ready_.front());
    ready_.pop_front();
  }
  if (item) ++in_hand_;
  return item;
}

absl::Duration ItemFeed::UntilNextDelayed() {
  if (delayed_.empty()) return kLookAgain;
  return std::clamp(delayed_.begin()->first - scheduler_.clock().Monotonic(), absl::Milliseconds(1),
                    kLookAgain);
}

absl::StatusOr<bool> ItemFeed::Refill(int64_t after) {
  {
    MutexLock lock(mutex_);
    dry_ = true;  // unless the walk grows from here on, or something is found
  }
  PF_ASSIGN_OR_RETURN(
      const std::vector<ItemRecord> first,
      checkpoints_.ReadItems(options_.job, {.after = after, .limit = 1, .stages = Unsettled()}));
  if (first.empty()) return false;
  const Unit unit = UnitOf(first.front().ordinal);
  const int64_t unit_end = (unit + 1) * kItemsPerUnit;
  PF_ASSIGN_OR_RETURN(const std::optional<Lease> lease, LeaseFor(unit));
  std::vector<ItemRecord> records;
  if (lease.has_value()) {
    PF_ASSIGN_OR_RETURN(
        records, checkpoints_.ReadItems(
                     options_.job,
                     {.after = after, .until = unit_end, .limit = kBite, .stages = Unsettled()}));
  }
  MutexLock lock(mutex_);
  dry_ = false;
  if (!lease.has_value()) {
    units_elsewhere_ = true;
    position_ = unit_end - 1;
    return true;
  }
  const absl::Time now = scheduler_.clock().Now();
  for (ItemRecord& record : records) {
    position_ = record.ordinal;
    ++units_[unit].out;
    auto item = std::make_unique<Item>();
    item->key = absl::StrCat(options_.job_uuid, "-", record.ordinal);
    item->lease = *lease;
    item->record = std::move(record);
    const absl::Duration delay = item->record.not_before - now;
    if (delay > absl::ZeroDuration()) {
      delayed_.emplace(scheduler_.clock().Monotonic() + delay, std::move(item));
    } else {
      ready_.push_back(std::move(item));
    }
  }
  return !records.empty();
}

absl::StatusOr<std::optional<Lease>> ItemFeed::LeaseFor(Unit unit) {
  {
    MutexLock lock(mutex_);
    const auto held = units_.find(unit);
    if (held != units_.end()) return held->second.lease;
  }
  PF_ASSIGN_OR_RETURN(const std::optional<Lease> lease, leases_.Claim(options_.job, unit));
  if (lease.has_value()) {
    MutexLock lock(mutex_);
    units_[unit].lease = *lease;
  }
  return lease;
}

void ItemFeed::PutBack(ItemPtr item, absl::Duration delay) {
  MutexLock lock(mutex_);
  --in_hand_;
  delayed_.emplace(scheduler_.clock().Monotonic() + delay, std::move(item));
  changed_->NotifyAll();
}

void ItemFeed::Settled(ItemPtr item) {
  MutexLock lock(mutex_);
  --in_hand_;
  --units_[item->lease.unit].out;
  changed_->NotifyAll();
}

void ItemFeed::WalkGrew(bool ended) {
  MutexLock lock(mutex_);
  dry_ = false;
  walk_ended_ = walk_ended_ || ended;
  changed_->NotifyAll();
}

void ItemFeed::LookBack() {
  MutexLock lock(mutex_);
  looks_back_ = true;
}

absl::Status ItemFeed::RenewLeases() {
  std::vector<Lease> finished;
  std::vector<Lease> held;
  {
    MutexLock lock(mutex_);
    for (auto unit = units_.begin(); unit != units_.end();) {
      const bool passed = position_ >= (unit->first + 1) * kItemsPerUnit - 1 && !refilling_;
      if (passed && unit->second.out == 0) {
        finished.push_back(unit->second.lease);
        unit = units_.erase(unit);
      } else {
        held.push_back(unit->second.lease);
        ++unit;
      }
    }
  }
  for (const Lease& lease : finished) PF_RETURN_IF_ERROR(leases_.Release(lease));
  for (const Lease& lease : held) PF_RETURN_IF_ERROR(leases_.Renew(lease));
  return absl::OkStatus();
}

void ItemFeed::ReleaseLeases() {
  std::map<Unit, HeldUnit> units;
  {
    MutexLock lock(mutex_);
    units.swap(units_);
    ready_.clear();
    delayed_.clear();
  }
  for (const auto& [unit, held] : units) {
    // A lease that cannot be given back lapses by itself.
    leases_.Release(held.lease).IgnoreError();
  }
}

}  // namespace photoferry
