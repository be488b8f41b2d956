// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_files.h"

#include <cerrno>

namespace photoferry::sim {

void SimFiles::KillAt(SimProcess& process, int64_t calls) {
  doomed_ = &process;
  calls_left_ = calls;
}

int SimFiles::Before(const FileRequest& request) {
  SimProcess* const process = machine_.running();
  if (process == nullptr) return 0;
  machine_.Yield("file call");
  if (latency_ > absl::ZeroDuration()) {
    process->SleepFor(machine_.Between(absl::ZeroDuration(), latency_), {});
  }
  if (process == doomed_ && --calls_left_ == 0) process->Kill();
  const int fault = process->dead() ? EIO : Fault(request.call);
  if (fault == 0) unsynced_.Before(request);
  return fault;
}

int SimFiles::Fault(FileCall call) {
  if (machine_.now() < full_until_ && NeedsRoom(call) && machine_.OneIn(2)) return ENOSPC;
  return machine_.now() < broken_until_ && machine_.OneIn(5) ? EIO : 0;
}

void SimFiles::After(const FileRequest& request, int64_t result) {
  if (machine_.running() == nullptr) return;
  unsynced_.After(request, result);
  if (ChangesNames(request.call)) changed_();
}

void SimFiles::LosePower() {
  unsynced_.LosePower([this](uint64_t n) { return machine_.Below(n); });
  changed_();
}

}  // namespace photoferry::sim
