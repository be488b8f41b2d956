// SPDX-License-Identifier: Apache-2.0
#include "tests/rig/transfer_rig.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "common/http/curl_http_client.h"
#include "google/protobuf/util/message_differencer.h"
#include "tests/fakes/destinations/destinations.h"

namespace photoferry {

ExporterPlugin meta_facebook_exporter_plugin();
ImporterPlugin local_folder_importer_plugin();
ImporterPlugin webdav_importer_plugin();

namespace rig {
namespace {

// A rig that cannot be set up is a broken test: it ends with a word.
template <typename T>
T OrDie(absl::StatusOr<T> value) {
  if (value.ok()) return *std::move(value);
  std::fprintf(stderr, "rig: %s\n", std::string(value.status().message()).c_str());
  std::abort();
}

std::string Unequal(const v1::Tally& tally, const char* what) {
  const int64_t sum =
      tally.done() + tally.skipped() + tally.failed() + tally.uncertain() + tally.open();
  if (sum == tally.found()) return "";
  return absl::StrCat(what, " found ", tally.found(), " but accounted ", sum, ". ");
}

// Of its own for each worker of a test: two that follow each other on one store make no job twice.
uint64_t NextSeed() {
  static std::atomic<uint64_t> last = 42;
  return ++last;
}

}  // namespace

ProviderTable AllProviders() {
  ProviderTable table;
  table.exporters = {meta_facebook_exporter_plugin()};
  table.importers = fakes::AllTestDestinations();
  table.importers.push_back(local_folder_importer_plugin());
  table.importers.push_back(webdav_importer_plugin());
  return table;
}

v1::TransferJob FacebookJob(const std::string& graph_url, const std::string& to,
                            const std::string& target, int page_size) {
  v1::TransferJob job;
  job.mutable_source()->set_provider("facebook");
  auto& options = *job.mutable_source()->mutable_options();
  options["graph_url"] = graph_url;
  options["page_size"] = absl::StrCat(page_size);
  job.mutable_destination()->set_provider(to);
  (*job.mutable_destination()->mutable_options())[to == "folder" ? "path" : "base_url"] = target;
  return job;
}

TransferRig::TransferRig(const std::string& state_directory, int parallel_items,
                         ProviderTable providers, const Clock& clock)
    : scheduler_(NewThreadScheduler(clock)),
      rng_(NewRng(NextSeed())),
      http_(NewCurlHttpClient(*scheduler_, {.loops = 1, .guard = AddressGuard(true)})),
      store_(OrDie(OpenSqliteStore(state_directory, scheduler_->clock(), *rng_))),
      providers_(std::move(providers)) {
  options_.parallel_items = parallel_items;
  options_.lease_ttl = absl::Seconds(2);
  options_.idle_poll = absl::Milliseconds(20);
  options_.backoff = {.first = absl::Milliseconds(5), .longest = absl::Milliseconds(50)};
  options_.patience = absl::Seconds(2);
  const auto nudge = [this] {
    if (supervisor_) supervisor_->Nudge();
  };
  desk_ = std::make_unique<JobDesk>(*store_, providers_, options_.option_defaults, nudge);
  logins_ = std::make_unique<LoginDesk>(
      WorkerServices{*store_, providers_, *http_, *scheduler_, *rng_}, LoginDeskOptions(), nudge);
}

TransferRig::~TransferRig() {
  Stop();
}

void TransferRig::Login(const std::string& provider, const std::string& token) {
  v1::ProvideCredentialsRequest request;
  request.set_name("tenants/default/credentials/" + provider);
  request.set_provider(provider);
  request.set_access_token(token);
  OrDie(logins_->Provide(request));
}

v1::TransferJob TransferRig::Create(const v1::TransferJob& job) {
  v1::CreateTransferJobRequest request;
  request.set_parent("tenants/default");
  *request.mutable_transfer_job() = job;
  return OrDie(desk_->Create(request));
}

void TransferRig::Start() {
  supervisor_ = std::make_unique<Supervisor>(
      WorkerServices{*store_, providers_, *http_, *scheduler_, *rng_}, options_);
  supervisor_->Start();
}

void TransferRig::Stop() {
  if (supervisor_) supervisor_->Stop();
  supervisor_.reset();
}

v1::TransferJob TransferRig::Await(const std::string& name,
                                   const std::function<bool(const v1::TransferJob&)>& done) {
  const absl::Duration end = scheduler_->clock().Monotonic() + absl::Minutes(3);
  while (true) {
    v1::TransferJob job = OrDie(desk_->Get(name));
    if (done(job)) return job;
    if (scheduler_->clock().Monotonic() > end) {
      OrDie<int>(Failure(v1::TIMED_OUT,
                         absl::StrCat("the job does not come to rest: ", job.ShortDebugString())));
    }
    scheduler_->SleepFor(absl::Milliseconds(10), {});
  }
}

bool HasEnded(const v1::TransferJob& job) {
  return job.state() == v1::SUCCEEDED || job.state() == v1::FAILED || job.state() == v1::CANCELLED;
}

v1::TransferJob TransferRig::AwaitRest(const std::string& name) {
  return Await(name, [](const v1::TransferJob& job) {
    return HasEnded(job) || job.state() == v1::WAITING || job.state() == v1::PAUSED;
  });
}

v1::TransferJob TransferRig::Run(const v1::TransferJob& job) {
  const std::string name = Create(job).name();
  if (!supervisor_) Start();
  return AwaitRest(name);
}

std::string TransferRig::BrokenLaws(const std::string& name) {
  const v1::Counters counters = OrDie(desk_->Get(name)).counters();
  std::string broken = Unequal(counters.items(), "items") + Unequal(counters.bytes(), "bytes");
  // The store numbers its jobs from one; a rig's tests make few.
  for (int64_t id = 1; id < 10; ++id) {
    const auto counted = store_->checkpoints().Count(id);
    const auto recounted = store_->checkpoints().Recount(id);
    if (!counted.ok() || !recounted.ok()) break;
    if (!google::protobuf::util::MessageDifferencer::Equals(*counted, *recounted)) {
      absl::StrAppend(&broken, "counters ", counted->ShortDebugString(), " but rows ",
                      recounted->ShortDebugString(), ". ");
    }
  }
  return broken;
}

std::vector<v1::TransferItem> TransferRig::Items(const std::string& name,
                                                 std::vector<v1::ItemStage> stages) {
  std::vector<v1::TransferItem> items;
  int64_t after = 0;
  do {
    ItemPage page = OrDie(store_->jobs().ListItems(name, {.stages = stages}, 1000, after));
    for (v1::TransferItem& item : page.items) items.push_back(std::move(item));
    after = page.next;
  } while (after != 0);
  return items;
}

}  // namespace rig
}  // namespace photoferry
