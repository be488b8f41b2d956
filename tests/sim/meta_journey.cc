// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/meta_journey.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/hash.h"
#include "common/base/log.h"
#include "common/base/status.h"

namespace photoferry {

ExporterPlugin meta_facebook_exporter_plugin();
ExporterPlugin meta_instagram_exporter_plugin();

namespace sim {
namespace {

constexpr uint64_t kSeed = 7;
constexpr absl::Duration kLongEnough = absl::Hours(24 * 20);
constexpr int kMostRetries = 3;

Laws* listening = nullptr;

demo::AccountOptions AccountFor(MetaSource source) {
  demo::AccountOptions account = {.seed = 5,
                                  .photos = 14,
                                  .videos = 4,
                                  .albums = 3,
                                  .tagged = 3,
                                  .style = demo::MediaStyle::kFiller,
                                  .file_bytes = 4 << 10};
  if (source == MetaSource::kFacebook) {
    account.pages = {{.name = "Harbour", .photos = 9, .videos = 3, .albums = 2}};
  } else {
    account.instagram = {.posts = 13, .stories = 2, .withheld_one_in = 2};
  }
  return account;
}

std::string Hash(const demo::MediaFile& file) {
  return HexOf(file.Sha256());
}

void AddOwner(const demo::Account& owner, std::map<std::string, std::string>& sha256) {
  const auto add = [&](demo::Node node) { sha256[owner.IdOf(node)] = Hash(*owner.BestFile(node)); };
  for (int64_t i = 0; i < owner.photo_count() + owner.tagged_count(); ++i) {
    add({demo::NodeType::kPhoto, i});
  }
  for (int64_t i = 0; i < owner.video_count(); ++i) add({demo::NodeType::kVideo, i});
  for (int64_t i = 0; i < owner.reel_count(); ++i) add(owner.Reel(i));
  for (int64_t i = 0; i < owner.story_count(); ++i) add(owner.Story(i));
}

void AddInstagram(const demo::Account& account, std::map<std::string, std::string>& sha256) {
  for (const int64_t number : account.instagram().Files()) {
    const std::string id = account.IdOf({demo::NodeType::kIgMedia, number});
    sha256[id] = Hash(*account.InstagramFile(number));
    if (!account.instagram().media(number).is_withheld) continue;
    sha256[id + "_thumbnail"] = Hash(*account.InstagramStillPicture(number));
  }
}

std::set<std::string> WithheldOf(const demo::Account& account) {
  std::set<std::string> withheld;
  for (const int64_t number : account.instagram().Files()) {
    if (account.instagram().media(number).is_withheld) {
      withheld.insert(account.IdOf({demo::NodeType::kIgMedia, number}));
    }
  }
  return withheld;
}

Laws::Truth TruthOf(MetaSource source, const demo::Account& account, const Holdings& holdings,
                    int parallel_items) {
  Laws::Truth truth{.sha256 = {}, .destination = &holdings, .parallel_items = parallel_items};
  if (source == MetaSource::kFacebook) {
    AddOwner(account, truth.sha256);
    AddOwner(account.page(1), truth.sha256);
  } else {
    AddInstagram(account, truth.sha256);
  }
  return truth;
}

Scenario ScenarioFor(const std::string& destination) {
  Scenario scenario;
  scenario.destination = destination;
  scenario.dav = {.nextcloud = destination == "nextcloud", .chunk_bytes = 64 << 10};
  return scenario;
}

ProviderTable ProvidersFor(const SimDestination& destination) {
  ProviderTable table;
  table.exporters = {meta_facebook_exporter_plugin(), meta_instagram_exporter_plugin()};
  table.importers = {destination.plugin()};
  return table;
}

}  // namespace

MetaJourney::MetaJourney(MetaJourneyOptions options, const std::string& state_directory)
    : options_(std::move(options)),
      machine_({.seed = kSeed}),
      people_(machine_, "people"),
      disk_(kSeed),
      network_(machine_),
      site_({.account = AccountFor(options_.source), .clock = &people_.clock(), .seed = kSeed}),
      destination_(
          NewSimDestination(ScenarioFor(options_.destination), people_.clock(), state_directory)),
      truth_(TruthOf(options_.source, site_.account(), destination_->holdings(),
                     SupervisorOptions().parallel_items)),
      laws_(machine_, truth_),
      graph_host_(site_, laws_),
      instagram_host_(site_, laws_),
      cdn_host_(site_, laws_),
      providers_(ProvidersFor(*destination_)),
      around_{machine_,   disk_,       network_,        laws_,
              providers_, supervisor_, state_directory, absl::ZeroDuration()} {
  site_.SetUrls(kGraphUrl, kCdnUrl);
  site_.SetInstagramUrls(kInstagramUrl, kCdnUrl);
  network_.Add(kGraphUrl, graph_host_);
  network_.Add(kInstagramUrl, instagram_host_);
  network_.Add(kCdnUrl, cdn_host_);
  destination_->Open(network_, laws_);
}

MetaJourneyEnd MetaJourney::Run() {
  const std::vector<demo::FaultRule> faults = options_.faults(site_.account());
  std::vector<int> rules;
  for (const demo::FaultRule& fault : faults) rules.push_back(site_.faults().Add(fault));
  listening = &laws_;
  SetLogLevel(LogLevel::kDebug);
  SetLogSink([](absl::string_view line) { listening->Said(line); });
  machine_.Run(people_, [this] { Live(); });
  SetLogSink([](absl::string_view) {});
  for (const int rule : rules) end_.struck.push_back(site_.faults().Struck(rule));
  end_.failure = machine_.failure();
  end_.lasted = machine_.now();
  return end_;
}

void MetaJourney::Live() {
  worker_ = SimWorker::Start(around_, "worker", kSeed);
  if (worker_ == nullptr) return machine_.Fail("the store does not open");
  Login();
  CreateJob();
  const absl::Duration latest = machine_.now() + kLongEnough;
  int retries = 0;
  while (machine_.now() < latest) {
    people_.SleepFor(absl::Minutes(1), {});
    const absl::StatusOr<v1::TransferJob> job = worker_->desk().Get(job_);
    if (!job.ok()) return machine_.Fail(std::string(job.status().message()));
    if (job->state() != v1::SUCCEEDED) {
      SetGoing(*job);
      continue;
    }
    if (job->counters().items().failed() == 0 || ++retries > kMostRetries) {
      End(*job);
      worker_->Drain();
      worker_.reset();
      return;
    }
    v1::RetryFailedItemsRequest request;
    request.set_name(job_);
    worker_->desk().Retry(request).status().IgnoreError();
  }
  machine_.Fail("the job does not end");
}

// What people do about a job that rests.
void MetaJourney::SetGoing(const v1::TransferJob& job) {
  const v1::Reason reason = job.waiting().problem().reason();
  const bool somebody_must_act = reason == v1::LOGIN_NEEDED || reason == v1::ACCOUNT_BLOCKED;
  if (job.state() == v1::WAITING && somebody_must_act) Login();
  if (job.state() != v1::FAILED && !(job.state() == v1::WAITING && somebody_must_act)) return;
  worker_->desk().Express(job_, Wish::kResume).IgnoreError();
}

void MetaJourney::Login() {
  const auto give = [this](const std::string& provider, const std::string& token) {
    v1::ProvideCredentialsRequest request;
    request.set_name(absl::StrCat("tenants/default/credentials/", provider));
    request.set_provider(provider);
    request.set_access_token(token);
    worker_->logins().Provide(request).status().IgnoreError();
  };
  const bool by_instagram = options_.source == MetaSource::kInstagramLogin;
  give(is_instagram() ? "instagram" : "facebook",
       site_.state().token(by_instagram ? demo::GraphDoor::kInstagramLogin
                                        : demo::GraphDoor::kFacebook));
  if (!destination_->login().empty()) {
    give(destination_->plugin().spec.id(), destination_->login());
  }
}

void MetaJourney::CreateJob() {
  v1::CreateTransferJobRequest request;
  request.set_parent("tenants/default");
  v1::TransferJob& job = *request.mutable_transfer_job();
  job.mutable_source()->set_provider(is_instagram() ? "instagram" : "facebook");
  auto& options = *job.mutable_source()->mutable_options();
  options["graph_url"] = kGraphUrl;
  options["page_size"] = "5";
  if (is_instagram()) {
    options["instagram_url"] = kInstagramUrl;
  } else {
    options["pages"] = "all";
    options["tagged"] = "true";
  }
  job.mutable_destination()->set_provider(destination_->plugin().spec.id());
  for (const auto& [name, value] : destination_->options()) {
    (*job.mutable_destination()->mutable_options())[name] = value;
  }
  const auto made = worker_->desk().Create(request);
  if (!made.ok()) return machine_.Fail(absl::StrCat("no job: ", made.status().message()));
  job_ = made->name();
}

void MetaJourney::End(const v1::TransferJob& job) {
  end_.notices.assign(job.notices().begin(), job.notices().end());
  for (const auto& [id, sha256] : truth_.sha256) end_.unlisted.insert(id);
  end_.withheld = WithheldOf(site_.account());
  const auto items = worker_->real_store().checkpoints().ReadItems(1, {.limit = 100000});
  if (!items.ok()) return machine_.Fail("the items cannot be read");
  std::set<std::string> missing;
  for (const ItemRecord& item : *items) {
    const std::string& id = item.photo.id();
    end_.unlisted.erase(id);
    if (item.stage == v1::DONE) continue;
    end_.left_out.insert(id);
    if (item.progress.problem().message().empty()) end_.unnamed.push_back(id);
  }
  missing.insert(end_.unlisted.begin(), end_.unlisted.end());
  missing.insert(end_.left_out.begin(), end_.left_out.end());
  laws_.OnDisk(disk_.AllBytes());
  laws_.Ended(worker_->real_store(),
              {.job = 1, .gone = missing, .placements = job.counters().placements_done()});
}

MetaJourneyEnd RunMetaJourney(const MetaJourneyOptions& options,
                              const std::string& state_directory) {
  auto journey = std::make_unique<MetaJourney>(options, state_directory);
  MetaJourneyEnd end = journey->Run();
  if (!end.failure.empty()) journey.release();  // NOLINT(bugprone-unused-return-value)
  return end;
}

}  // namespace sim
}  // namespace photoferry
