// SPDX-License-Identifier: Apache-2.0
//
// A job of thousands of photos whose worker is killed again and again at moments of chance. It ends
// as if it had never been disturbed, and little is sent twice.
//
// PHOTOFERRY_RANDOM_KILLS: how often (50); PHOTOFERRY_RANDOM_SEED: where chance begins (1).
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <cstdlib>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/rng.h"
#include "common/base/scheduler.h"
#include "tests/crash/crash_life.h"

namespace photoferry::crash {
namespace {

constexpr int kPhotos = 10000;
constexpr int64_t kFileBytes = 2 << 10;
constexpr int kPageSize = 100;
// What one kill may cost, on average: the items under way, and as many whose arrival the ledger had
// not written down yet.
constexpr int kWindow = 8;

int FromEnvironment(const char* name, int usual) {
  int value = 0;
  const char* text = std::getenv(name);
  return text != nullptr && absl::SimpleAtoi(text, &value) ? value : usual;
}

class RandomKills : public ::testing::Test {
 protected:
  RandomKills() { EXPECT_TRUE(graph_.Start().ok()); }

  // Lets the worker go on until `arrived` bytes have come in, and a moment of chance longer.
  void KillOnceArrived(Life& life, int64_t arrived) {
    const std::unique_ptr<ChildProcess> worker = life.Begin({.page_size = kPageSize});
    const absl::Duration patience = scheduler_->clock().Monotonic() + absl::Seconds(100);
    while (life.target().bytes_received() < arrived && scheduler_->clock().Monotonic() < patience) {
      scheduler_->SleepFor(absl::Milliseconds(1), {});
    }
    scheduler_->SleepFor(rng_->Fraction() * absl::Milliseconds(20), {});
    worker->Signal(SIGKILL);
    const ChildProcess::Ending ending = worker->Wait();
    ASSERT_TRUE(ending.signal == SIGKILL || ending.exit_code == 0) << ending.output;
  }

  demo::GraphServer graph_{{.account = {.photos = kPhotos,
                                        .videos = 0,
                                        .albums = 12,
                                        .tagged = 0,
                                        .style = demo::MediaStyle::kFiller,
                                        .file_bytes = kFileBytes}}};
  const std::unique_ptr<Scheduler> scheduler_ = NewThreadScheduler();
  const std::unique_ptr<Rng> rng_ = NewRng(FromEnvironment("PHOTOFERRY_RANDOM_SEED", 1));
};

TEST_F(RandomKills, LeaveTheJobAsIfItHadNeverBeenDisturbed) {
  const int kills = FromEnvironment("PHOTOFERRY_RANDOM_KILLS", 50);
  Life life("test-two-phase", graph_);
  for (int kill = 0; kill < kills; ++kill) {
    SCOPED_TRACE(absl::StrCat("kill ", kill + 1, " of ", kills));
    KillOnceArrived(life, kPhotos * kFileBytes * kill / kills);
    if (HasFatalFailure()) return;
  }
  const ChildProcess::Ending last = life.Run({.page_size = kPageSize});
  ASSERT_EQ(last.exit_code, 0) << last.output;
  life.ExpectWhole();
  const int64_t again = life.target().bytes_received() - kPhotos * kFileBytes;
  std::printf("%d kills, %lld of %d items sent again\n", kills,
              static_cast<long long>(again / kFileBytes), kPhotos);
  EXPECT_LE(again, kills * kWindow * kFileBytes);
}

}  // namespace
}  // namespace photoferry::crash
