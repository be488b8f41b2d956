// SPDX-License-Identifier: Apache-2.0
//
// The bytes of what was listed.
#include "tests/suites/exporter_suite.h"

namespace photoferry {
namespace {

using ::testing::AnyOf;
using ::testing::SizeIs;

TEST_P(ExporterSuite, EveryListedItemHasBytesOfTheToldLength) {
  PF_ASSERT_OK_AND_ASSIGN(const WalkFindings found, Walk(exporter()));
  for (const auto& [id, photo] : found.photos) {
    SCOPED_TRACE(id);
    PF_ASSERT_OK_AND_ASSIGN(const MediaLocation seen,
                            exporter().Locate(photo, Freshness::kCached, context()));
    PF_ASSERT_OK_AND_ASSIGN(const std::string bytes, Fetch(seen));
    EXPECT_FALSE(bytes.empty());
    if (photo.has_size_bytes()) {
      EXPECT_EQ(photo.size_bytes(), static_cast<int64_t>(bytes.size()));
    }
    PF_ASSERT_OK_AND_ASSIGN(const MediaLocation fresh,
                            exporter().Locate(photo, Freshness::kFresh, context()));
    PF_ASSERT_OK_AND_ASSIGN(const std::string again, Fetch(fresh));
    EXPECT_TRUE(bytes == again) << "another location, other bytes";
  }
}

// All that is left after a restart is what was stored of the photo.
TEST_P(ExporterSuite, AnItemIsLocatedByWhatWasStoredOfIt) {
  PF_ASSERT_OK_AND_ASSIGN(const WalkFindings found, Walk(exporter()));
  const std::unique_ptr<Exporter> restarted = NewExporter();
  ASSERT_THAT(restarted->Connect(context()), IsOk());
  for (const v1::MediaKind kind : {v1::PHOTO, v1::VIDEO}) {
    for (const auto& [id, photo] : found.photos) {
      if (photo.kind() != kind) continue;
      v1::Photo stored;
      ASSERT_TRUE(stored.ParseFromString(photo.SerializeAsString()));
      PF_ASSERT_OK_AND_ASSIGN(const MediaLocation location,
                              restarted->Locate(stored, Freshness::kCached, context()));
      EXPECT_THAT(Fetch(location), IsOk()) << id;
      break;
    }
  }
}

TEST_P(ExporterSuite, ADeletedItemIsGoneAndTakesNoOtherWithIt) {
  PF_NEEDS_HAND(remove);
  PF_ASSERT_OK_AND_ASSIGN(const WalkFindings before, Walk(exporter()));
  const v1::Photo removed = before.photos.begin()->second;
  hand().remove(removed.id());
  EXPECT_THAT(exporter().Locate(removed, Freshness::kFresh, context()), ReasonIs(v1::SOURCE_GONE));
  PF_ASSERT_OK_AND_ASSIGN(const WalkFindings after, Walk(exporter()));
  EXPECT_THAT(after.photos, SizeIs(items() - 1));
}

TEST_P(ExporterSuite, SeveralThreadsMayAskAtOnce) {
  PF_ASSERT_OK_AND_ASSIGN(const WalkFindings found, Walk(exporter()));
  const std::unique_ptr<Scheduler> threads = NewThreadScheduler();
  std::vector<std::unique_ptr<Thread>> askers;
  for (int thread = 0; thread < 4; ++thread) {
    askers.push_back(threads->Spawn("asker", [&] {
      for (const auto& [id, photo] : found.photos) {
        EXPECT_THAT(exporter().Locate(photo, Freshness::kFresh, context()), IsOk()) << id;
      }
      EXPECT_THAT(exporter().ListPage("", {}, context()), IsOk());
    }));
  }
}

}  // namespace
}  // namespace photoferry
