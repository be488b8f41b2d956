// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/batch_queue.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace photoferry {
namespace {

constexpr absl::Duration kLinger = absl::Milliseconds(100);
constexpr absl::Duration kIdle = absl::Minutes(1);

}  // namespace

BatchQueue::BatchQueue(Scheduler& scheduler, size_t batch_size,
                       std::function<int64_t(const Item&)> group_of)
    : scheduler_(scheduler),
      batch_size_(std::max<size_t>(batch_size, 1)),
      group_of_(std::move(group_of)),
      changed_(scheduler.NewCondition()) {}

void BatchQueue::Add(ItemPtr item) {
  MutexLock lock(mutex_);
  Group& group = groups_[group_of_(*item)];
  if (group.items.empty()) group.since = scheduler_.clock().Monotonic();
  group.items.push_back(std::move(item));
  changed_->NotifyAll();
}

std::vector<ItemPtr> BatchQueue::Take() {
  MutexLock lock(mutex_);
  while (!closed_) {
    const absl::Duration now = scheduler_.clock().Monotonic();
    absl::Duration wait = kIdle;
    for (auto group = groups_.begin(); group != groups_.end(); ++group) {
      std::vector<ItemPtr>& items = group->second.items;
      const absl::Duration left = group->second.since + kLinger - now;
      if (items.size() < batch_size_ && left > absl::ZeroDuration()) {
        wait = std::min(wait, left);
        continue;
      }
      std::vector<ItemPtr> batch;
      const auto end = items.begin() + static_cast<int64_t>(std::min(items.size(), batch_size_));
      std::move(items.begin(), end, std::back_inserter(batch));
      items.erase(items.begin(), end);
      if (items.empty()) groups_.erase(group);
      return batch;
    }
    changed_->WaitFor(mutex_, wait);
  }
  return {};
}

std::vector<ItemPtr> BatchQueue::Close() {
  MutexLock lock(mutex_);
  closed_ = true;
  changed_->NotifyAll();
  std::vector<ItemPtr> left;
  for (auto& [key, group] : groups_) {
    std::move(group.items.begin(), group.items.end(), std::back_inserter(left));
  }
  groups_.clear();
  return left;
}

}  // namespace photoferry
