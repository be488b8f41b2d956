// SPDX-License-Identifier: Apache-2.0
#include <functional>

#include "tests/suites/store/store_suite.h"

// Law 1 under whatever may come: thousands of random operations, and the sums hold after each.

namespace photoferry {
namespace {

constexpr int kOperations = 2000;
constexpr v1::ItemStage kStages[] = {v1::OPEN,    v1::STAGED,      v1::STORED,   v1::DONE,
                                     v1::SKIPPED, v1::ITEM_FAILED, v1::UNCERTAIN};

class RandomLife {
 public:
  RandomLife(Store& store, Rng& rng, ClaimedJob job)
      : store_(store), rng_(rng), job_(std::move(job)) {}

  // One operation, allowed or not. Only refusals that are meant are fine.
  absl::Status Step() {
    switch (Below(10)) {
      case 0:
      case 1:
      case 2:
        return CommitPage();
      case 3:
        return CommitAlbum();
      case 4:
      case 5:
        return CommitPlacements();
      case 6:
        return Below(10) == 0 ? EndAndRetry() : absl::OkStatus();
      default:
        return CommitMoves();
    }
  }

  int64_t job() const { return job_.walk.job; }

 private:
  int64_t Below(int64_t end) { return static_cast<int64_t>(rng_.Next() % end); }
  std::optional<int64_t> MaybeSize() {
    return Below(2) == 0 ? std::nullopt : std::make_optional(Below(1'000'000));
  }
  Checkpoints& checkpoints() { return store_.checkpoints(); }

  ListedPhoto RandomPhoto() {
    std::vector<std::string> albums;
    for (int64_t i = Below(4); i > 0; --i) albums.push_back(absl::StrCat("A", Below(12)));
    ListedPhoto photo = PhotoNamed(absl::StrCat("p", Below(400)), albums, MaybeSize());
    if (Below(4) == 0) photo.photo.set_kind(v1::VIDEO);
    if (Below(8) == 0) photo.skip = ProblemOfReason(v1::NOT_SELECTED);
    return photo;
  }

  absl::Status CommitPage() {
    PF_ASSIGN_OR_RETURN(const auto listing, checkpoints().NextListing(job()));
    PageCommit page;
    for (int64_t i = Below(6); i > 0; --i) page.photos.push_back(RandomPhoto());
    for (int64_t i = Below(3); i > 0; --i) {
      page.albums.push_back(AlbumNamed(absl::StrCat("A", Below(12))));
    }
    if (listing.has_value()) page.next = absl::StrCat("page", ++pages_);
    // Now and then a page that came before.
    const Listing where = listing.has_value() && Below(5) > 0 ? *listing : Listing{1, "", ""};
    return checkpoints().CommitPage(job_.walk, where, page).status();
  }

  absl::Status CommitMoves() {
    PF_ASSIGN_OR_RETURN(const v1::Counters counters, checkpoints().Count(job()));
    PF_ASSIGN_OR_RETURN(const auto unit, checkpoints().Claim(job(), 0, "worker", kTtl));
    std::vector<ItemMove> moves;
    for (int64_t i = Below(8); i > 0; --i) {
      // Sometimes one that does not exist: the whole batch is then refused.
      ItemMove move = MoveTo(Below(counters.items().found() + 1), kStages[Below(7)],
                             Below(2) == 0 ? v1::TRUNCATED : v1::NOT_MEDIA);
      move.size = MaybeSize();
      move.intent = Below(3) == 0;
      move.attempts = static_cast<int>(Below(3));
      move.placed_at_home = move.stage == v1::DONE && Below(2) == 0;
      moves.push_back(move);
    }
    return checkpoints().CommitMoves(*unit, moves);
  }

  absl::Status CommitPlacements() {
    PF_ASSIGN_OR_RETURN(const auto albums, checkpoints().ReadAlbums(job(), -1, 100));
    if (albums.empty()) return absl::OkStatus();
    PlacementQuery query{.album = Below(static_cast<int64_t>(albums.size())),
                         .to_be_made = Below(3) > 0};
    PF_ASSIGN_OR_RETURN(const auto rows, checkpoints().ReadPlacements(job(), query));
    std::vector<PlacementMove> moves;
    for (const PlacementRecord& row : rows) {
      const bool fails = Below(3) == 0;
      moves.push_back({row.album, row.item.ordinal, fails ? v1::ITEM_FAILED : v1::DONE,
                       fails ? ProblemOfReason(v1::ALBUM_FULL) : v1::Problem()});
    }
    if (Below(20) == 0) moves.push_back({999, 999, v1::DONE, {}});
    return checkpoints().CommitPlacements(job_.walk, moves);
  }

  absl::Status CommitAlbum() {
    AlbumRecord album;
    album.ordinal = Below(14);
    album.stage = static_cast<AlbumStage>(Below(5));
    if (Below(2) == 0) album.ref.emplace().set_id("there");
    return checkpoints().CommitAlbum(job_.walk, album);
  }

  absl::Status EndAndRetry() {
    PF_RETURN_IF_ERROR(checkpoints().UpdateJob(job_.walk, {.state = v1::FAILED}));
    std::vector<v1::Reason> reasons;
    if (Below(2) == 0) reasons.push_back(v1::TRUNCATED);
    PF_RETURN_IF_ERROR(
        store_.jobs().ReopenFailed(job_.job.name(), reasons, Below(2) == 0).status());
    PF_ASSIGN_OR_RETURN(const v1::TransferJob now, store_.jobs().Get(job_.job.name()));
    if (now.state() != v1::QUEUED) {  // nothing had failed
      PF_RETURN_IF_ERROR(store_.jobs().Express(job_.job.name(), Wish::kResume).status());
    }
    PF_ASSIGN_OR_RETURN(auto claimed, checkpoints().ClaimJob("worker", kTtl));
    job_ = *std::move(claimed);
    return absl::OkStatus();
  }

  Store& store_;
  Rng& rng_;
  ClaimedJob job_;
  int pages_ = 0;
};

TEST_P(StoreSuite, TheSumsHoldAfterEachOfTwoThousandRandomOperations) {
  RandomLife life(*store_, *rng_, StartJob());
  int refused = 0;
  for (int i = 0; i < kOperations; ++i) {
    const absl::Status status = life.Step();
    if (!status.ok()) {
      ASSERT_THAT(status, ReasonIs(v1::INTERNAL_FAULT)) << "operation " << i;
      ++refused;
    }
    ExpectLaws(checkpoints(), life.job());
    if (HasFailure()) FAIL() << "operation " << i;
  }
  // The random life was a rich one.
  PF_ASSERT_OK_AND_ASSIGN(const v1::Counters counters, checkpoints().Count(life.job()));
  EXPECT_GT(counters.items().found(), 300);
  EXPECT_GT(counters.items().done(), 0);
  EXPECT_GT(counters.placements_done(), 0);
  EXPECT_GT(counters.placements_failed(), 0);
  EXPECT_GT(refused, 0);
  EXPECT_LT(refused, kOperations / 4);
}

}  // namespace
}  // namespace photoferry
