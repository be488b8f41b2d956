// SPDX-License-Identifier: Apache-2.0
//
// Which part of an account goes.
#include "common/base/proto_time.h"
#include "tests/transfer-worker/engine/journey.h"
#include "transfer-worker/engine/walker.h"

namespace photoferry {
namespace {

using ::testing::Eq;
using ::testing::IsSubsetOf;
using ::testing::Optional;
using ::testing::Property;
using ::testing::SizeIs;

v1::Photo TakenAt(absl::Time time) {
  v1::Photo photo;
  photo.set_kind(v1::PHOTO);
  *photo.mutable_taken_time()->mutable_time() = ToProto(time);
  return photo;
}

const absl::Time kNewYear = absl::FromUnixSeconds(1577836800);  // 2020-01-01

TEST(NotSelected, LetsEverythingPassAnEmptySelection) {
  EXPECT_EQ(NotSelected(TakenAt(kNewYear), {}), std::nullopt);
}

TEST(NotSelected, LeavesOutTheOtherKind) {
  v1::Selection selection;
  selection.add_kinds(v1::VIDEO);
  EXPECT_THAT(NotSelected(TakenAt(kNewYear), selection),
              Optional(Property(&v1::Problem::reason, v1::NOT_SELECTED)));
  selection.add_kinds(v1::PHOTO);
  EXPECT_EQ(NotSelected(TakenAt(kNewYear), selection), std::nullopt);
}

TEST(NotSelected, TakesTheFirstMomentOfARangeAndNotTheMomentAfterIt) {
  v1::Selection selection;
  *selection.mutable_since() = ToProto(kNewYear);
  *selection.mutable_until() = ToProto(kNewYear + absl::Hours(1));
  EXPECT_EQ(NotSelected(TakenAt(kNewYear), selection), std::nullopt);
  EXPECT_EQ(NotSelected(TakenAt(kNewYear + absl::Minutes(59)), selection), std::nullopt);
  EXPECT_NE(NotSelected(TakenAt(kNewYear - absl::Seconds(1)), selection), std::nullopt);
  EXPECT_NE(NotSelected(TakenAt(kNewYear + absl::Hours(1)), selection), std::nullopt);
}

TEST(NotSelected, JudgesByTheUploadWhereTheTakingIsUnknown) {
  v1::Photo photo;
  photo.set_kind(v1::PHOTO);
  *photo.mutable_uploaded_time() = ToProto(kNewYear);
  v1::Selection selection;
  *selection.mutable_since() = ToProto(kNewYear + absl::Hours(1));
  EXPECT_NE(NotSelected(photo, selection), std::nullopt);
  *photo.mutable_taken_time()->mutable_time() = ToProto(kNewYear + absl::Hours(2));
  EXPECT_EQ(NotSelected(photo, selection), std::nullopt);
}

TEST(NotSelected, LetsAPhotoWithoutAnyDatePassARange) {
  v1::Photo photo;
  photo.set_kind(v1::PHOTO);
  v1::Selection selection;
  *selection.mutable_since() = ToProto(kNewYear);
  EXPECT_EQ(NotSelected(photo, selection), std::nullopt);
}

class Selecting : public ::testing::Test {
 protected:
  Selecting() : journey_("test-two-phase", {.photos = 20, .videos = 3, .albums = 4}) {
    job_ = journey_.Job();
  }
  const demo::Account& account() { return journey_.graph().account(); }
  v1::Selection& selection() { return *job_.mutable_selection(); }
  v1::TransferJob Run() {
    const v1::TransferJob job = journey_.Run(job_);
    EXPECT_EQ(job.state(), v1::SUCCEEDED) << job.ShortDebugString();
    journey_.ExpectLaws();
    EXPECT_THAT(journey_.Arrived(), IsSubsetOf(journey_.Expected()));
    EXPECT_EQ(journey_.Arrived().size(), job.counters().items().done());
    return job;
  }
  std::multiset<std::string> HashesOfAlbum(int64_t index) {
    std::multiset<std::string> hashes;
    for (int64_t i = 0; i < account().AlbumSize(index); ++i) {
      hashes.insert(HexOf(account().BestFile(account().AlbumItem(index, i))->Sha256()));
    }
    return hashes;
  }

  Journey journey_;
  v1::TransferJob job_;
};

TEST_F(Selecting, ByLimitStopsAtThatManyItems) {
  selection().set_limit(5);
  EXPECT_EQ(Run().counters().items().found(), 5);
}

TEST_F(Selecting, ByKindBringsVideosOnly) {
  selection().add_kinds(v1::VIDEO);
  EXPECT_EQ(Run().counters().items().done(), 3);
  for (const auto& [id, item] : journey_.ItemsById({v1::DONE})) {
    EXPECT_EQ(item.photo().kind(), v1::VIDEO);
  }
}

TEST_F(Selecting, ByDateBringsEveryPhotoOfTheRangeAndNoOther) {
  *selection().mutable_since() =
      ToProto(absl::FromCivil(absl::CivilYear(2014), absl::UTCTimeZone()));
  *selection().mutable_until() =
      ToProto(absl::FromCivil(absl::CivilYear(2020), absl::UTCTimeZone()));
  const v1::TransferJob job = Run();
  EXPECT_GT(job.counters().items().done(), 0);
  EXPECT_EQ(job.counters().items().done() + job.counters().items().skipped(), 23);
  for (const auto& [id, item] : journey_.ItemsById()) {
    const bool fits = !NotSelected(item.photo(), selection()).has_value();
    EXPECT_EQ(item.stage(), fits ? v1::DONE : v1::SKIPPED) << id;
  }
}

TEST_F(Selecting, ByAlbumTitleBringsThatAlbumWhole) {
  selection().add_albums(account().album(2).name);
  Run();
  EXPECT_EQ(journey_.Arrived(), HashesOfAlbum(2));
  EXPECT_THAT(journey_.destination().Albums(), SizeIs(1));
}

TEST_F(Selecting, ByAlbumIdBringsThatAlbumWhole) {
  selection().add_albums(journey_.AlbumId(1));
  Run();
  EXPECT_EQ(journey_.Arrived(), HashesOfAlbum(1));
}

TEST_F(Selecting, ByExclusionLeavesThatAlbumBehind) {
  selection().add_exclude(account().album(2).name);
  const v1::TransferJob job = Run();
  std::multiset<std::string> expected = journey_.Expected();
  for (const std::string& hash : HashesOfAlbum(2)) expected.erase(expected.find(hash));
  EXPECT_EQ(journey_.Arrived(), expected);
  EXPECT_THAT(journey_.destination().Albums(), SizeIs(3));
}

TEST_F(Selecting, ListsAnItemOfAnAlbumAndOfTheUploadsOnce) {
  const v1::TransferJob job = Run();
  journey_.ExpectWhole(job);
  EXPECT_EQ(job.counters().items().found(), 23);
  for (const auto& [id, item] : journey_.ItemsById()) EXPECT_LE(item.placements_size(), 1) << id;
}

}  // namespace
}  // namespace photoferry
