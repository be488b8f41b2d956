// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "common/base/mutex.h"
#include "common/base/scheduler.h"
#include "transfer-worker/engine/item.h"

namespace photoferry {

// Gathers items until a batch is worth a call: full, or its oldest item has waited long enough.
// Items of different groups never share a batch. Thread-safe.
class BatchQueue {
 public:
  BatchQueue(Scheduler& scheduler, size_t batch_size, std::function<int64_t(const Item&)> group_of);

  void Add(ItemPtr item);
  // Waits for a batch. Empty: the queue is closed.
  std::vector<ItemPtr> Take();
  // Nothing more is taken. What was still waiting is returned.
  std::vector<ItemPtr> Close();

 private:
  struct Group {
    std::vector<ItemPtr> items;
    absl::Duration since;
  };

  Scheduler& scheduler_;
  const size_t batch_size_;
  const std::function<int64_t(const Item&)> group_of_;
  Mutex mutex_;
  const std::unique_ptr<Condition> changed_;
  std::map<int64_t, Group> groups_ PF_GUARDED_BY(mutex_);
  bool closed_ PF_GUARDED_BY(mutex_) = false;
};

}  // namespace photoferry
