// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "common/base/mutex.h"

namespace photoferry {

class CurlTransfer;

struct CurlCommand {
  enum class Kind { kStart, kResume, kStop };
  Kind kind;
  std::shared_ptr<CurlTransfer> transfer;
};

// The way into an event loop for everyone else. It may outlive its loop, so that whoever still
// holds a transfer can post to it without harm. Thread-safe where not said otherwise.
class CurlInbox {
 public:
  CurlInbox();
  ~CurlInbox();
  CurlInbox(const CurlInbox&) = delete;
  CurlInbox& operator=(const CurlInbox&) = delete;

  // From the loop's own thread this takes no lock and wakes nobody: the loop looks before it
  // sleeps.
  void Post(CurlCommand command);
  // No more work: the loop is to end.
  void Close();
  bool closed() const { return closed_.load(); }

  // ---- The loop's thread only.

  // The calling thread is the loop's from now on.
  void Adopt();
  int wake_fd() const { return wake_fd_; }
  void DrainWakeFd();
  bool HasOwnCommands() const { return !own_.empty(); }
  // All commands posted so far, in order per poster.
  std::vector<CurlCommand> Take();

 private:
  void Wake();

  const int wake_fd_;
  std::atomic<bool> closed_{false};
  std::vector<CurlCommand> own_;
  Mutex mutex_;
  std::vector<CurlCommand> posted_ PF_GUARDED_BY(mutex_);
  bool waking_ PF_GUARDED_BY(mutex_) = false;
};

}  // namespace photoferry
