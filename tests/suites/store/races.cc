// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <functional>

#include "common/base/scheduler.h"
#include "tests/suites/store/store_suite.h"

// A worker that was taken for dead goes on writing while another takes its place.

namespace photoferry {
namespace {

constexpr int kRaces = 500;

// Writes again and again until a write is refused; why it was.
class StaleWriter {
 public:
  StaleWriter(Scheduler& scheduler, std::function<absl::Status()> write)
      : thread_(scheduler.Spawn("stale", [this, write = std::move(write)] {
          do {
            status_ = write();
            ++writes_;
          } while (status_.ok());
        })) {}

  void AwaitFirstWrite() const {
    while (writes_ == 0) {
    }
  }
  absl::Status Join() {
    thread_->Join();
    return status_;
  }

 private:
  std::atomic<int> writes_{0};
  absl::Status status_;
  std::unique_ptr<Thread> thread_;
};

TEST_P(StoreSuite, NoStaleWriteGetsThroughInFiveHundredRaces) {
  const ClaimedJob first = StartJob();
  const int64_t id = first.walk.job;
  CommitNext(first, {.photos = {PhotoNamed("a")}});
  // A second door to the same data, as another process has it.
  PF_ASSERT_OK_AND_ASSIGN(const auto other, GetParam().open(directory_.path(), clock_, *rng_));
  const auto scheduler = NewThreadScheduler();
  Lease held = ClaimUnit(id, 0);
  const auto mark = [](Store& store, const Lease& lease) {
    ItemMove move = MoveTo(0, v1::OPEN);
    move.attempts = static_cast<int>(lease.token);
    return store.checkpoints().CommitMoves(lease, {move});
  };
  // A worker also reads, and leaves the database to others meanwhile.
  const auto mark_and_read = [&](const Lease& lease) {
    for (int i = 0; i < 10; ++i) (void)checkpoints().Count(id);
    return mark(*store_, lease);
  };
  int stale = 0;
  for (int race = 0; race < kRaces; ++race) {
    StaleWriter writer(*scheduler, [&, held] { return mark_and_read(held); });
    if (race % 2 == 0) writer.AwaitFirstWrite();
    clock_.Advance(kTtl);
    Store& thief = *other;
    PF_ASSERT_OK_AND_ASSIGN(const auto stolen,
                            thief.checkpoints().Claim(id, 0, absl::StrCat("thief", race), kTtl));
    ASSERT_TRUE(stolen.has_value());
    ASSERT_THAT(mark(thief, *stolen), IsOk());
    for (int look = 0; look < 3; ++look) {
      PF_ASSERT_OK_AND_ASSIGN(const auto items, thief.checkpoints().ReadItems(id, {}));
      stale += items[0].attempts != stolen->token;
    }
    EXPECT_THAT(writer.Join(), ReasonIs(v1::LEASE_LOST));
    stale += AllItems(id)[0].attempts != stolen->token;
    held = *stolen;
  }
  EXPECT_EQ(stale, 0);
  ExpectLaws(checkpoints(), id);
}

TEST_P(StoreSuite, OfManyWorkersThatReachForAJobOneGetsIt) {
  constexpr int kWorkers = 4;
  constexpr int kJobs = 20;
  for (int i = 0; i < kJobs; ++i) ASSERT_THAT(jobs().Create("me", JobRequest(), ""), IsOk());
  const auto scheduler = NewThreadScheduler();
  std::atomic<int> claimed{0};
  std::vector<std::unique_ptr<Thread>> workers;
  for (int i = 0; i < kWorkers; ++i) {
    workers.push_back(scheduler->Spawn("worker", [&, i] {
      for (;;) {
        const auto job = checkpoints().ClaimJob(absl::StrCat("worker", i), kTtl);
        ASSERT_THAT(job, IsOk());
        if (!job->has_value()) return;
        EXPECT_EQ((*job)->job.starts(), 1);
        ++claimed;
      }
    }));
  }
  workers.clear();
  EXPECT_EQ(claimed, kJobs);
}

}  // namespace
}  // namespace photoferry
