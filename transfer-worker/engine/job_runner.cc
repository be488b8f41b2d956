// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/job_runner.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "common/base/crash_point.h"
#include "common/base/log.h"
#include "common/base/status.h"
#include "transfer-worker/engine/crew.h"
#include "transfer-worker/engine/endpoint_login.h"
#include "transfer-worker/engine/endpoint_options.h"
#include "transfer-worker/engine/provider_memory.h"
#include "transfer-worker/engine/same_account.h"
#include "transfer-worker/engine/selected_albums.h"

namespace photoferry {
namespace {

constexpr absl::Duration kLook = absl::Seconds(1);
constexpr absl::Duration kLookAtLogins = absl::Hours(1);

}  // namespace

// One side's provider with everything lent to it; made anew for each run of a job.
struct JobRunner::Providers {
  Providers(const WorkerServices& services, const ClaimedJob& claim, std::stop_token stop)
      : source_memory(services.store.vault(), claim.tenant, claim.job.source().provider()),
        destination_memory(services.store.vault(), claim.tenant,
                           claim.job.destination().provider()),
        source{services.http, services.scheduler, services.rng,
               source_memory, source_credential,  stop},
        destination{services.http,      services.scheduler,     services.rng,
                    destination_memory, destination_credential, stop} {}

  // Hands a login's credential to a side, and what keeps it fresh.
  static void Lend(EndpointLogin& login, Credential& credential, ProviderContext& context) {
    credential = login.credential();
    context.tokens = login.tokens();
  }

  Credential source_credential;
  Credential destination_credential;
  VaultMemory source_memory;
  VaultMemory destination_memory;
  std::unique_ptr<EndpointLogin> source_login;
  std::unique_ptr<EndpointLogin> destination_login;
  ProviderContext source;
  ProviderContext destination;
  std::unique_ptr<Exporter> exporter;
  std::unique_ptr<Importer> importer;
  v1::Capabilities defaults;
  Destination account;
};

JobRunner::JobRunner(ClaimedJob claim, std::string owner, const SupervisorOptions& options,
                     const WorkerServices& services)
    : claim_(std::move(claim)),
      owner_(std::move(owner)),
      options_(options),
      services_(services),
      leases_(services.store.checkpoints(), services.scheduler.clock(), owner_, options.lease_ttl),
      changed_(services.scheduler.NewCondition()) {}

JobRunner::~JobRunner() = default;

void JobRunner::Drain() {
  rest_.Request(Rest{.state = v1::QUEUED});
  Nudge();
}

void JobRunner::Nudge() {
  MutexLock lock(mutex_);
  nudged_ = true;
  changed_->NotifyAll();
}

void JobRunner::Run() {
  Log(LogLevel::kInfo, "job_started", {{"job", claim_.uuid}, {"start", claim_.job.starts()}});
  Providers providers(services_, claim_, rest_.stop());
  const absl::Status connected = Connect(providers);
  if (connected.ok()) {
    Transfer(providers);
  } else {
    rest_.Request(RestFor(connected, services_.scheduler.clock().Now()));
  }
  Settle();
}

absl::Status JobRunner::Connect(Providers& providers) {
  // Leases and wishes are kept while the providers answer, too.
  const std::unique_ptr<Thread> keeper =
      services_.scheduler.Spawn("keeper", [&] { Keep(absl::ZeroDuration(), [] {}); });
  const absl::Cleanup end = [&] { Finished(true); };
  PF_RETURN_IF_ERROR(OpenProviders(providers));
  PF_ASSIGN_OR_RETURN(const SourceAccount source, providers.exporter->Connect(providers.source));
  PF_RETURN_IF_ERROR(CheckSameAccount(providers.source_login->spec(),
                                      {claim_.source_key, claim_.job.source_account()},
                                      {source.account_key, source.display_name}));
  PF_ASSIGN_OR_RETURN(providers.account, providers.importer->Connect(providers.destination));
  PF_RETURN_IF_ERROR(
      CheckSameAccount(providers.destination_login->spec(),
                       {claim_.destination_key, claim_.job.destination_account()},
                       {providers.account.account_key, providers.account.display_name}));
  JobUpdate update;
  update.clear_waiting = true;
  update.source_account = source.display_name;
  update.destination_account = providers.account.display_name;
  update.source_key = source.account_key;
  update.destination_key = providers.account.account_key;
  update.notices = source.notices;
  for (std::string& warning : LoginWarnings(providers)) {
    update.notices.push_back(std::move(warning));
  }
  return services_.store.checkpoints().UpdateJob(claim_.walk, update);
}

absl::Status JobRunner::OpenProviders(Providers& providers) {
  const v1::Endpoint& from = claim_.job.source();
  const v1::Endpoint& to = claim_.job.destination();
  const ExporterPlugin* exporter = services_.providers.FindExporter(from.provider());
  const ImporterPlugin* importer = services_.providers.FindImporter(to.provider());
  if (!exporter || !importer) {
    return Failure(v1::BAD_CONFIGURATION, "This worker does not know a provider of this job.",
                   "Use a worker that was built with it.");
  }
  PF_ASSIGN_OR_RETURN(
      providers.source_login,
      EndpointLogin::Open(services_, options_, exporter->spec, claim_.tenant, from));
  PF_ASSIGN_OR_RETURN(providers.destination_login,
                      EndpointLogin::Open(services_, options_, importer->spec, claim_.tenant, to));
  Providers::Lend(*providers.source_login, providers.source_credential, providers.source);
  Providers::Lend(*providers.destination_login, providers.destination_credential,
                  providers.destination);
  PF_ASSIGN_OR_RETURN(const ProviderOptions from_options,
                      OptionsFor(exporter->spec, from, options_.option_defaults));
  PF_ASSIGN_OR_RETURN(const ProviderOptions to_options,
                      OptionsFor(importer->spec, to, options_.option_defaults));
  PF_ASSIGN_OR_RETURN(providers.exporter, exporter->make(from_options));
  PF_ASSIGN_OR_RETURN(providers.importer, importer->make(to_options));
  return absl::OkStatus();
}

void JobRunner::Transfer(Providers& providers) {
  Crew crew({claim_, owner_, options_, services_, rest_, leases_, *providers.exporter,
             providers.source, *providers.importer, providers.destination, providers.account});
  Finished(false);
  const auto keeper = services_.scheduler.Spawn("keeper", [&] {
    Keep(crew.patience(), [&] {
      crew.Tell();
      NoteLoginWarnings(providers);
    });
  });
  crew.Work();
  Finished(true);
  keeper->Join();
  if (!rest_.rest().has_value()) rest_.Request(Rest{.state = v1::SUCCEEDED});
  if (rest_.rest()->state == v1::CANCELLED) DiscardSessions(providers);
  crew.ReleaseLeases();
}

std::vector<std::string> JobRunner::LoginWarnings(const Providers& providers) {
  logins_looked_at_ = services_.scheduler.clock().Monotonic();
  std::vector<std::string> warnings;
  for (const EndpointLogin* login :
       {providers.source_login.get(), providers.destination_login.get()}) {
    std::string warning = login->Warning();
    if (!warning.empty()) warnings.push_back(std::move(warning));
  }
  return warnings;
}

void JobRunner::NoteLoginWarnings(const Providers& providers) {
  const absl::Duration now = services_.scheduler.clock().Monotonic();
  if (now - logins_looked_at_ < kLookAtLogins) return;
  JobUpdate update;
  update.notices = LoginWarnings(providers);
  // What cannot be noted now is said by the login itself when it ends.
  if (!update.notices.empty()) {
    services_.store.checkpoints().UpdateJob(claim_.walk, update).IgnoreError();
  }
}

void JobRunner::DiscardSessions(Providers& providers) {
  if (providers.account.capabilities.resume() != v1::FROM_OFFSET) return;
  ProviderContext context = providers.destination;
  context.stop = std::stop_token();  // the job is stopped; this is its last errand
  int64_t after = -1;
  while (true) {
    const absl::StatusOr<std::vector<ItemRecord>> items = services_.store.checkpoints().ReadItems(
        claim_.walk.job, {.after = after, .stages = {v1::OPEN}});
    if (!items.ok() || items->empty()) return;
    for (const ItemRecord& item : *items) {
      after = item.ordinal;
      if (!item.progress.has_session()) continue;
      // What cannot be taken back now lapses at the destination by itself.
      providers.importer->Discard(item.progress.session(), context).IgnoreError();
    }
  }
}

void JobRunner::Finished(bool finished) {
  MutexLock lock(mutex_);
  finished_ = finished;
  changed_->NotifyAll();
}

void JobRunner::Keep(absl::Duration patience, const std::function<void()>& tell) {
  const Clock& clock = services_.scheduler.clock();
  absl::Duration renewed = clock.Monotonic();
  std::optional<absl::Duration> cut_at;
  while (true) {
    {
      MutexLock lock(mutex_);
      if (!finished_ && !nudged_) {
        changed_->WaitFor(mutex_,
                          cut_at ? absl::Milliseconds(20) : std::min(kLook, options_.idle_poll));
      }
      nudged_ = false;
      if (finished_) return;
    }
    ObeyWish();
    const absl::Duration now = clock.Monotonic();
    if (rest_.draining().stop_requested()) {
      if (!cut_at) cut_at = now + patience;
      if (now >= *cut_at) rest_.Cut();
    }
    if (now - renewed >= std::min(kLook, options_.lease_ttl / 3)) {
      renewed = now;
      const absl::Status kept = leases_.Renew(claim_.walk);
      if (!kept.ok()) {
        rest_.Request(RestFor(kept, clock.Now()));
        rest_.Cut();
      }
      tell();
    }
  }
}

void JobRunner::ObeyWish() {
  const absl::StatusOr<v1::DesiredState> desired =
      services_.store.checkpoints().Desired(claim_.walk.job);
  if (!desired.ok())
    return rest_.Request(RestFor(desired.status(), services_.scheduler.clock().Now()));
  if (*desired == v1::PAUSE) rest_.Request(Rest{.state = v1::PAUSED});
  if (*desired == v1::CANCEL) rest_.Request(Rest{.state = v1::CANCELLED});
}

void JobRunner::Settle() {
  const Rest rest = rest_.rest().value_or(Rest{.state = v1::QUEUED});
  Log(LogLevel::kInfo, "job_rests",
      {{"job", claim_.uuid}, {"state", v1::JobState_Name(rest.state)}});
  if (rest.lease_lost) return;
  PHOTOFERRY_CRASH_POINT("engine.job.rests");
  JobUpdate update;
  update.state = rest.state;
  update.waiting = rest.waiting;
  update.clear_waiting = !rest.waiting.has_value();
  update.failure = rest.failure;
  if (rest.state == v1::SUCCEEDED) {
    // What cannot be read now is missing in the report alone.
    update.notices = NoticesOfMissingAlbums(services_.store.checkpoints(), claim_.walk.job,
                                            claim_.job.selection())
                         .value_or(std::vector<std::string>());
  }
  if (absl::Status status = services_.store.checkpoints().UpdateJob(claim_.walk, update);
      !status.ok()) {
    Log(LogLevel::kError, "job_state_not_saved",
        {{"job", claim_.uuid}, {"error", status.message()}});
  }
}

}  // namespace photoferry
