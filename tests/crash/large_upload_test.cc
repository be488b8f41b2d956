// SPDX-License-Identifier: Apache-2.0
//
// One file that is larger than people's patience, killed in its middle: what a service had
// acknowledged is not sent again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "common/base/scheduler.h"
#include "tests/crash/crash_life.h"

namespace photoferry::crash {
namespace {

constexpr int64_t kFileBytes = 500 << 20;
constexpr int64_t kChunkBytes = 10 << 20;  // webdav.chunk_mib, as it is by default

void AwaitBytes(const Target& target, int64_t bytes) {
  const std::unique_ptr<Scheduler> scheduler = NewThreadScheduler();
  const absl::Duration patience = scheduler->clock().Monotonic() + absl::Seconds(100);
  while (target.bytes_received() < bytes && scheduler->clock().Monotonic() < patience) {
    scheduler->SleepFor(absl::Milliseconds(2), {});
  }
  ASSERT_GE(target.bytes_received(), bytes);
}

TEST(LargeUpload, ThatIsKilledInItsMiddleSendsAtMostOneChunkAgain) {
  demo::GraphServer graph({.account = {.photos = 0,
                                       .videos = 1,
                                       .albums = 0,
                                       .tagged = 0,
                                       .style = demo::MediaStyle::kFiller,
                                       .file_bytes = kFileBytes}});
  ASSERT_TRUE(graph.Start().ok());
  Life life("nextcloud", graph);
  const std::unique_ptr<ChildProcess> worker = life.Begin({});
  AwaitBytes(life.target(), kFileBytes / 2);
  worker->Signal(SIGKILL);
  ASSERT_EQ(worker->Wait().signal, SIGKILL);

  const ChildProcess::Ending second = life.Run();
  ASSERT_EQ(second.exit_code, 0) << second.output;
  life.ExpectWhole();
  const int64_t again = life.target().bytes_received() - kFileBytes;
  std::printf("sent again: %lld bytes\n", static_cast<long long>(again));
  // The sidecar is among what came.
  EXPECT_LE(again, kChunkBytes + (64 << 10));
}

}  // namespace
}  // namespace photoferry::crash
