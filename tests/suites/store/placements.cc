// SPDX-License-Identifier: Apache-2.0
#include "tests/suites/store/store_suite.h"

namespace photoferry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

AlbumRecord MadeAlbum(int64_t ordinal, AlbumStage stage = AlbumStage::kMade) {
  AlbumRecord album;
  album.ordinal = ordinal;
  album.stage = stage;
  album.ref.emplace().set_id(absl::StrCat("there-", ordinal));
  return album;
}

TEST_P(StoreSuite, AnAlbumRemembersWhatBecameOfIt) {
  const ClaimedJob job = StartJob();
  CommitNext(job, {.albums = {AlbumNamed("A"), AlbumNamed("B")}});
  AlbumRecord failed = MadeAlbum(1, AlbumStage::kFailed);
  failed.ref.reset();
  failed.problem = ProblemOfReason(v1::ITEM_REJECTED);
  ASSERT_THAT(checkpoints().CommitAlbum(job.walk, MadeAlbum(0)), IsOk());
  ASSERT_THAT(checkpoints().CommitAlbum(job.walk, failed), IsOk());
  EXPECT_THAT(checkpoints().CommitAlbum(job.walk, MadeAlbum(7)), ReasonIs(v1::INTERNAL_FAULT));
  Reopen();
  const std::vector<AlbumRecord> albums = AllAlbums(job.walk.job);
  ASSERT_EQ(albums.size(), 2u);
  EXPECT_EQ(albums[0].stage, AlbumStage::kMade);
  EXPECT_EQ(albums[0].ref->id(), "there-0");
  EXPECT_EQ(albums[0].album.title(), "Album A");
  EXPECT_EQ(albums[1].stage, AlbumStage::kFailed);
  EXPECT_FALSE(albums[1].ref.has_value());
  EXPECT_EQ(albums[1].problem.reason(), v1::ITEM_REJECTED);
  PF_ASSERT_OK_AND_ASSIGN(const auto after, checkpoints().ReadAlbums(job.walk.job, 0, 10));
  ASSERT_EQ(after.size(), 1u);
  EXPECT_EQ(after[0].ordinal, 1);
}

TEST_P(StoreSuite, APlacementIsToBeMadeOnceItsItemIsDone) {
  const ClaimedJob job = StartJob();
  const int64_t id = job.walk.job;
  CommitNext(job, {.photos = {PhotoNamed("a", {"A", "B"}), PhotoNamed("b", {"A", "B"})}});
  EXPECT_THAT(PlacedItems(id, 1, true), IsEmpty());
  ItemMove done = MoveTo(0, v1::DONE);
  done.placed_at_home = true;
  ASSERT_THAT(checkpoints().CommitMoves(ClaimUnit(id, 0), {done}), IsOk());
  EXPECT_THAT(PlacedItems(id, 0, true), IsEmpty());
  EXPECT_THAT(PlacedItems(id, 0, false), ElementsAre(0));  // put in as it was sent
  EXPECT_THAT(PlacedItems(id, 1, true), ElementsAre(0));
  ASSERT_THAT(checkpoints().CommitPlacements(job.walk, {{1, 0, v1::DONE, {}}}), IsOk());
  EXPECT_THAT(PlacedItems(id, 1, true), IsEmpty());
  EXPECT_THAT(PlacedItems(id, 1, false), ElementsAre(0));
  EXPECT_EQ(Job(job.job.name()).counters().placements_done(), 2);
  ExpectLaws(checkpoints(), id);
}

TEST_P(StoreSuite, AnItemNotPutIntoItsHomeIsPlacedThereLater) {
  const ClaimedJob job = StartJob();
  CommitNext(job, {.photos = {PhotoNamed("a", {"A"})}});
  ASSERT_THAT(checkpoints().CommitMoves(ClaimUnit(job.walk.job, 0), {MoveTo(0, v1::DONE)}), IsOk());
  EXPECT_THAT(PlacedItems(job.walk.job, 0, true), ElementsAre(0));
}

TEST_P(StoreSuite, APhotoThatIsDoneGainsAPlacementToBeMade) {
  const ClaimedJob job = StartJob();
  CommitNext(job, {.photos = {PhotoNamed("a")}, .next = "2"});
  ASSERT_THAT(checkpoints().CommitMoves(ClaimUnit(job.walk.job, 0), {MoveTo(0, v1::DONE)}), IsOk());
  CommitNext(job, {.photos = {PhotoNamed("a", {"A"})}});
  EXPECT_THAT(PlacedItems(job.walk.job, 0, true), ElementsAre(0));
  ExpectLaws(checkpoints(), job.walk.job);
}

TEST_P(StoreSuite, AClosedAlbumThatGainsSomethingIsOpenAgain) {
  const ClaimedJob job = StartJob();
  CommitNext(job, {.albums = {AlbumNamed("A")}, .next = "2"});
  ASSERT_THAT(checkpoints().CommitAlbum(job.walk, MadeAlbum(0, AlbumStage::kClosed)), IsOk());
  CommitNext(job, {.photos = {PhotoNamed("a", {"A"})}});
  EXPECT_EQ(AllAlbums(job.walk.job)[0].stage, AlbumStage::kMade);
}

TEST_P(StoreSuite, PlacementsOfWhatDidNotArriveAreLeftOutAndComeBackWithIt) {
  const ClaimedJob job = StartJob();
  const int64_t id = job.walk.job;
  PageCommit page;
  for (int i = 0; i < 3; ++i) page.photos.push_back(PhotoNamed(absl::StrCat(i), {"A", "B"}));
  CommitNext(job, page);
  const Lease unit = ClaimUnit(id, 0);
  ASSERT_THAT(checkpoints().CommitMoves(unit, {MoveTo(0, v1::ITEM_FAILED, v1::TRUNCATED),
                                               MoveTo(1, v1::SKIPPED, v1::SOURCE_GONE),
                                               MoveTo(2, v1::UNCERTAIN, v1::OUTCOME_UNKNOWN)}),
              IsOk());
  EXPECT_THAT(PlacedItems(id, 0, true), IsEmpty());
  EXPECT_EQ(Job(job.job.name()).counters().placements_failed(), 0);
  PF_ASSERT_OK_AND_ASSIGN(const ItemPage items, jobs().ListItems(job.job.name(), {}, 10, 0));
  EXPECT_EQ(items.items[0].placements(1).stage(), v1::SKIPPED);
  // A Check may still find that it arrived.
  ASSERT_THAT(checkpoints().CommitMoves(unit, {MoveTo(2, v1::DONE)}), IsOk());
  EXPECT_THAT(PlacedItems(id, 1, true), ElementsAre(2));
  ExpectLaws(checkpoints(), id);
}

TEST_P(StoreSuite, AnItemThatFallsBackTakesItsPlacementsWithIt) {
  const ClaimedJob job = StartJob();
  CommitNext(job, {.photos = {PhotoNamed("a", {"A"})}});
  const Lease unit = ClaimUnit(job.walk.job, 0);
  ASSERT_THAT(checkpoints().CommitMoves(unit, {MoveTo(0, v1::DONE)}), IsOk());
  ASSERT_THAT(checkpoints().CommitMoves(unit, {MoveTo(0, v1::OPEN)}), IsOk());
  EXPECT_THAT(PlacedItems(job.walk.job, 0, true), IsEmpty());
}

TEST_P(StoreSuite, PlacementsComeByPositionAndThenByListing) {
  const ClaimedJob job = StartJob();
  PageCommit page;
  const int positions[] = {5, 3, 5, -2, 3};
  for (int i = 0; i < 5; ++i) {
    ListedPhoto photo = PhotoNamed(absl::StrCat(i), {"A"});
    photo.photo.mutable_placements(0)->set_position(positions[i]);
    page.photos.push_back(photo);
  }
  CommitNext(job, page);
  std::vector<ItemMove> moves;
  for (int i = 0; i < 5; ++i) moves.push_back(MoveTo(i, v1::DONE));
  ASSERT_THAT(checkpoints().CommitMoves(ClaimUnit(job.walk.job, 0), moves), IsOk());
  std::vector<int64_t> ordinals;
  PlacementQuery query{.limit = 2};
  for (;;) {
    PF_ASSERT_OK_AND_ASSIGN(const auto rows, checkpoints().ReadPlacements(job.walk.job, query));
    if (rows.empty()) break;
    for (const PlacementRecord& row : rows) ordinals.push_back(row.item.ordinal);
    query.after_position = rows.back().position;
    query.after_item = rows.back().item.ordinal;
  }
  EXPECT_THAT(ordinals, ElementsAre(3, 1, 4, 0, 2));
}

TEST_P(StoreSuite, AFailedPlacementIsCountedAndCanStillSucceed) {
  const ClaimedJob job = StartJob();
  CommitNext(job, {.photos = {PhotoNamed("a", {"A"})}});
  ASSERT_THAT(checkpoints().CommitMoves(ClaimUnit(job.walk.job, 0), {MoveTo(0, v1::DONE)}), IsOk());
  const PlacementMove failed{0, 0, v1::ITEM_FAILED, ProblemOfReason(v1::ALBUM_FULL)};
  ASSERT_THAT(checkpoints().CommitPlacements(job.walk, {failed, failed}), IsOk());
  EXPECT_EQ(Job(job.job.name()).counters().placements_failed(), 1);
  ASSERT_THAT(checkpoints().CommitPlacements(job.walk, {{0, 0, v1::DONE, {}}}), IsOk());
  EXPECT_EQ(Job(job.job.name()).counters().placements_failed(), 0);
  EXPECT_EQ(Job(job.job.name()).counters().placements_done(), 1);
  ExpectLaws(checkpoints(), job.walk.job);
}

TEST_P(StoreSuite, APlacementThatIsNoneIsRefused) {
  const ClaimedJob job = StartJob();
  CommitNext(job, {.photos = {PhotoNamed("a", {"A"})}});
  EXPECT_THAT(checkpoints().CommitPlacements(job.walk, {{3, 0, v1::DONE, {}}}),
              ReasonIs(v1::INTERNAL_FAULT));
  EXPECT_THAT(checkpoints().CommitPlacements(job.walk, {{0, 0, v1::STAGED, {}}}),
              ReasonIs(v1::INTERNAL_FAULT));
}

}  // namespace
}  // namespace photoferry
