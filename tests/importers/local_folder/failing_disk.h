// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cerrno>
#include <string>
#include <utility>
#include <vector>

#include "tests/disk/file_calls.h"
#include "tests/testing/call_faults.h"

namespace photoferry::local_folder {

// The disk as the thread that made this sees it: system calls upon files go wrong as a test says.
class FailingDisk final : public CallFaults, public FileCalls {
 public:
  std::vector<std::string> kinds() const override {  // names of errors
    std::vector<std::string> names;
    for (const auto& [name, number] : kErrors) names.emplace_back(name);
    return names;
  }
  void Strike(int64_t nth, absl::string_view kind) override {
    calls_ = 0;
    nth_ = nth;
    for (const auto& [name, number] : kErrors) {
      if (name == kind) error_ = number;
    }
  }
  int64_t calls() const override { return calls_; }
  // Nothing new can be made, written or secured: ENOSPC.
  void SetFull(bool full) { full_ = full; }

  int Before(const FileRequest& request) override {
    if (++calls_ == nth_) return error_;
    return full_ && NeedsRoom(request.call) ? ENOSPC : 0;
  }

 private:
  static constexpr std::pair<const char*, int> kErrors[] = {
      {"EIO", EIO}, {"ENOSPC", ENOSPC}, {"EMFILE", EMFILE}};

  int64_t calls_ = 0;
  int64_t nth_ = 0;
  int error_ = 0;
  bool full_ = false;
};

}  // namespace photoferry::local_folder
