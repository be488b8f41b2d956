// SPDX-License-Identifier: Apache-2.0
#include "tests/suites/store/store_suite.h"

namespace photoferry {

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(StoreSuite);

namespace {

using ::testing::ElementsAre;

std::vector<std::string> IdsOf(const std::vector<ItemRecord>& items) {
  std::vector<std::string> ids;
  for (const ItemRecord& item : items) ids.push_back(item.photo.id());
  return ids;
}

TEST_P(StoreSuite, AWalkBeginsWithTheEmptyCursorAndGoesOnInTheOrderOfDiscovery) {
  ClaimedJob job = StartJob();
  const auto next = [&] { return checkpoints().NextListing(job.walk.job).value(); };
  EXPECT_EQ(next()->cursor, "");
  CommitNext(job, {.children = {"album:2", "album:1"}, .next = "page2"});
  EXPECT_EQ(next()->cursor, "page2");
  EXPECT_EQ(next()->start, "");
  CommitNext(job, {.children = {"album:1", "album:3"}});
  EXPECT_EQ(next()->cursor, "album:2");
  EXPECT_FALSE(Job(job.job.name()).listing_complete());
  CommitNext(job, {.next = "album:2|page2"});
  EXPECT_EQ(next()->cursor, "album:2|page2");
  EXPECT_EQ(next()->start, "album:2");
  Reopen();
  clock_.Advance(kTtl);
  job = ClaimJob();
  EXPECT_EQ(next()->cursor, "album:2|page2");
  CommitNext(job, {});
  EXPECT_EQ(next()->cursor, "album:1");
  CommitNext(job, {});
  EXPECT_EQ(next()->cursor, "album:3");
  CommitNext(job, {});
  EXPECT_FALSE(next().has_value());
  EXPECT_TRUE(Job(job.job.name()).listing_complete());
}

TEST_P(StoreSuite, AListingWhoseCursorIsDeadCanBeginAgain) {
  const ClaimedJob job = StartJob();
  CommitNext(job, {.photos = {PhotoNamed("a")}, .next = "page2"});
  PF_ASSERT_OK_AND_ASSIGN(const auto listing, checkpoints().NextListing(job.walk.job));
  CommitNext(job, {.next = listing->start});
  CommitNext(job, {.photos = {PhotoNamed("a"), PhotoNamed("b")}});
  EXPECT_THAT(IdsOf(AllItems(job.walk.job)), ElementsAre("a", "b"));
}

TEST_P(StoreSuite, APageLandsWholeAndIsCounted) {
  const ClaimedJob job = StartJob();
  ListedPhoto video = PhotoNamed("v", {"A"}, 1000);
  video.photo.set_kind(v1::VIDEO);
  ListedPhoto skipped = PhotoNamed("s", {}, 50);
  skipped.skip = ProblemOfReason(v1::NOT_SELECTED);
  const PageResult result = CommitNext(
      job, {.albums = {AlbumNamed("A"), AlbumNamed("B")},
            .photos = {PhotoNamed("a", {"A", "B"}, 100), PhotoNamed("b"), video, skipped},
            .notices = {"Stories were left out."}});
  EXPECT_EQ(result.new_items, 4);
  EXPECT_FALSE(result.limit_reached);
  const v1::Counters counters = Job(job.job.name()).counters();
  EXPECT_EQ(counters.items().found(), 4);
  EXPECT_EQ(counters.items().open(), 3);
  EXPECT_EQ(counters.items().skipped(), 1);
  EXPECT_EQ(counters.bytes().found(), 1150);
  EXPECT_EQ(counters.bytes().skipped(), 50);
  EXPECT_EQ(counters.items_of_unknown_size(), 1);
  EXPECT_EQ(counters.photos(), 3);
  EXPECT_EQ(counters.videos(), 1);
  EXPECT_EQ(counters.albums(), 2);
  EXPECT_EQ(counters.placements(), 3);
  EXPECT_THAT(Job(job.job.name()).notices(), ElementsAre("Stories were left out."));
  ExpectLaws(checkpoints(), job.walk.job);

  const std::vector<ItemRecord> items = AllItems(job.walk.job);
  ASSERT_THAT(IdsOf(items), ElementsAre("a", "b", "v", "s"));
  EXPECT_EQ(items[0].ordinal, 0);
  EXPECT_EQ(items[0].stage, v1::OPEN);
  EXPECT_EQ(items[0].photo.title(), "Title of a");
  EXPECT_EQ(items[0].photo.placements_size(), 0);
  EXPECT_EQ(items[0].size, 100);
  EXPECT_EQ(items[0].home_album, 0);
  EXPECT_EQ(items[0].not_before, absl::InfinitePast());
  EXPECT_EQ(items[1].home_album, std::nullopt);
  EXPECT_EQ(items[3].stage, v1::SKIPPED);
  EXPECT_EQ(items[3].progress.problem().reason(), v1::NOT_SELECTED);
}

TEST_P(StoreSuite, APageThatComesTwiceDoublesNothing) {
  const ClaimedJob job = StartJob();
  const PageCommit page = {.albums = {AlbumNamed("A")},
                           .photos = {PhotoNamed("a", {"A"}, 100), PhotoNamed("b", {"A"})},
                           .children = {"child"},
                           .next = "page2",
                           .notices = {"Once."}};
  PF_ASSERT_OK_AND_ASSIGN(const auto listing, checkpoints().NextListing(job.walk.job));
  ASSERT_THAT(checkpoints().CommitPage(job.walk, *listing, page), IsOk());
  const std::string before = Job(job.job.name()).SerializeAsString();
  PF_ASSERT_OK_AND_ASSIGN(const PageResult again,
                          checkpoints().CommitPage(job.walk, *listing, page));
  EXPECT_EQ(again.new_items, 0);
  EXPECT_EQ(Job(job.job.name()).SerializeAsString(), before);
  PF_ASSERT_OK_AND_ASSIGN(const auto next, checkpoints().NextListing(job.walk.job));
  EXPECT_EQ(next->cursor, "page2");
  // Nor does a late echo open a listing that is complete.
  CommitNext(job, {});
  ASSERT_THAT(checkpoints().CommitPage(job.walk, *listing, page), IsOk());
  PF_ASSERT_OK_AND_ASSIGN(const auto child, checkpoints().NextListing(job.walk.job));
  EXPECT_EQ(child->cursor, "child");
  ExpectLaws(checkpoints(), job.walk.job);
}

TEST_P(StoreSuite, APageOfAnUnknownListingIsRefusedWhole) {
  const ClaimedJob job = StartJob();
  EXPECT_THAT(checkpoints().CommitPage(job.walk, {77, "", ""}, {.photos = {PhotoNamed("a")}}),
              ReasonIs(v1::INTERNAL_FAULT));
  EXPECT_TRUE(AllItems(job.walk.job).empty());
  ExpectLaws(checkpoints(), job.walk.job);
}

TEST_P(StoreSuite, APhotoInThreeAlbumsIsOneItem) {
  const ClaimedJob job = StartJob();
  CommitNext(job, {.photos = {PhotoNamed("a")}, .next = "2"});
  CommitNext(job, {.photos = {PhotoNamed("a", {"A", "B"})}, .next = "3"});
  CommitNext(job, {.photos = {PhotoNamed("a", {"C", "A"})}, .next = "4"});
  const v1::Counters counters = Job(job.job.name()).counters();
  EXPECT_EQ(counters.items().found(), 1);
  EXPECT_EQ(counters.placements(), 3);
  EXPECT_EQ(counters.albums(), 3);
  EXPECT_EQ(AllItems(job.walk.job)[0].home_album, 0);  // A, the first one it got
  ExpectLaws(checkpoints(), job.walk.job);
}

TEST_P(StoreSuite, AnAlbumThatOnlyAPhotoNamedIsFilledWhenItIsListed) {
  const ClaimedJob job = StartJob();
  CommitNext(job, {.photos = {PhotoNamed("a", {"A"})}, .next = "2"});
  ASSERT_EQ(AllAlbums(job.walk.job).size(), 1u);
  EXPECT_EQ(AllAlbums(job.walk.job)[0].album.id(), "A");
  EXPECT_EQ(AllAlbums(job.walk.job)[0].album.title(), "");
  CommitNext(job, {.albums = {AlbumNamed("A")}, .next = "3"});
  ASSERT_EQ(AllAlbums(job.walk.job).size(), 1u);
  EXPECT_EQ(AllAlbums(job.walk.job)[0].album.title(), "Album A");
  EXPECT_EQ(AllAlbums(job.walk.job)[0].ordinal, 0);
}

TEST_P(StoreSuite, TheHomeAlbumIsLeftAloneOnceAWorkerHasBegun) {
  const ClaimedJob job = StartJob();
  CommitNext(job, {.photos = {PhotoNamed("a"), PhotoNamed("b"), PhotoNamed("c")}, .next = "2"});
  ItemMove begun = MoveTo(0, v1::OPEN);
  begun.attempts = 1;
  ItemMove intended = MoveTo(1, v1::OPEN);
  intended.intent = true;
  ASSERT_THAT(checkpoints().CommitMoves(ClaimUnit(job.walk.job, 0), {begun, intended}), IsOk());
  CommitNext(job,
             {.photos = {PhotoNamed("a", {"A"}), PhotoNamed("b", {"A"}), PhotoNamed("c", {"A"})},
              .next = "3"});
  const std::vector<ItemRecord> items = AllItems(job.walk.job);
  EXPECT_EQ(items[0].home_album, std::nullopt);
  EXPECT_EQ(items[1].home_album, std::nullopt);
  EXPECT_EQ(items[2].home_album, 0);
}

TEST_P(StoreSuite, TheLimitEndsTheWalk) {
  const ClaimedJob job = StartJob();
  ListedPhoto skipped = PhotoNamed("s");
  skipped.skip = ProblemOfReason(v1::NOT_SELECTED);
  PageResult result = CommitNext(job, {.photos = {PhotoNamed("a"), skipped, PhotoNamed("b")},
                                       .children = {"child"},
                                       .next = "2",
                                       .limit = 3});
  EXPECT_FALSE(result.limit_reached);
  result = CommitNext(job, {.photos = {PhotoNamed("c"), PhotoNamed("d"), PhotoNamed("a", {"A"})},
                            .next = "3",
                            .limit = 3});
  EXPECT_TRUE(result.limit_reached);
  EXPECT_EQ(result.new_items, 1);
  EXPECT_THAT(IdsOf(AllItems(job.walk.job)), ElementsAre("a", "s", "b", "c"));
  PF_ASSERT_OK_AND_ASSIGN(const auto next, checkpoints().NextListing(job.walk.job));
  EXPECT_FALSE(next.has_value());
  EXPECT_TRUE(Job(job.job.name()).listing_complete());
  EXPECT_EQ(Job(job.job.name()).counters().placements(), 1);  // the known one still gained
  ExpectLaws(checkpoints(), job.walk.job);
}

TEST_P(StoreSuite, AnItemThatIsSkippedLaterStillCountsForTheLimit) {
  const ClaimedJob job = StartJob();
  CommitNext(job, {.photos = {PhotoNamed("a")}, .next = "2", .limit = 2});
  ASSERT_THAT(checkpoints().CommitMoves(ClaimUnit(job.walk.job, 0),
                                        {MoveTo(0, v1::SKIPPED, v1::SOURCE_GONE)}),
              IsOk());
  const PageResult result =
      CommitNext(job, {.photos = {PhotoNamed("b"), PhotoNamed("c")}, .next = "3", .limit = 2});
  EXPECT_TRUE(result.limit_reached);
  EXPECT_THAT(IdsOf(AllItems(job.walk.job)), ElementsAre("a", "b"));
}

TEST_P(StoreSuite, TwoJobsListTheSameIdsSideBySide) {
  const ClaimedJob one = StartJob();
  const ClaimedJob two = StartJob();
  CommitNext(one, {.albums = {AlbumNamed("A")}, .photos = {PhotoNamed("a", {"A"})}});
  CommitNext(two, {.albums = {AlbumNamed("A")},
                   .photos = {PhotoNamed("a", {"A"}), PhotoNamed("b", {"A"})}});
  EXPECT_EQ(AllItems(one.walk.job).size(), 1u);
  EXPECT_EQ(AllItems(two.walk.job).size(), 2u);
  ExpectLaws(checkpoints(), one.walk.job);
  ExpectLaws(checkpoints(), two.walk.job);
}

}  // namespace
}  // namespace photoferry
