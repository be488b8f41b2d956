// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/suites/store/store_suite.h"

namespace photoferry {

// A transfer of 15 items on three pages, in two albums each, that takes up wherever it was left.
// For tests that end it in the middle.
class LittleTransfer {
 public:
  explicit LittleTransfer(Store& store) : store_(store), checkpoints_(store.checkpoints()) {}

  absl::Status Run() {
    PF_ASSIGN_OR_RETURN(const auto job, store_.jobs().Create("me", JobRequest(), "request-1"));
    acknowledged_.job = true;
    if (job.state() == v1::SUCCEEDED) return absl::OkStatus();
    PF_ASSIGN_OR_RETURN(const auto claimed, checkpoints_.ClaimJob("worker", kTtl));
    if (!claimed.has_value()) return Failure(v1::INTERNAL_FAULT, "There is no job to claim.");
    job_ = *claimed;
    PF_RETURN_IF_ERROR(List());
    PF_RETURN_IF_ERROR(Send());
    PF_RETURN_IF_ERROR(MakeAlbums());
    return checkpoints_.UpdateJob(job_.walk, {.state = v1::SUCCEEDED});
  }

  // What the store said to be durable, in this run.
  struct Acknowledged {
    bool job = false;
    int64_t found = 0;
    int64_t done = 0;
    int64_t placed = 0;
  };
  const Acknowledged& acknowledged() const { return acknowledged_; }

  static void ExpectAllArrived(Store& store) {
    PF_ASSERT_OK_AND_ASSIGN(const auto job, store.jobs().Create("me", JobRequest(), "request-1"));
    EXPECT_EQ(job.state(), v1::SUCCEEDED);
    EXPECT_EQ(job.counters().items().found(), 15);
    EXPECT_EQ(job.counters().items().done(), 15);
    EXPECT_EQ(job.counters().bytes().done(), 1500);
    EXPECT_EQ(job.counters().albums(), 2);
    EXPECT_EQ(job.counters().placements(), 30);
    EXPECT_EQ(job.counters().placements_done(), 30);
    ExpectLaws(store.checkpoints(), 1);
  }

 private:
  static PageCommit PageAt(absl::string_view cursor) {
    PageCommit page;
    page.albums = {AlbumNamed("A")};
    for (int i = 0; i < 5; ++i) {
      page.photos.push_back(PhotoNamed(absl::StrCat(cursor, "|", i), {"A", "B"}, 100));
    }
    if (cursor.empty()) page.next = "2";
    if (cursor == "2") page.children = {"3"};
    return page;
  }

  absl::Status List() {
    for (;;) {
      PF_ASSIGN_OR_RETURN(const auto listing, checkpoints_.NextListing(job_.walk.job));
      if (!listing.has_value()) return absl::OkStatus();
      PF_ASSIGN_OR_RETURN(const PageResult page,
                          checkpoints_.CommitPage(job_.walk, *listing, PageAt(listing->cursor)));
      acknowledged_.found += page.new_items;
    }
  }

  absl::Status Send() {
    PF_ASSIGN_OR_RETURN(const auto unit, checkpoints_.Claim(job_.walk.job, 0, "worker", kTtl));
    for (;;) {
      PF_ASSIGN_OR_RETURN(const auto items, checkpoints_.ReadItems(
                                                job_.walk.job, {.limit = 4, .stages = {v1::OPEN}}));
      if (items.empty()) return absl::OkStatus();
      std::vector<ItemMove> moves;
      for (const ItemRecord& item : items) {
        moves.push_back(MoveTo(item.ordinal, v1::DONE));
        moves.back().placed_at_home = true;
      }
      PF_RETURN_IF_ERROR(checkpoints_.CommitMoves(*unit, moves));
      acknowledged_.done += static_cast<int64_t>(moves.size());
    }
  }

  absl::Status MakeAlbums() {
    PF_ASSIGN_OR_RETURN(const auto albums, checkpoints_.ReadAlbums(job_.walk.job, -1, 10));
    for (AlbumRecord album : albums) {
      album.stage = AlbumStage::kMade;
      PF_RETURN_IF_ERROR(checkpoints_.CommitAlbum(job_.walk, album));
      for (;;) {
        PF_ASSIGN_OR_RETURN(
            const auto rows,
            checkpoints_.ReadPlacements(job_.walk.job, {.album = album.ordinal, .limit = 4}));
        if (rows.empty()) break;
        std::vector<PlacementMove> moves;
        for (const PlacementRecord& row : rows) {
          moves.push_back({row.album, row.item.ordinal, v1::DONE, {}});
        }
        PF_RETURN_IF_ERROR(checkpoints_.CommitPlacements(job_.walk, moves));
        acknowledged_.placed += static_cast<int64_t>(moves.size());
      }
    }
    return absl::OkStatus();
  }

  Store& store_;
  Checkpoints& checkpoints_;
  ClaimedJob job_;
  Acknowledged acknowledged_;
};

}  // namespace photoferry
