// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/laws.h"

#include <algorithm>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "tests/sim/sim_http_client.h"
#include "tests/testing/canary_mark.h"
#include "transfer-worker/store/job_transitions.h"

namespace photoferry::sim {
namespace {

// Whoever confirms what has arrived may read it back.
constexpr int64_t kOtherBodies = 1;
// A pipe may go beyond its capacity by one piece.
constexpr int64_t kMostOfABody = Pipe::kDefaultCapacity + SimHttpClient::kLongestPiece;

bool AddsUp(const v1::Tally& tally) {
  return tally.found() ==
         tally.done() + tally.skipped() + tally.failed() + tally.uncertain() + tally.open();
}

bool IsSettled(v1::ItemStage stage) {
  return stage >= v1::DONE;
}

// Once.
bool Holds(const Holdings& destination, const std::string& album, const std::string& item) {
  std::string photo;
  for (const HeldItem& each : destination.Items()) {
    if (each.id == item) photo = each.photo;
  }
  for (const HeldAlbum& each : destination.Albums()) {
    if (each.id == album) return std::count(each.photos.begin(), each.photos.end(), photo) == 1;
  }
  return false;
}

}  // namespace

void Laws::Break(int law, absl::string_view what) {
  machine_.Fail(absl::StrCat("law ", law, ": ", what));
}

void Laws::LeaseGranted(const Lease& lease) {
  int64_t& token = leases_[{lease.job, lease.unit}];
  if (lease.token <= token) Break(4, absl::StrCat("a lease was given twice: ", lease.token));
  token = lease.token;
}

void Laws::LeaseEnded(const Lease& lease) {
  const auto held = leases_.find({lease.job, lease.unit});
  // Whatever is granted next has a larger one.
  if (held != leases_.end() && held->second == lease.token) ++held->second;
}

void Laws::WroteUnder(const Lease& lease) {
  const auto held = leases_.find({lease.job, lease.unit});
  if (held == leases_.end() || held->second == lease.token) return;
  Break(4, absl::StrCat("a write was accepted under lease ", lease.token, " of unit ", lease.unit,
                        " while ", held->second, " holds"));
}

void Laws::Committed(Store& store, int64_t job) {
  const auto counted = store.checkpoints().Count(job);
  const auto recounted = store.checkpoints().Recount(job);
  if (!counted.ok() || !recounted.ok()) return;  // the disk is out of order just now
  if (!AddsUp(counted->items()) || !AddsUp(counted->bytes())) {
    Break(1, absl::StrCat("the sums do not add up: ", counted->ShortDebugString()));
  }
  if (counted->SerializeAsString() != recounted->SerializeAsString()) {
    Break(1, absl::StrCat("counted ", counted->ShortDebugString(), ", and the rows say ",
                          recounted->ShortDebugString()));
  }
  if (counted->items().found() > static_cast<int64_t>(truth_.sha256.size())) {
    Break(2, absl::StrCat(counted->items().found(), " items were found where there are ",
                          truth_.sha256.size()));
  }
}

void Laws::PageTried(const Listing& listing, const PageCommit& page) {
  tried_page_ = listing;
  tried_photos_.clear();
  for (const ListedPhoto& photo : page.photos) {
    if (!listed_.contains(photo.photo.id())) tried_photos_.insert(photo.photo.id());
  }
}

void Laws::CheckPageIsWhole(Store& store) {
  const auto next = store.checkpoints().NextListing(1);
  const auto items = store.checkpoints().ReadItems(1, {});
  if (!tried_page_ || !next.ok() || !items.ok() || !next->has_value()) return;
  const bool landed = (*next)->id != tried_page_->id || (*next)->cursor != tried_page_->cursor;
  for (const ItemRecord& item : *items) {
    listed_.insert(item.photo.id());
    if (landed || !tried_photos_.contains(item.photo.id())) continue;
    Break(2, absl::StrCat("half a page has landed: ", item.photo.id(), " without the cursor"));
  }
}

void Laws::PageCommitted(Store& store, const Lease& walk, const Listing& listing,
                         const PageCommit& page) {
  const auto next = store.checkpoints().NextListing(walk.job);
  const auto items = store.checkpoints().ReadItems(walk.job, {});
  const auto albums = store.checkpoints().ReadAlbums(walk.job, -1, 1000);
  if (!next.ok() || !items.ok() || !albums.ok()) return;
  if (job_ended_) Break(5, "the job has ended, and is still listed");
  tried_page_.reset();
  if (next->has_value() && (*next)->id == listing.id && (*next)->cursor != page.next) {
    Break(2, "a page was committed and its listing's cursor stayed where it was");
  }
  std::set<std::string> known;
  for (const ItemRecord& item : *items) known.insert(item.photo.id());
  for (const ListedPhoto& photo : page.photos) {
    if (!known.contains(photo.photo.id())) Break(2, "a page was committed without a photo of it");
    listed_.insert(photo.photo.id());
  }
  known.clear();
  for (const AlbumRecord& album : *albums) known.insert(album.album.id());
  for (const v1::PhotoAlbum& album : page.albums) {
    if (!known.contains(album.id())) Break(2, "a page was committed without an album of it");
  }
}

ItemRecord Laws::ItemAt(Store& store, int64_t job, int64_t ordinal) {
  const auto items =
      store.checkpoints().ReadItems(job, {.after = ordinal - 1, .until = ordinal + 1});
  return items.ok() && items->size() == 1 ? items->front() : ItemRecord{.ordinal = -1};
}

void Laws::CheckArrival(const ItemRecord& item) {
  const auto known = truth_.sha256.find(item.photo.id());
  if (known == truth_.sha256.end()) Break(1, absl::StrCat("nobody has ", item.photo.id()));
  if (item.progress.integrity() == v1::INTEGRITY_UNSPECIFIED) {
    Break(3, absl::StrCat("an item is done, and nothing was compared: ", item.photo.id()));
  }
  const std::string& id = item.progress.remote().id();
  const std::optional<std::string> sha256 = truth_.destination->Sha256Of(id);
  if (!sha256) {
    Break(3, absl::StrCat("an item is done, and the destination has no such thing: ",
                          item.photo.id(), " as \"", id, "\""));
  }
  if (*sha256 != known->second) {
    Break(3,
          absl::StrCat("an item is done, and its bytes are not the source's: ", item.photo.id()));
  }
}

void Laws::CheckMove(const Promise& before, const ItemMove& move) {
  if (job_ended_) Break(5, "the job has ended, and its items still move");
  if (IsSettled(before.stage) && before.stage != move.stage) {
    Break(4,
          absl::StrCat("item ", move.ordinal, " was settled as ", v1::ItemStage_Name(before.stage),
                       " and becomes ", v1::ItemStage_Name(move.stage)));
  }
  const v1::Problem& problem = move.progress.problem();
  if (problem.reason() != v1::REASON_UNSPECIFIED && problem.message().empty()) {
    Break(10, absl::StrCat("item ", move.ordinal, " has a problem without a word"));
  }
  Said(problem.message());
  const bool expired = problem.reason() == v1::SESSION_EXPIRED;
  if (expired && before.intent && move.stage == v1::STAGED && !move.intent &&
      !truth_.destination->HasStaged(move.progress.staged().state())) {
    Break(5, absl::StrCat("item ", move.ordinal, " keeps what the destination has forgotten"));
  }
  const bool restarts = problem.reason() != v1::REASON_UNSPECIFIED &&
                        NextStepFor(ToStatus(problem)).step == Step::kRestart;
  if (!before.session.empty() && move.stage == v1::OPEN && !move.progress.has_session() &&
      !restarts && truth_.destination->HasSession(before.session)) {
    Break(4,
          absl::StrCat("item ", move.ordinal, " forgets its upload, which could be gone on with"));
  }
}

void Laws::MovesTried(const Lease& lease, absl::Span<const ItemMove> moves) {
  for (const ItemMove& move : moves) {
    promised_[{lease.job, move.ordinal}].open = true;
    machine_.Trace(absl::StrCat("item ", move.ordinal, " becomes ", v1::ItemStage_Name(move.stage),
                                move.intent ? " with intent" : "",
                                move.progress.has_session() ? " in a session" : "", " ",
                                move.progress.problem().message()));
  }
}

void Laws::MovesFailed(const Lease& lease, absl::Span<const ItemMove> moves) {
  for (const ItemMove& move : moves) {
    const auto promise = promised_.find({lease.job, move.ordinal});
    if (promise != promised_.end()) promise->second.session.clear();
  }
}

void Laws::MovesCommitted(Store& store, const Lease& lease, absl::Span<const ItemMove> moves) {
  for (const ItemMove& move : moves) {
    Promise& promise = promised_[{lease.job, move.ordinal}];
    CheckMove(promise, move);
    promise = {.stage = move.stage,
               .intent = move.intent,
               .open = false,
               .session = move.stage == v1::OPEN ? move.progress.session().state() : ""};
    const bool moves_on =
        std::any_of(&move + 1, moves.data() + moves.size(),
                    [&](const ItemMove& later) { return later.ordinal == move.ordinal; });
    const ItemRecord item = ItemAt(store, lease.job, move.ordinal);
    if (item.ordinal < 0 || moves_on) continue;
    if (item.stage != move.stage || item.intent != move.intent) {
      Break(4, absl::StrCat("item ", move.ordinal, " is not as it was just noted"));
    }
    if (move.stage == v1::DONE) CheckArrival(item);
  }
}

void Laws::PlacementsCommitted(Store& store, const Lease& walk,
                               absl::Span<const PlacementMove> moves) {
  for (const PlacementMove& move : moves) {
    if (move.stage != v1::DONE) continue;
    const auto albums = store.checkpoints().ReadAlbums(walk.job, move.album - 1, 1);
    const ItemRecord item = ItemAt(store, walk.job, move.item);
    if (!albums.ok() || albums->empty() || item.ordinal < 0) continue;
    if (!Holds(*truth_.destination, albums->front().ref.value_or(v1::AlbumRef()).id(),
               item.progress.remote().id())) {
      Break(3, absl::StrCat("item ", move.item, " is noted as placed in album ", move.album,
                            ", which does not have it once"));
    }
  }
}

void Laws::JobUpdated(const JobUpdate& update) {
  if (update.state.has_value()) {
    job_ended_ = HasEnded(*update.state);
  }
  if (!update.waiting.has_value()) return;
  const v1::Problem& problem = update.waiting->problem();
  const bool somebody_must_act =
      problem.reason() == v1::LOGIN_NEEDED || problem.reason() == v1::ACCOUNT_BLOCKED;
  if (problem.reason() == v1::REASON_UNSPECIFIED ||
      (!somebody_must_act && !update.waiting->has_wake_time())) {
    Break(5, absl::StrCat("a job waits without a reason or a time: ",
                          update.waiting->ShortDebugString()));
  }
  if (problem.message().empty()) Break(10, "a job waits without a word");
  if (somebody_must_act && problem.what_to_do().empty()) {
    Break(10, absl::StrCat("a job waits for somebody and does not say what to do: ",
                           problem.message()));
  }
  Said(problem.message());
  Said(problem.what_to_do());
}

void Laws::Restarted(Store& store) {
  CheckPageIsWhole(store);
  for (const auto& [place, promise] : promised_) {
    const ItemRecord item = ItemAt(store, place.first, place.second);
    if (item.ordinal < 0) {
      Break(4, absl::StrCat("item ", place.second, " was acknowledged and is gone"));
    }
    const bool settled = IsSettled(promise.stage);
    if (promise.open && !settled) continue;
    if (item.stage == promise.stage && (settled || item.intent == promise.intent)) continue;
    Break(4, absl::StrCat("item ", place.second, " was acknowledged as ",
                          v1::ItemStage_Name(promise.stage), promise.intent ? " with intent" : "",
                          " and is ", v1::ItemStage_Name(item.stage), " after a restart"));
  }
}

void Laws::DestinationChanged() {
  std::set<std::string> ids;
  std::set<std::string> keys;
  for (const HeldItem& item : truth_.destination->Items()) {
    if (!items_seen_.contains(item.id)) {
      machine_.Trace(absl::StrCat("the destination gains ", item.id, ", ", item.key));
    }
    ids.insert(item.id);
    if (!keys.insert(item.key).second) {
      Break(4, absl::StrCat("the destination has ", item.key, " twice"));
    }
  }
  items_seen_ = std::move(ids);
  keys.clear();
  for (const HeldAlbum& album : truth_.destination->Albums()) {
    if (!keys.insert(album.key).second) {
      Break(4, absl::StrCat("the destination has album ", album.key, " twice"));
    }
  }
}

void Laws::Said(absl::string_view text) {
  if (absl::StrContains(text, PHOTOFERRY_CANARY_MARK)) {
    Break(7, absl::StrCat("a secret was said: ", text));
  }
}

void Laws::OnDisk(absl::string_view bytes) {
  if (absl::StrContains(bytes, PHOTOFERRY_CANARY_MARK)) Break(7, "a secret is on the disk");
}

void Laws::Holding(const SimNetwork::Load& load) {
  const int64_t bodies = truth_.parallel_items + kOtherBodies;
  if (load.bodies <= bodies && load.bytes <= bodies * kMostOfABody) return;
  Break(6, absl::StrCat("a process that moves ", truth_.parallel_items, " items at once holds ",
                        load.bytes, " bytes of ", load.bodies, " files"));
}

void Laws::Ended(Store& store, const End& end) {
  Committed(store, end.job);
  if (absl::StrContains(truth_.destination->Words(), PHOTOFERRY_CANARY_MARK)) {
    Break(7, "a secret is at the destination, beside the photos");
  }
  const auto items = store.checkpoints().ReadItems(end.job, {.limit = 100000});
  if (!items.ok()) return;
  std::set<std::string> seen;
  for (const ItemRecord& item : *items) {
    if (!seen.insert(item.photo.id()).second) Break(1, "a photo is two items");
    if (item.stage == v1::DONE) CheckArrival(item);
    if (item.stage == v1::DONE || end.cancelled || end.gone.contains(item.photo.id())) continue;
    if (item.stage == v1::UNCERTAIN && end.doubt_may_stay) continue;
    Break(4, absl::StrCat(item.photo.id(), " ended as ", v1::ItemStage_Name(item.stage), ": ",
                          item.progress.problem().message()));
  }
  if (end.cancelled) return;
  int64_t placed = 0;
  for (const HeldAlbum& album : truth_.destination->Albums()) {
    placed += static_cast<int64_t>(album.photos.size());
  }
  const bool doubt = std::any_of(items->begin(), items->end(), [](const ItemRecord& item) {
    return item.stage == v1::UNCERTAIN || item.stage == v1::ITEM_FAILED;
  });
  // Whoever was sent, died before that was noted, and vanished at the source is there all the same.
  const auto vanished = std::count_if(items->begin(), items->end(), [](const ItemRecord& item) {
    return item.stage == v1::SKIPPED && item.progress.problem().reason() == v1::SOURCE_GONE;
  });
  const bool as_told = placed >= end.placements && placed <= end.placements + vanished;
  if (!as_told && !doubt && !end.doubt_may_stay) {
    Break(3, absl::StrCat(end.placements, " placements are told, and there are ", placed));
  }
  for (const auto& [id, sha256] : truth_.sha256) {
    if (!seen.contains(id) && !end.gone.contains(id)) {
      Break(4, absl::StrCat(id, " was never listed"));
    }
  }
}

}  // namespace photoferry::sim
