// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/rng.h"
#include "tests/testing/canary.h"
#include "tests/testing/manual_scheduler.h"
#include "tests/testing/status_matchers.h"
#include "transfer-worker/store/store.h"

// What every Store must do, whatever database is under it. A database joins by one line:
//
//   INSTANTIATE_TEST_SUITE_P(Sqlite, StoreSuite, testing::Values(StoreFactory{OpenSqliteStore}));
//
// The promises stand beside this file, one idea a file.

namespace photoferry {

struct StoreFactory {
  // Opens the store that lives in `directory`, making it on first use.
  absl::StatusOr<std::unique_ptr<Store>> (*open)(const std::string& directory, const Clock& clock,
                                                 Rng& rng);
};

// A directory of a test's own, gone afterwards: in memory where the machine offers that, since
// most tests wait for nothing but the disk.
class TemporaryDirectory {
 public:
  explicit TemporaryDirectory(bool on_disk = false) {
    std::string pattern = absl::StrCat(::testing::TempDir(), "/store_XXXXXX");
    if (!on_disk && access("/dev/shm", W_OK) == 0) pattern = "/dev/shm/store_XXXXXX";
    const char* made = mkdtemp(pattern.data());
    EXPECT_NE(made, nullptr);
    path_ = pattern;
  }
  ~TemporaryDirectory() {
    canary::InspectFolder(path_);
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// ---- What tests put into a store.

inline constexpr absl::Duration kTtl = absl::Seconds(30);

inline v1::TransferJob JobRequest() {
  v1::TransferJob job;
  job.mutable_source()->set_provider("facebook");
  job.mutable_destination()->set_provider("local-folder");
  (*job.mutable_destination()->mutable_options())["root"] = "/photos";
  return job;
}

inline ListedPhoto PhotoNamed(absl::string_view id, std::vector<std::string> albums = {},
                              std::optional<int64_t> size = std::nullopt) {
  ListedPhoto listed;
  listed.photo.set_id(std::string(id));
  listed.photo.set_kind(v1::PHOTO);
  listed.photo.set_title(absl::StrCat("Title of ", id));
  int64_t position = 0;
  for (const std::string& album : albums) {
    v1::Placement& placement = *listed.photo.add_placements();
    placement.set_album_id(album);
    placement.set_position(position++);
  }
  if (size.has_value()) listed.photo.set_size_bytes(*size);
  return listed;
}

inline v1::PhotoAlbum AlbumNamed(absl::string_view id) {
  v1::PhotoAlbum album;
  album.set_id(std::string(id));
  album.set_title(absl::StrCat("Album ", id));
  return album;
}

inline v1::Problem ProblemOfReason(v1::Reason reason) {
  v1::Problem problem;
  problem.set_reason(reason);
  problem.set_message("As a test has it.");
  return problem;
}

inline ItemMove MoveTo(int64_t ordinal, v1::ItemStage stage,
                       v1::Reason reason = v1::REASON_UNSPECIFIED) {
  ItemMove move;
  move.ordinal = ordinal;
  move.stage = stage;
  if (reason != v1::REASON_UNSPECIFIED) *move.progress.mutable_problem() = ProblemOfReason(reason);
  return move;
}

// With all that is known of an item at its end.
inline ItemMove Arrived(int64_t ordinal) {
  ItemMove move = MoveTo(ordinal, v1::DONE);
  move.size = 100 + ordinal;
  move.progress.set_sha256(std::string(32, 'h'));
  move.progress.set_integrity(v1::HASH_CONFIRMED);
  move.progress.mutable_remote()->set_id(absl::StrCat("remote-", ordinal));
  return move;
}

inline std::vector<ItemMove> ArrivedUpTo(int64_t end) {
  std::vector<ItemMove> moves;
  for (int64_t i = 0; i < end; ++i) moves.push_back(Arrived(i));
  return moves;
}

// ---- The laws.

inline void ExpectTallyAddsUp(const v1::Tally& tally) {
  EXPECT_EQ(tally.found(),
            tally.done() + tally.skipped() + tally.failed() + tally.uncertain() + tally.open())
      << tally.ShortDebugString();
}

// Law 1: what was found is accounted for, and the counters are what the rows say.
inline void ExpectLaws(Checkpoints& checkpoints, int64_t job) {
  PF_ASSERT_OK_AND_ASSIGN(const v1::Counters counted, checkpoints.Count(job));
  PF_ASSERT_OK_AND_ASSIGN(const v1::Counters recounted, checkpoints.Recount(job));
  ExpectTallyAddsUp(counted.items());
  ExpectTallyAddsUp(counted.bytes());
  EXPECT_EQ(counted.SerializeAsString(), recounted.SerializeAsString())
      << "counted:   " << counted.ShortDebugString()
      << "\nrecounted: " << recounted.ShortDebugString();
}

class StoreSuite : public ::testing::TestWithParam<StoreFactory> {
 protected:
  void SetUp() override { Reopen(); }

  // Lets go of the store and opens it again, as a restarted worker does.
  void Reopen() {
    store_.reset();
    PF_ASSERT_OK_AND_ASSIGN(store_, GetParam().open(directory_.path(), clock_, *rng_));
  }

  JobControl& jobs() { return store_->jobs(); }
  Checkpoints& checkpoints() { return store_->checkpoints(); }
  Vault& vault() { return store_->vault(); }

  // A job that a worker named "worker" has taken up.
  ClaimedJob StartJob(const v1::TransferJob& request = JobRequest()) {
    EXPECT_THAT(jobs().Create("me", request, ""), IsOk());
    return ClaimJob();
  }
  ClaimedJob ClaimJob() {
    absl::StatusOr<std::optional<ClaimedJob>> claimed = checkpoints().ClaimJob("worker", kTtl);
    EXPECT_THAT(claimed, IsOk());
    if (!claimed.ok() || !claimed->has_value()) {
      ADD_FAILURE() << "There is no job to claim";
      return {};
    }
    return **claimed;
  }

  // The page of the listing that is next.
  PageResult CommitNext(const ClaimedJob& job, const PageCommit& page) {
    absl::StatusOr<std::optional<Listing>> listing = checkpoints().NextListing(job.walk.job);
    EXPECT_THAT(listing, IsOk());
    if (!listing.ok() || !listing->has_value()) {
      ADD_FAILURE() << "Nothing is left to list";
      return {};
    }
    absl::StatusOr<PageResult> result = checkpoints().CommitPage(job.walk, **listing, page);
    EXPECT_THAT(result, IsOk());
    return result.value_or(PageResult());
  }

  Lease ClaimUnit(int64_t job, Unit unit) {
    absl::StatusOr<std::optional<Lease>> lease = checkpoints().Claim(job, unit, "worker", kTtl);
    EXPECT_THAT(lease, IsOk());
    return lease.ok() && lease->has_value() ? **lease : Lease();
  }

  std::vector<ItemRecord> AllItems(int64_t job) {
    absl::StatusOr<std::vector<ItemRecord>> items = checkpoints().ReadItems(job, {});
    EXPECT_THAT(items, IsOk());
    return items.value_or(std::vector<ItemRecord>());
  }
  std::vector<AlbumRecord> AllAlbums(int64_t job) {
    absl::StatusOr<std::vector<AlbumRecord>> albums = checkpoints().ReadAlbums(job, -1, 1000);
    EXPECT_THAT(albums, IsOk());
    return albums.value_or(std::vector<AlbumRecord>());
  }
  // Ordinals of the items that are to be placed in an album, or that are in it.
  std::vector<int64_t> PlacedItems(int64_t job, int64_t album, bool to_be_made) {
    PlacementQuery query;
    query.album = album;
    query.to_be_made = to_be_made;
    absl::StatusOr<std::vector<PlacementRecord>> rows = checkpoints().ReadPlacements(job, query);
    EXPECT_THAT(rows, IsOk());
    std::vector<int64_t> ordinals;
    if (!rows.ok()) return ordinals;
    for (const PlacementRecord& row : *rows) ordinals.push_back(row.item.ordinal);
    return ordinals;
  }
  v1::TransferJob Job(absl::string_view name) {
    absl::StatusOr<v1::TransferJob> job = jobs().Get(name);
    EXPECT_THAT(job, IsOk());
    return job.value_or(v1::TransferJob());
  }

  // ---- Whole jobs, for those that go on from them.

  // A job that a worker has taken up and connected.
  ClaimedJob Begin(const v1::TransferJob& request, const std::string& from = "anna",
                   const std::string& to = "disk") {
    const ClaimedJob job = StartJob(request);
    JobUpdate update;
    update.source_key = from;
    update.destination_key = to;
    EXPECT_THAT(checkpoints().UpdateJob(job.walk, update), IsOk());
    return job;
  }
  void Settle(const ClaimedJob& job, const std::vector<ItemMove>& moves) {
    EXPECT_THAT(checkpoints().CommitMoves(ClaimUnit(job.walk.job, 0), moves), IsOk());
  }
  // What is to be placed is placed, and every album is closed.
  void Place(const ClaimedJob& job) {
    for (AlbumRecord& album : AllAlbums(job.walk.job)) {
      std::vector<PlacementMove> moves;
      for (const int64_t item : PlacedItems(job.walk.job, album.ordinal, /*to_be_made=*/true)) {
        moves.push_back({album.ordinal, item, v1::DONE, {}});
      }
      EXPECT_THAT(checkpoints().CommitPlacements(job.walk, moves), IsOk());
      album.stage = AlbumStage::kClosed;
      album.ref.emplace().set_id("made-" + album.album.id());
      EXPECT_THAT(checkpoints().CommitAlbum(job.walk, album), IsOk());
    }
  }
  void End(const ClaimedJob& job, v1::JobState state = v1::SUCCEEDED) {
    ExpectLaws(checkpoints(), job.walk.job);
    clock_.Advance(absl::Seconds(1));
    JobUpdate update;
    update.state = state;
    EXPECT_THAT(checkpoints().UpdateJob(job.walk, update), IsOk());
  }
  // A whole job that brings these.
  ClaimedJob Bring(const PageCommit& page, const v1::TransferJob& request = JobRequest()) {
    const ClaimedJob job = Begin(request);
    CommitNext(job, page);
    Settle(job, ArrivedUpTo(static_cast<int64_t>(page.photos.size())));
    Place(job);
    End(job);
    return job;
  }
  std::vector<std::string> Unchanged(const ClaimedJob& job) {
    std::vector<std::string> ids;
    for (const ItemRecord& item : AllItems(job.walk.job)) {
      if (item.stage != v1::SKIPPED) continue;
      EXPECT_EQ(item.progress.problem().reason(), v1::UNCHANGED);
      ids.push_back(item.photo.id());
    }
    return ids;
  }
  std::vector<std::string> Disappeared(const ClaimedJob& job) {
    std::vector<std::string> ids;
    int64_t after = 0;
    do {
      const absl::StatusOr<ItemPage> page = jobs().ListDisappeared(job.job.name(), 2, after);
      EXPECT_THAT(page, IsOk());
      if (!page.ok()) break;
      for (const v1::TransferItem& item : page->items) ids.push_back(item.photo().id());
      after = page->next;
    } while (after != 0);
    return ids;
  }

  TemporaryDirectory directory_;
  ManualClock clock_;
  std::unique_ptr<Rng> rng_ = NewRng(7);
  std::unique_ptr<Store> store_;
};

}  // namespace photoferry
