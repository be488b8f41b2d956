// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_store.h"

#include <utility>

#include "common/base/status.h"

namespace photoferry::sim {

absl::Status SimStore::Dead() {
  return Failure(v1::STORE_FAILED, "This process is dead; nothing of what it does is noted.");
}

class SimJobControl final : public JobControl {
 public:
  explicit SimJobControl(SimStore& store) : store_(store) {}

  absl::StatusOr<v1::TransferJob> Create(absl::string_view tenant, const v1::TransferJob& job,
                                         absl::string_view request_id) override {
    return store_.Do("create", [&] { return real().Create(tenant, job, request_id); });
  }
  absl::StatusOr<v1::TransferJob> Get(absl::string_view name) override {
    return store_.Do("get", [&] { return real().Get(name); });
  }
  absl::StatusOr<JobPage> List(absl::string_view tenant, int page_size, int64_t after) override {
    return store_.Do("list", [&] { return real().List(tenant, page_size, after); });
  }
  absl::StatusOr<v1::TransferJob> Express(absl::string_view name, Wish wish) override {
    return store_.Do("express", [&] { return real().Express(name, wish); });
  }
  absl::Status Delete(absl::string_view name) override {
    return store_.Do("delete", [&] { return real().Delete(name); });
  }
  absl::StatusOr<ItemPage> ListItems(absl::string_view name, const ItemFilter& filter,
                                     int page_size, int64_t after) override {
    return store_.Do("list items",
                     [&] { return real().ListItems(name, filter, page_size, after); });
  }
  absl::StatusOr<ItemPage> ListDisappeared(absl::string_view name, int page_size,
                                           int64_t after) override {
    return store_.Do("list disappeared",
                     [&] { return real().ListDisappeared(name, page_size, after); });
  }
  absl::StatusOr<int64_t> ReopenFailed(absl::string_view name,
                                       const std::vector<v1::Reason>& reasons,
                                       bool include_uncertain) override {
    return store_.Do("reopen", [&] {
      store_.laws_.Reopened();
      return real().ReopenFailed(name, reasons, include_uncertain);
    });
  }

 private:
  JobControl& real() { return store_.real().jobs(); }
  SimStore& store_;
};

class SimCheckpoints final : public Checkpoints {
 public:
  explicit SimCheckpoints(SimStore& store) : store_(store) {}

  absl::StatusOr<std::optional<ClaimedJob>> ClaimJob(absl::string_view owner,
                                                     absl::Duration ttl) override {
    auto claimed = store_.Do("claim job", [&] { return real().ClaimJob(owner, ttl); });
    return Claimed(std::move(claimed));
  }
  absl::StatusOr<std::optional<ClaimedJob>> ClaimJobNamed(absl::string_view name,
                                                          absl::string_view owner,
                                                          absl::Duration ttl) override {
    auto claimed = store_.Do("claim job", [&] { return real().ClaimJobNamed(name, owner, ttl); });
    return Claimed(std::move(claimed));
  }
  absl::StatusOr<std::optional<Lease>> Claim(int64_t job, Unit unit, absl::string_view owner,
                                             absl::Duration ttl) override {
    auto lease = store_.Do("claim", [&] { return real().Claim(job, unit, owner, ttl); });
    if (lease.ok() && lease->has_value()) laws().LeaseGranted(**lease);
    return lease;
  }
  absl::Status Renew(const Lease& lease, absl::Duration ttl) override {
    const absl::Status renewed = store_.Do("renew", [&] { return real().Renew(lease, ttl); });
    if (renewed.ok()) laws().WroteUnder(lease);
    return renewed;
  }
  absl::Status Release(const Lease& lease) override {
    const absl::Status released = store_.Do("release", [&] { return real().Release(lease); });
    if (released.ok()) laws().LeaseEnded(lease);
    return released;
  }
  absl::StatusOr<bool> TakeLane(absl::string_view lane, absl::string_view owner,
                                absl::Duration ttl) override {
    return store_.Do("take lane", [&] { return real().TakeLane(lane, owner, ttl); });
  }
  absl::Status LeaveLane(absl::string_view lane, absl::string_view owner) override {
    return store_.Do("leave lane", [&] { return real().LeaveLane(lane, owner); });
  }

  absl::Status UpdateJob(const Lease& walk, const JobUpdate& update) override {
    const absl::Status updated =
        store_.Do("update job", [&] { return real().UpdateJob(walk, update); });
    if (!updated.ok()) return updated;
    laws().WroteUnder(walk);
    laws().JobUpdated(update);
    if (update.state.has_value() && *update.state != v1::RUNNING) laws().LeaseEnded(walk);
    laws().Committed(store_.real(), walk.job);
    return updated;
  }
  absl::StatusOr<v1::DesiredState> Desired(int64_t job) override {
    return store_.Do("desired", [&] { return real().Desired(job); });
  }
  absl::StatusOr<v1::Counters> Count(int64_t job) override {
    return store_.Do("count", [&] { return real().Count(job); });
  }
  absl::StatusOr<v1::Counters> Recount(int64_t job) override {
    return store_.Do("recount", [&] { return real().Recount(job); });
  }

  absl::StatusOr<std::optional<Listing>> NextListing(int64_t job) override {
    return store_.Do("next listing", [&] { return real().NextListing(job); });
  }
  absl::StatusOr<PageResult> CommitPage(const Lease& walk, const Listing& listing,
                                        const PageCommit& page) override {
    auto result = store_.Do("commit page", [&] {
      laws().PageTried(listing, page);
      return real().CommitPage(walk, listing, page);
    });
    if (!result.ok()) return result;
    laws().WroteUnder(walk);
    laws().PageCommitted(store_.real(), walk, listing, page);
    laws().Committed(store_.real(), walk.job);
    return result;
  }

  absl::StatusOr<std::vector<ItemRecord>> ReadItems(int64_t job, const ItemQuery& query) override {
    return store_.Do("read items", [&] { return real().ReadItems(job, query); });
  }
  absl::Status CommitMoves(const Lease& lease, absl::Span<const ItemMove> moves) override {
    const absl::Status committed = store_.Do("commit moves", [&] {
      laws().MovesTried(lease, moves);
      return real().CommitMoves(lease, moves);
    });
    if (!committed.ok()) {
      laws().MovesFailed(lease, moves);
      return committed;
    }
    laws().WroteUnder(lease);
    laws().MovesCommitted(store_.real(), lease, moves);
    laws().Committed(store_.real(), lease.job);
    store_.Noted();
    return committed;
  }

  absl::StatusOr<std::vector<AlbumRecord>> ReadAlbums(int64_t job, int64_t after,
                                                      int limit) override {
    return store_.Do("read albums", [&] { return real().ReadAlbums(job, after, limit); });
  }
  absl::Status CommitAlbum(const Lease& walk, const AlbumRecord& album) override {
    const absl::Status committed =
        store_.Do("commit album", [&] { return real().CommitAlbum(walk, album); });
    if (!committed.ok()) return committed;
    laws().WroteUnder(walk);
    laws().Committed(store_.real(), walk.job);
    return committed;
  }
  absl::StatusOr<std::vector<PlacementRecord>> ReadPlacements(
      int64_t job, const PlacementQuery& query) override {
    return store_.Do("read placements", [&] { return real().ReadPlacements(job, query); });
  }
  absl::Status CommitPlacements(const Lease& walk, absl::Span<const PlacementMove> moves) override {
    const absl::Status committed =
        store_.Do("commit placements", [&] { return real().CommitPlacements(walk, moves); });
    if (!committed.ok()) return committed;
    laws().WroteUnder(walk);
    laws().PlacementsCommitted(store_.real(), walk, moves);
    laws().Committed(store_.real(), walk.job);
    return committed;
  }

 private:
  absl::StatusOr<std::optional<ClaimedJob>> Claimed(
      absl::StatusOr<std::optional<ClaimedJob>> claimed) {
    if (!claimed.ok() || !claimed->has_value()) return claimed;
    laws().LeaseGranted((*claimed)->walk);
    laws().JobClaimed();
    return claimed;
  }
  Checkpoints& real() { return store_.real().checkpoints(); }
  Laws& laws() { return store_.laws_; }
  SimStore& store_;
};

class SimVault final : public Vault {
 public:
  explicit SimVault(SimStore& store) : store_(store) {}

  absl::Status Put(absl::string_view name, const StoredCredential& credential) override {
    return store_.Do("put", [&] { return real().Put(name, credential); });
  }
  absl::StatusOr<std::optional<StoredCredential>> Get(absl::string_view name) override {
    return store_.Do("get credential", [&] { return real().Get(name); });
  }
  absl::Status Forget(absl::string_view name) override {
    return store_.Do("forget", [&] { return real().Forget(name); });
  }
  absl::StatusOr<std::vector<CredentialName>> List(absl::string_view tenant) override {
    return store_.Do("list credentials", [&] { return real().List(tenant); });
  }
  absl::StatusOr<std::optional<LoginOnShelf>> Look(absl::string_view name) override {
    return store_.Do("look at credential", [&] { return real().Look(name); });
  }
  absl::StatusOr<std::optional<int64_t>> Replace(absl::string_view name, int64_t version,
                                                 const KeptLogin& login) override {
    return store_.Do("replace credential", [&] { return real().Replace(name, version, login); });
  }
  absl::StatusOr<std::optional<std::string>> Recall(absl::string_view scope,
                                                    absl::string_view key) override {
    return store_.Do("recall", [&] { return real().Recall(scope, key); });
  }
  absl::Status Remember(absl::string_view scope, absl::string_view key,
                        absl::string_view value) override {
    return store_.Do("remember", [&] { return real().Remember(scope, key, value); });
  }

 private:
  Vault& real() { return store_.real().vault(); }
  SimStore& store_;
};

class SimAuthorizations final : public Authorizations {
 public:
  explicit SimAuthorizations(SimStore& store) : store_(store) {}

  absl::Status Begin(const BegunLogin& login) override {
    return store_.Do("begin login", [&] { return real().Begin(login); });
  }
  absl::StatusOr<std::optional<BegunLogin>> Take(const Secret& state,
                                                 absl::string_view name) override {
    return store_.Do("take login", [&] { return real().Take(state, name); });
  }
  absl::Status Settle(absl::string_view name, const v1::Authorization& outcome) override {
    return store_.Do("settle login", [&] { return real().Settle(name, outcome); });
  }
  absl::StatusOr<std::optional<v1::Authorization>> Look(absl::string_view name) override {
    return store_.Do("look at login", [&] { return real().Look(name); });
  }

 private:
  Authorizations& real() { return store_.real().authorizations(); }
  SimStore& store_;
};

SimStore::SimStore(std::unique_ptr<Store> real, SimProcess& process, SimVfs& disk, Laws& laws,
                   absl::Duration latency)
    : real_(std::move(real)),
      process_(process),
      disk_(disk),
      laws_(laws),
      latency_(latency),
      jobs_(std::make_unique<SimJobControl>(*this)),
      checkpoints_(std::make_unique<SimCheckpoints>(*this)),
      vault_(std::make_unique<SimVault>(*this)),
      authorizations_(std::make_unique<SimAuthorizations>(*this)) {}

SimStore::~SimStore() = default;

JobControl& SimStore::jobs() {
  return *jobs_;
}
Checkpoints& SimStore::checkpoints() {
  return *checkpoints_;
}
Vault& SimStore::vault() {
  return *vault_;
}
Authorizations& SimStore::authorizations() {
  return *authorizations_;
}

}  // namespace photoferry::sim
