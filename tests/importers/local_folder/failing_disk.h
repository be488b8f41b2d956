// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/testing/call_faults.h"

namespace photoferry::local_folder {

// The disk as the thread that made this sees it: the system calls that open, make, name and secure
// files go wrong as a test says. Of several the youngest counts. Other threads are left alone.
class FailingDisk final : public CallFaults {
 public:
  FailingDisk();
  ~FailingDisk() override;
  FailingDisk(const FailingDisk&) = delete;
  FailingDisk& operator=(const FailingDisk&) = delete;

  std::vector<std::string> kinds() const override;  // names of errors
  void Strike(int64_t nth, absl::string_view kind) override;
  int64_t calls() const override { return calls_; }
  // Nothing new can be made, and nothing secured: ENOSPC.
  void SetFull(bool full) { full_ = full; }

  // Counts a call; the error with which it goes wrong, 0: it does not.
  int Next(bool needs_room);

 private:
  FailingDisk* const older_;
  int64_t calls_ = 0;
  int64_t nth_ = 0;
  int error_ = 0;
  bool full_ = false;
};

}  // namespace photoferry::local_folder
