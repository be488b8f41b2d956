// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "tests/disk/sqlite_sim_vfs.h"
#include "tests/sim/laws.h"
#include "tests/sim/sim_scheduler.h"
#include "transfer-worker/store/store.h"

namespace photoferry::sim {

// The real store as a simulated process uses it: every call is a switch point, the dead are
// refused, and the laws are looked at after every transaction.
class SimStore final : public Store {
 public:
  // A call takes `latency` at most.
  SimStore(std::unique_ptr<Store> real, SimProcess& process, SimVfs& disk, Laws& laws,
           absl::Duration latency);
  ~SimStore() override;

  JobControl& jobs() override;
  Checkpoints& checkpoints() override;
  Vault& vault() override;
  Authorizations& authorizations() override;
  Store& real() { return *real_; }
  // The process stands still for so long once its `notes`-th commit of items' moves from now, 1 the
  // next, is durable: between what it has noted and what it does next.
  void FreezeAfter(int64_t notes, absl::Duration duration) {
    notes_to_freeze_ = notes;
    freezes_for_ = duration;
  }

 private:
  friend class SimJobControl;
  friend class SimCheckpoints;
  friend class SimVault;
  friend class SimAuthorizations;

  // Runs `call` unless the process is dead, or dies of it.
  template <typename Call>
  auto Do(absl::string_view name, const Call& call) -> decltype(call()) {
    process_.machine().Yield(name);
    if (latency_ > absl::ZeroDuration()) {
      process_.SleepFor(process_.machine().Between(absl::ZeroDuration(), latency_), {});
    }
    if (process_.dead()) return Dead();
    auto result = call();
    if (disk_.killed()) process_.Kill();
    if (process_.dead()) return Dead();
    return result;
  }
  static absl::Status Dead();
  void Noted() {
    if (notes_to_freeze_ > 0 && --notes_to_freeze_ == 0) process_.Freeze(freezes_for_);
  }

  const std::unique_ptr<Store> real_;
  SimProcess& process_;
  SimVfs& disk_;
  Laws& laws_;
  const absl::Duration latency_;
  int64_t notes_to_freeze_ = 0;
  absl::Duration freezes_for_;
  const std::unique_ptr<JobControl> jobs_;
  const std::unique_ptr<Checkpoints> checkpoints_;
  const std::unique_ptr<Vault> vault_;
  const std::unique_ptr<Authorizations> authorizations_;
};

}  // namespace photoferry::sim
