// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/store/job_transitions.h"

#include <optional>
#include <string>
#include <vector>

#include "tests/testing/status_matchers.h"

namespace photoferry {
namespace {

constexpr v1::JobState kStates[] = {v1::QUEUED,    v1::RUNNING, v1::WAITING,  v1::PAUSED,
                                    v1::SUCCEEDED, v1::FAILED,  v1::CANCELLED};

struct WishCase {
  JobStanding now;
  Wish wish;
  bool held;
  std::optional<JobStanding> then;  // nothing: refused
};

// The whole table of what people may wish.
const std::vector<WishCase>& WishTable() {
  static const auto* const table = new std::vector<WishCase>{
      {{v1::QUEUED, v1::RUN}, Wish::kPause, false, {{v1::PAUSED, v1::PAUSE}}},
      {{v1::RUNNING, v1::RUN}, Wish::kPause, true, {{v1::RUNNING, v1::PAUSE}}},
      {{v1::RUNNING, v1::RUN}, Wish::kPause, false, {{v1::PAUSED, v1::PAUSE}}},
      {{v1::RUNNING, v1::PAUSE}, Wish::kPause, true, {{v1::RUNNING, v1::PAUSE}}},
      {{v1::RUNNING, v1::CANCEL}, Wish::kPause, true, {}},
      {{v1::WAITING, v1::RUN}, Wish::kPause, false, {{v1::PAUSED, v1::PAUSE}}},
      {{v1::PAUSED, v1::PAUSE}, Wish::kPause, false, {{v1::PAUSED, v1::PAUSE}}},
      {{v1::SUCCEEDED, v1::RUN}, Wish::kPause, false, {}},
      {{v1::FAILED, v1::RUN}, Wish::kPause, false, {}},
      {{v1::CANCELLED, v1::CANCEL}, Wish::kPause, false, {}},

      {{v1::QUEUED, v1::RUN}, Wish::kResume, false, {}},
      {{v1::RUNNING, v1::RUN}, Wish::kResume, true, {}},
      {{v1::RUNNING, v1::PAUSE}, Wish::kResume, true, {{v1::RUNNING, v1::RUN}}},
      {{v1::RUNNING, v1::CANCEL}, Wish::kResume, true, {}},
      {{v1::WAITING, v1::RUN}, Wish::kResume, false, {{v1::QUEUED, v1::RUN}}},
      {{v1::PAUSED, v1::PAUSE}, Wish::kResume, false, {{v1::QUEUED, v1::RUN}}},
      {{v1::SUCCEEDED, v1::RUN}, Wish::kResume, false, {}},
      {{v1::FAILED, v1::RUN}, Wish::kResume, false, {{v1::QUEUED, v1::RUN}}},
      {{v1::FAILED, v1::PAUSE}, Wish::kResume, false, {{v1::QUEUED, v1::RUN}}},
      {{v1::CANCELLED, v1::CANCEL}, Wish::kResume, false, {}},

      {{v1::QUEUED, v1::RUN}, Wish::kCancel, false, {{v1::CANCELLED, v1::CANCEL}}},
      {{v1::RUNNING, v1::RUN}, Wish::kCancel, true, {{v1::RUNNING, v1::CANCEL}}},
      {{v1::RUNNING, v1::PAUSE}, Wish::kCancel, true, {{v1::RUNNING, v1::CANCEL}}},
      {{v1::RUNNING, v1::RUN}, Wish::kCancel, false, {{v1::CANCELLED, v1::CANCEL}}},
      {{v1::WAITING, v1::RUN}, Wish::kCancel, false, {{v1::CANCELLED, v1::CANCEL}}},
      {{v1::PAUSED, v1::PAUSE}, Wish::kCancel, false, {{v1::CANCELLED, v1::CANCEL}}},
      {{v1::SUCCEEDED, v1::RUN}, Wish::kCancel, false, {}},
      {{v1::FAILED, v1::RUN}, Wish::kCancel, false, {}},
      {{v1::CANCELLED, v1::CANCEL}, Wish::kCancel, false, {{v1::CANCELLED, v1::CANCEL}}},
  };
  return *table;
}

TEST(JobTransitions, EveryWishInEveryStateDoesWhatTheTableSays) {
  for (const WishCase& row : WishTable()) {
    SCOPED_TRACE(absl::StrCat(v1::JobState_Name(row.now.state), " wanted ",
                              v1::DesiredState_Name(row.now.desired), ", wish ",
                              static_cast<int>(row.wish), row.held ? ", held" : ""));
    const absl::StatusOr<JobStanding> then = AfterWish(row.now, row.wish, row.held);
    if (row.then.has_value()) {
      ASSERT_THAT(then, IsOk());
      EXPECT_TRUE(*then == *row.then) << v1::JobState_Name(then->state);
    } else {
      EXPECT_THAT(then, StatusIs(absl::StatusCode::kFailedPrecondition));
      EXPECT_THAT(then, ReasonIs(v1::BAD_REQUEST));
      const std::string message(then.status().message());
      EXPECT_EQ(message.find("This job is "), 0u);
      EXPECT_EQ(message.find(v1::JobState_Name(row.now.state)), std::string::npos);
    }
  }
}

TEST(JobTransitions, TheTableMissesNoStateAndNoWish) {
  for (const v1::JobState state : kStates) {
    for (const Wish wish : {Wish::kPause, Wish::kResume, Wish::kCancel}) {
      const auto covers = [&](const WishCase& row) {
        return row.now.state == state && row.wish == wish;
      };
      EXPECT_TRUE(std::any_of(WishTable().begin(), WishTable().end(), covers))
          << v1::JobState_Name(state);
    }
  }
}

TEST(JobTransitions, AnEndThatTheWorkerReportsStaysAnEndWhateverWasWished) {
  for (const v1::DesiredState desired : {v1::RUN, v1::PAUSE, v1::CANCEL}) {
    for (const v1::JobState end : {v1::SUCCEEDED, v1::FAILED, v1::CANCELLED}) {
      EXPECT_EQ(AfterReport({v1::RUNNING, desired}, end).state, end);
    }
  }
}

TEST(JobTransitions, AWishThatTheWorkerDidNotSeeIsObeyedWhenItLetsGo) {
  for (const v1::JobState report : {v1::WAITING, v1::QUEUED, v1::PAUSED}) {
    EXPECT_EQ(AfterReport({v1::RUNNING, v1::PAUSE}, report).state, v1::PAUSED);
    EXPECT_EQ(AfterReport({v1::RUNNING, v1::CANCEL}, report).state, v1::CANCELLED);
  }
  EXPECT_EQ(AfterReport({v1::RUNNING, v1::RUN}, v1::WAITING).state, v1::WAITING);
  EXPECT_EQ(AfterReport({v1::RUNNING, v1::RUN}, v1::QUEUED).state, v1::QUEUED);
}

TEST(JobTransitions, APauseThatWasTakenBackEndsInTheQueue) {
  EXPECT_TRUE(AfterReport({v1::RUNNING, v1::RUN}, v1::PAUSED) ==
              (JobStanding{v1::QUEUED, v1::RUN}));
}

TEST(JobTransitions, ReopeningQueuesTheJobUnlessItRunsOrWasCancelled) {
  for (const v1::JobState state : kStates) {
    const absl::StatusOr<JobStanding> then = AfterReopen({state, v1::RUN});
    if (state == v1::RUNNING || state == v1::CANCELLED) {
      EXPECT_THAT(then, StatusIs(absl::StatusCode::kFailedPrecondition));
    } else {
      ASSERT_THAT(then, IsOk());
      EXPECT_TRUE(*then == (JobStanding{v1::QUEUED, v1::RUN}));
    }
  }
}

TEST(JobTransitions, OnlyWhatHasEndedOrIsPausedMayBeDeleted) {
  for (const v1::JobState state : kStates) {
    const bool may = HasEnded(state) || state == v1::PAUSED;
    EXPECT_EQ(CheckMayDelete(state).ok(), may) << v1::JobState_Name(state);
  }
}

}  // namespace
}  // namespace photoferry
