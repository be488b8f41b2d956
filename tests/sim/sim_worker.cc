// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_worker.h"

#include <utility>

namespace photoferry::sim {

SimWorker::SimWorker(const Surroundings& around, const std::string& name, uint64_t seed)
    : process_(around.machine, name),
      vfs_(around.disk, name),
      rng_(NewRng(seed)),
      wire_(around.network, process_),
      http_(wire_, process_, *rng_) {}

std::unique_ptr<SimWorker> SimWorker::Start(const Surroundings& around, const std::string& name,
                                            uint64_t seed) {
  std::unique_ptr<SimWorker> worker(new SimWorker(around, name, seed));
  absl::StatusOr<std::unique_ptr<Store>> store =
      OpenSqliteStore(around.state_directory, worker->process_.clock(), *worker->rng_, KeySource(),
                      worker->vfs_.name());
  if (!store.ok()) return nullptr;
  around.laws.Restarted(**store);
  worker->store_ = std::make_unique<SimStore>(*std::move(store), worker->process_, worker->vfs_,
                                              around.laws, around.disk_latency);
  const WorkerServices services{*worker->store_, around.providers, worker->http_, worker->process_,
                                *worker->rng_};
  worker->supervisor_ = std::make_unique<Supervisor>(services, around.options);
  const auto nudge = [supervisor = worker->supervisor_.get()] { supervisor->Nudge(); };
  worker->desk_ = std::make_unique<JobDesk>(*worker->store_, around.providers,
                                            around.options.option_defaults, nudge);
  worker->logins_ = std::make_unique<LoginDesk>(services, LoginDeskOptions(), nudge);
  worker->supervisor_->Start();
  return worker;
}

void SimWorker::Kill() {
  process_.Kill();
  vfs_.Kill();
}

SimWorker::~SimWorker() {
  Kill();
  const SimScheduler::Afterlife afterlife(process_.machine(), process_);
  if (supervisor_) supervisor_->Stop();
  supervisor_.reset();
  desk_.reset();
  logins_.reset();
  store_.reset();
}

}  // namespace photoferry::sim
