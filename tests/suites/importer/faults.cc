// SPDX-License-Identifier: Apache-2.0
//
// Every call upon the destination goes wrong once, in every way that there is. The errand of one
// photo into one album ends with that one photo in that one album all the same.
#include "absl/strings/str_cat.h"
#include "tests/suites/importer_errand.h"
#include "tests/suites/importer_suite.h"

namespace photoferry {
namespace {

using ::testing::Gt;
using ::testing::Le;
using ::testing::Not;
using ::testing::SizeIs;

Parcel Errands() {
  return ParcelOf("errand", NoiseOf(300000));
}

// An error says what happened, and is not one that only a bug can explain.
void ExpectUseful(const absl::Status& error) {
  EXPECT_FALSE(error.message().empty());
  EXPECT_THAT(error, Not(ReasonIs(v1::REASON_UNSPECIFIED)));
  EXPECT_THAT(error, Not(ReasonIs(v1::INTERNAL_FAULT)));
}

class Struck {
 public:
  explicit Struck(const ImporterCase& subject) : visit_(subject), errand_(visit_, Errands()) {}

  // Calls of an errand on which nothing goes wrong.
  int64_t CallsWhenAllIsWell() {
    visit_.faults().Strike(0, "");
    EXPECT_THAT(errand_.Run(), IsOk());
    return visit_.faults().calls();
  }

  void ExpectOneItemAllTheSame(int64_t nth, const std::string& kind) {
    visit_.faults().Strike(nth, kind);
    const absl::StatusOr<v1::RemoteItem> done = errand_.Run();
    for (const absl::Status& error : errand_.errors()) ExpectUseful(error);
    const std::vector<std::string> items = visit_.hand().items();
    if (!done.ok() && !visit_.CheckTells()) {
      // Parked, and told: it may be there, but never twice.
      EXPECT_THAT(done, ReasonIs(v1::NOT_CONFIRMED));
      EXPECT_THAT(items.size(), Le(1u));
      return;
    }
    ASSERT_THAT(done, IsOk());
    EXPECT_THAT(items, SizeIs(1));
    PF_ASSERT_OK_AND_ASSIGN(const std::string held, visit_.hand().read(done->id()));
    EXPECT_TRUE(held == Errands().bytes);
    if (errand_.album()) {
      EXPECT_THAT(visit_.hand().items_in(errand_.album()->ref->id()), SizeIs(1));
    }
  }

 private:
  ImporterVisit visit_;
  ImporterErrand errand_;
};

TEST_P(ImporterSuite, AFaultAtAnyCallCostsNoPhotoAndDoublesNone) {
  PF_NEEDS_HAND(items);
  PF_NEEDS_HAND(read);
  if (HasAlbums()) PF_NEEDS_HAND(items_in);
  const int64_t calls = Struck(GetParam()).CallsWhenAllIsWell();
  if (calls == 0 && !WhyNot("call_faults").empty()) GTEST_SKIP() << WhyNot("call_faults");
  ASSERT_THAT(calls, Gt(0)) << "this importer does not speak HTTP: its account needs call_faults";
  for (const std::string& kind : faults().kinds()) {
    for (int64_t nth = 1; nth <= calls; ++nth) {
      SCOPED_TRACE(absl::StrCat("call ", nth, " of ", calls, ": ", kind));
      Struck(GetParam()).ExpectOneItemAllTheSame(nth, kind);
      if (HasFatalFailure()) return;
    }
  }
}

}  // namespace
}  // namespace photoferry
