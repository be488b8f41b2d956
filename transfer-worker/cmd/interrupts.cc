// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/cmd/interrupts.h"

#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <ctime>

namespace photoferry {
namespace {

class SignalInterrupts final : public Interrupts {
 public:
  SignalInterrupts() {
    sigemptyset(&signals_);
    for (const int signal_number : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals_, signal_number);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    signal(SIGPIPE, SIG_IGN);
  }

  bool Wait(absl::Duration timeout) override {
    const timespec time = absl::ToTimespec(std::max(timeout, absl::ZeroDuration()));
    return sigtimedwait(&signals_, nullptr, &time) > 0;
  }

 private:
  sigset_t signals_;
};

}  // namespace

std::unique_ptr<Interrupts> TakeOverSignals() {
  return std::make_unique<SignalInterrupts>();
}

}  // namespace photoferry
