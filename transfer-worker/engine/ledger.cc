// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/ledger.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace photoferry {

Ledger::Ledger(Checkpoints& checkpoints, Scheduler& scheduler,
               std::function<void(const absl::Status&)> on_failure)
    : checkpoints_(checkpoints),
      on_failure_(std::move(on_failure)),
      work_(scheduler.NewCondition()),
      progress_(scheduler.NewCondition()),
      thread_(scheduler.Spawn("ledger", [this] { Run(); })) {}

Ledger::~Ledger() {
  {
    MutexLock lock(mutex_);
    closing_ = true;
    work_->NotifyAll();
  }
  thread_->Join();
}

void Ledger::Record(const Lease& lease, ItemMove move, std::function<void()> done) {
  MutexLock lock(mutex_);
  if (!failure_.ok()) return;
  waiting_.push_back({lease, std::move(move), std::move(done)});
  ++recorded_;
  work_->NotifyOne();
}

absl::Status Ledger::RecordNow(const Lease& lease, std::vector<ItemMove> moves) {
  MutexLock lock(mutex_);
  if (!failure_.ok()) return failure_;
  for (ItemMove& move : moves) waiting_.push_back({lease, std::move(move), nullptr});
  recorded_ += static_cast<int64_t>(moves.size());
  const int64_t ours = recorded_;
  work_->NotifyOne();
  while (committed_ < ours && failure_.ok()) progress_->Wait(mutex_);
  return committed_ >= ours ? absl::OkStatus() : failure_;
}

absl::Status Ledger::Flush() {
  MutexLock lock(mutex_);
  const int64_t ours = recorded_;
  while (committed_ < ours && failure_.ok()) progress_->Wait(mutex_);
  return failure_;
}

void Ledger::Run() {
  while (true) {
    std::vector<Entry> group;
    {
      MutexLock lock(mutex_);
      while (waiting_.empty() && !closing_) work_->Wait(mutex_);
      if (waiting_.empty() || !failure_.ok()) return;
      const auto end =
          waiting_.begin() + static_cast<int64_t>(std::min(waiting_.size(), kLargestGroup));
      group.assign(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
      waiting_.erase(waiting_.begin(), end);
    }
    const absl::Status status = Commit(group);
    if (status.ok()) {
      for (const Entry& entry : group) {
        if (entry.done) entry.done();
      }
    }
    {
      MutexLock lock(mutex_);
      if (status.ok()) committed_ += static_cast<int64_t>(group.size());
      failure_ = status;
      progress_->NotifyAll();
    }
    if (!status.ok()) return on_failure_(status);
  }
}

absl::Status Ledger::Commit(std::vector<Entry>& group) {
  // One transaction a unit; moves of one item keep their order.
  std::stable_sort(group.begin(), group.end(),
                   [](const Entry& a, const Entry& b) { return a.lease.unit < b.lease.unit; });
  for (auto begin = group.begin(); begin != group.end();) {
    std::vector<ItemMove> moves;
    auto end = begin;
    for (; end != group.end() && end->lease.unit == begin->lease.unit; ++end) {
      moves.push_back(std::move(end->move));
    }
    if (absl::Status status = checkpoints_.CommitMoves(begin->lease, moves); !status.ok()) {
      return status;
    }
    begin = end;
  }
  return absl::OkStatus();
}

}  // namespace photoferry
