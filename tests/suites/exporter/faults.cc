// SPDX-License-Identifier: Apache-2.0
//
// Every call upon the source goes wrong once, in every way that there is: it is told, or it is
// mended, and the walk finds everything all the same.
#include "absl/strings/str_cat.h"
#include "tests/suites/exporter_suite.h"

namespace photoferry {
namespace {

using ::testing::Gt;
using ::testing::Not;
using ::testing::SizeIs;

void ExpectUseful(const absl::Status& error) {
  EXPECT_FALSE(error.message().empty());
  EXPECT_THAT(error, Not(ReasonIs(v1::REASON_UNSPECIFIED)));
  EXPECT_THAT(error, Not(ReasonIs(v1::INTERNAL_FAULT)));
}

TEST_P(ExporterSuite, AFaultAtAnyCallOfAWalkLosesNothing) {
  faults().Strike(0, "");
  ASSERT_THAT(Walk(exporter()), IsOk());
  const int64_t calls = faults().calls();
  if (calls == 0) GTEST_SKIP() << "This source is not asked by HTTP.";
  for (const std::string& kind : faults().kinds()) {
    for (int64_t nth = 1; nth <= calls; ++nth) {
      SCOPED_TRACE(absl::StrCat("call ", nth, " of ", calls, ": ", kind));
      const std::unique_ptr<Exporter> exporter = NewExporter();
      faults().Strike(0, "");
      ASSERT_THAT(exporter->Connect(context()), IsOk());
      faults().Strike(nth, kind);
      PF_ASSERT_OK_AND_ASSIGN(const WalkFindings found, Walk(*exporter));
      EXPECT_THAT(found.photos, SizeIs(items()));
      for (const absl::Status& error : found.errors) ExpectUseful(error);
    }
  }
}

TEST_P(ExporterSuite, AFaultWhileConnectingOrLocatingIsToldOrMended) {
  PF_ASSERT_OK_AND_ASSIGN(const WalkFindings found, Walk(exporter()));
  const v1::Photo& photo = found.photos.begin()->second;
  const auto act = [&](Exporter& exporter) -> absl::Status {
    PF_RETURN_IF_ERROR(exporter.Connect(context()).status());
    return exporter.Locate(photo, Freshness::kFresh, context()).status();
  };
  faults().Strike(0, "");
  ASSERT_THAT(act(*NewExporter()), IsOk());
  const int64_t calls = faults().calls();
  for (const std::string& kind : faults().kinds()) {
    for (int64_t nth = 1; nth <= calls; ++nth) {
      SCOPED_TRACE(absl::StrCat("call ", nth, " of ", calls, ": ", kind));
      const std::unique_ptr<Exporter> exporter = NewExporter();
      faults().Strike(nth, kind);
      const absl::Status first = act(*exporter);
      if (first.ok()) continue;
      ExpectUseful(first);
      WaitAsAsked(first);
      EXPECT_THAT(act(*exporter), IsOk()) << "once more, and it is well";
    }
  }
}

TEST_P(ExporterSuite, ALoginThatIsLostIsToldByEveryCallAndComesBack) {
  PF_NEEDS_HAND(set_login);
  PF_ASSERT_OK_AND_ASSIGN(const WalkFindings found, Walk(exporter()));
  const v1::Photo& photo = found.photos.begin()->second;
  hand().set_login(false);
  EXPECT_THAT(NewExporter()->Connect(context()), ReasonIs(v1::LOGIN_NEEDED));
  // The root may be known without a call; a listing that it leads to is not.
  EXPECT_THAT(exporter().ListPage(found.cursors.back(), {}, context()), ReasonIs(v1::LOGIN_NEEDED));
  EXPECT_THAT(exporter().Locate(photo, Freshness::kFresh, context()), ReasonIs(v1::LOGIN_NEEDED));
  hand().set_login(true);
  EXPECT_THAT(exporter().Locate(photo, Freshness::kFresh, context()), IsOk());
  PF_ASSERT_OK_AND_ASSIGN(const WalkFindings again, Walk(exporter()));
  EXPECT_THAT(again.photos, SizeIs(items()));
}

}  // namespace
}  // namespace photoferry
