// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/world.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/hash.h"
#include "common/base/log.h"
#include "common/base/status.h"

namespace photoferry {

ExporterPlugin meta_facebook_exporter_plugin();

namespace sim {
namespace {

constexpr absl::Duration kCalmTime = absl::Hours(24 * 4);

Laws* listening = nullptr;

demo::GraphOptions GraphOptionsFor(const Scenario& scenario, const Clock& clock, uint64_t seed) {
  demo::GraphOptions options;
  options.account = scenario.account;
  options.clock = &clock;
  options.seed = seed;
  return options;
}

Laws::Truth TruthOf(const Scenario& scenario, const demo::Account& account,
                    const Holdings& destination) {
  Laws::Truth truth{
      .sha256 = {}, .destination = &destination, .parallel_items = scenario.parallel_items};
  if (scenario.memory) {
    for (const std::string& photo : scenario.memory->photos) {
      truth.sha256[photo] = HexOf(Sha256Of(rig::MemoryAccount::BytesOf(photo)));
    }
    return truth;
  }
  const auto add = [&](demo::Node node) {
    truth.sha256[account.IdOf(node)] = HexOf(account.BestFile(node)->Sha256());
  };
  for (int64_t i = 0; i < account.photo_count(); ++i) add({demo::NodeType::kPhoto, i});
  for (int64_t i = 0; i < account.video_count(); ++i) add({demo::NodeType::kVideo, i});
  return truth;
}

ProviderTable ProvidersFor(const Scenario& scenario, const SimDestination& destination) {
  ProviderTable table;
  table.exporters = {meta_facebook_exporter_plugin()};
  if (scenario.memory) table.exporters.push_back(rig::memory_plugin(*scenario.memory));
  table.importers = {destination.plugin()};
  return table;
}

bool NothingTells(const ImporterPlugin& plugin) {
  return plugin.spec.capabilities().doubt() == v1::NOTHING_TELLS;
}

}  // namespace

World::World(uint64_t seed, bool trace, const std::string& state_directory)
    : seed_(seed),
      scenario_(Scenario::From(seed)),
      machine_({.seed = seed, .trace = trace}),
      people_(machine_, "people"),
      disk_(seed),
      network_(machine_),
      site_(GraphOptionsFor(scenario_, people_.clock(), seed)),
      destination_(NewSimDestination(scenario_, people_.clock(), state_directory)),
      laws_(machine_, TruthOf(scenario_, site_.account(), destination_->holdings())),
      graph_host_(site_, laws_),
      cdn_host_(site_, laws_),
      providers_(ProvidersFor(scenario_, *destination_)),
      around_{machine_,   disk_,    network_,        laws_,
              providers_, options_, state_directory, scenario_.disk_latency},
      workers_(static_cast<size_t>(scenario_.workers)),
      restart_at_(workers_.size()) {
  options_.parallel_items = scenario_.parallel_items;
  site_.SetUrls(kGraphUrl, kCdnUrl);
  network_.Add(kGraphUrl, graph_host_);
  network_.Add(kCdnUrl, cdn_host_);
  destination_->Open(network_, laws_);
  network_.Weigh([this](const SimNetwork::Load& load) { laws_.Holding(load); });
}

Outcome World::Run() {
  listening = &laws_;
  SetLogLevel(LogLevel::kDebug);
  SetLogSink([](absl::string_view line) { listening->Said(line); });
  machine_.Run(people_, [this] { Live(); });
  SetLogSink([](absl::string_view) {});
  return {.failure = machine_.failure(),
          .trace_hash = machine_.trace_hash(),
          .switches = machine_.switches(),
          .lasted = machine_.now()};
}

void World::Live() {
  machine_.Trace(scenario_.ToString());
  for (size_t i = 0; i < workers_.size(); ++i) StartWorker(i);
  Login();
  CreateJob();
  if (machine_.OneIn(3)) LetOneDieYoung();
  Storm();
  Calm();
  for (auto& worker : workers_) {
    if (worker && machine_.OneIn(2)) worker->Drain();
    worker.reset();
  }
}

// ---- Workers.

void World::StartWorker(size_t index) {
  ++lives_;
  workers_[index] = SimWorker::Start(around_, absl::StrCat("worker", index, "-", lives_),
                                     seed_ * 1000 + static_cast<uint64_t>(lives_));
  restart_at_[index] = machine_.now() + absl::Seconds(1);
}

void World::KeepWorkersAlive() {
  for (size_t i = 0; i < workers_.size(); ++i) {
    if (workers_[i] && workers_[i]->dead()) {
      workers_[i].reset();
      restart_at_[i] = machine_.now() + machine_.Between(absl::ZeroDuration(), absl::Seconds(8));
    }
    if (!workers_[i] && restart_at_[i] <= machine_.now()) StartWorker(i);
  }
}

SimWorker* World::AnyWorker() {
  std::vector<SimWorker*> living;
  for (const auto& worker : workers_) {
    if (worker && !worker->dead()) living.push_back(worker.get());
  }
  return living.empty() ? nullptr : living[machine_.Below(living.size())];
}

// ---- What people do.

void World::Login() {
  LoginTo("facebook", site_.state().token(demo::GraphDoor::kFacebook));
  LoginTo(destination_->plugin().spec.id(), destination_->login());
}

void World::LoginTo(const std::string& provider, const std::string& token) {
  SimWorker* const worker = AnyWorker();
  if (worker == nullptr || token.empty()) return;
  v1::ProvideCredentialsRequest request;
  request.set_name(absl::StrCat("tenants/default/credentials/", provider));
  request.set_provider(provider);
  request.set_access_token(token);
  worker->logins().Provide(request).status().IgnoreError();
}

void World::CreateJob() {
  v1::CreateTransferJobRequest request;
  request.set_parent("tenants/default");
  v1::TransferJob& job = *request.mutable_transfer_job();
  job.mutable_source()->set_provider(scenario_.memory ? "memory" : "facebook");
  if (!scenario_.memory) {
    auto& options = *job.mutable_source()->mutable_options();
    options["graph_url"] = kGraphUrl;
    options["page_size"] = absl::StrCat(scenario_.page_size);
  }
  job.mutable_destination()->set_provider(destination_->plugin().spec.id());
  for (const auto& [name, value] : destination_->options()) {
    (*job.mutable_destination()->mutable_options())[name] = value;
  }
  const auto made = AnyWorker()->desk().Create(request);
  if (!made.ok()) return machine_.Fail(absl::StrCat("no job: ", made.status().message()));
  job_ = made->name();
}

std::optional<v1::TransferJob> World::Job() {
  SimWorker* const worker = AnyWorker();
  if (worker == nullptr) return std::nullopt;
  absl::StatusOr<v1::TransferJob> job = worker->desk().Get(job_);
  if (!job.ok()) return std::nullopt;
  return *std::move(job);
}

// ---- The calm after it.

void World::CalmDown() {
  machine_.Trace("the storm is over");
  SetWeather(0);
  disk_.SetFaults(nullptr);
  destination_->Recover();
  site_.state().AcceptToken(site_.state().token(demo::GraphDoor::kFacebook));
}

void World::Calm() {
  CalmDown();
  const absl::Duration end = machine_.now() + kCalmTime;
  int retries = 0;
  while (machine_.now() < end) {
    Sleep(absl::Seconds(2) * (1 + retries));
    KeepWorkersAlive();
    const std::optional<v1::TransferJob> job = Job();
    if (!job) continue;
    if (job->state() == v1::CANCELLED) {
      if (cancelled_) return End(*job);
      return laws_.Break(5, "nobody cancelled the job, and it is cancelled");
    }
    const bool complete =
        job->counters().items().failed() == 0 && job->counters().placements_failed() == 0;
    if (job->state() != v1::SUCCEEDED) {
      SetGoing(job);
    } else if (complete || ++retries > 3) {
      return End(*job);
    } else {
      RetryFailed();
    }
  }
  const std::optional<v1::TransferJob> job = Job();
  laws_.Break(5, absl::StrCat("the world has been well for days and the job has not ended: ",
                              job ? job->ShortDebugString() : "no answer"));
}

// What people do about a job that rests.
void World::SetGoing(const std::optional<v1::TransferJob>& job) {
  SimWorker* const worker = AnyWorker();
  if (!job || worker == nullptr) return;
  const v1::JobState state = job->state();
  if (state == v1::WAITING) Login();
  if (state != v1::WAITING && state != v1::PAUSED && state != v1::FAILED) return;
  worker->desk().Express(job_, Wish::kResume).IgnoreError();
}

void World::RetryFailed() {
  SimWorker* const worker = AnyWorker();
  if (worker == nullptr) return;
  v1::RetryFailedItemsRequest request;
  request.set_name(job_);
  worker->desk().Retry(request).IgnoreError();
}

void World::End(const v1::TransferJob& job) {
  machine_.Trace("the end");
  size_t most = destination_->holdings().Items().size();
  // What each had in its hands when it froze may still be finished, and no more.
  if (destination_->WaitsForWhoStandsStill()) {
    most += static_cast<size_t>(scenario_.parallel_items) * workers_.size();
  }
  Sleep(absl::Minutes(3));
  if (destination_->holdings().Items().size() > most) {
    laws_.Break(5, "the job has ended, and something is still sent");
  }
  SimWorker* const worker = AnyWorker();
  if (worker == nullptr) return;
  laws_.OnDisk(disk_.AllBytes());
  laws_.Ended(worker->real_store(), {.job = 1,
                                     .gone = gone_,
                                     .doubt_may_stay = NothingTells(destination_->plugin()),
                                     .cancelled = job.state() == v1::CANCELLED,
                                     .placements = job.counters().placements_done()});
}

Outcome RunSeed(uint64_t seed, bool trace, const std::string& state_directory) {
  // What failed is left as it is: its threads have never ended.
  auto world = std::make_unique<World>(seed, trace, state_directory);
  Outcome outcome = world->Run();
  if (!outcome.failure.empty()) world.release();
  return outcome;
}

}  // namespace sim
}  // namespace photoferry
