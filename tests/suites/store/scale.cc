// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <iostream>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "common/base/clock.h"
#include "tests/suites/store/store_suite.h"

// A very large library. Memory is asserted; the times are printed, for machines differ.

namespace photoferry {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define PHOTOFERRY_SANITIZED
#elif defined(__has_feature)  // as Clang tells it
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define PHOTOFERRY_SANITIZED
#endif
#endif

#ifdef PHOTOFERRY_SANITIZED
constexpr int64_t kItems = 50'000;  // the sanitizers' own memory says nothing about ours
constexpr int64_t kMemoryLimit = INT64_MAX;
#else
constexpr int64_t kItems = 1'000'000;
constexpr int64_t kMemoryLimit = 200 << 20;
#endif

// Resident bytes of this process, now.
int64_t ResidentBytes() {
  std::ifstream statm("/proc/self/statm");
  int64_t total = 0;
  int64_t resident = 0;
  statm >> total >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

int64_t BytesOnDisk(const std::string& directory) {
  int64_t bytes = 0;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    bytes += static_cast<int64_t>(entry.file_size());
  }
  return bytes;
}

class Stopwatch {
 public:
  double Seconds() const { return absl::ToDoubleSeconds(SystemClock().Monotonic() - start_); }

 private:
  const absl::Duration start_ = SystemClock().Monotonic();
};

// As a photo of a phone is listed.
ListedPhoto TypicalPhoto(int64_t number) {
  ListedPhoto listed = PhotoNamed(absl::StrFormat("%017d", number * 7919 % 100'000'007),
                                  {absl::StrCat("album", number / 5000)}, 2'500'000 + number);
  v1::Photo& photo = listed.photo;
  photo.mutable_placements(0)->set_position(number);
  photo.set_caption("A caption of about the length that people write below their pictures.");
  photo.mutable_taken_time()->mutable_time()->set_seconds(1'500'000'000 + number);
  photo.set_mime_type("image/jpeg");
  photo.set_width(4032);
  photo.set_height(3024);
  photo.set_permalink(absl::StrCat("https://www.facebook.com/photo.php?fbid=", photo.id()));
  photo.mutable_media_key()->set_id(photo.id());
  return listed;
}

int64_t ListAll(Checkpoints& checkpoints, const ClaimedJob& job, Rng& rng) {
  int64_t peak = 0;
  for (int64_t listed = 0; listed < kItems;) {
    PageCommit page;
    const int64_t size = std::min<int64_t>(100 + rng.Next() % 901, kItems - listed);
    for (int64_t i = 0; i < size; ++i) page.photos.push_back(TypicalPhoto(listed++));
    if (listed < kItems) page.next = absl::StrCat("after:", listed);
    const auto listing = checkpoints.NextListing(job.walk.job);
    EXPECT_THAT(checkpoints.CommitPage(job.walk, **listing, page), IsOk());
    peak = std::max(peak, ResidentBytes());
  }
  return peak;
}

// Settles `count` items from `first` on, a hundred a commit, as a transfer does.
void SettleItems(Checkpoints& checkpoints, int64_t job, int64_t first, int64_t count) {
  Lease unit;
  for (int64_t ordinal = first; ordinal < first + count;) {
    if (unit.token == 0 || UnitOf(ordinal) != unit.unit) {
      unit = *checkpoints.Claim(job, UnitOf(ordinal), "worker", kTtl).value();
    }
    std::vector<ItemMove> moves;
    while (moves.size() < 100 && ordinal < first + count && UnitOf(ordinal) == unit.unit) {
      ItemMove move = MoveTo(ordinal++, v1::DONE);
      move.placed_at_home = true;
      move.progress.mutable_remote()->set_id(absl::StrCat("remote-", ordinal));
      move.progress.set_integrity(v1::HASH_CONFIRMED);
      move.progress.set_sha256(std::string(32, 'h'));
      moves.push_back(std::move(move));
    }
    ASSERT_THAT(checkpoints.CommitMoves(unit, moves), IsOk());
  }
}

TEST_P(StoreSuite, AMillionItemsAreListedAndContinuedInLittleMemory) {
  TemporaryDirectory disk(/*on_disk=*/true);
  PF_ASSERT_OK_AND_ASSIGN(store_, GetParam().open(disk.path(), clock_, *rng_));
  const ClaimedJob job = StartJob();
  const int64_t id = job.walk.job;
  const Stopwatch listing;
  int64_t peak = ListAll(checkpoints(), job, *rng_);
  std::cout << absl::StrFormat("  listed %d items in %.1f s, %d bytes each on disk\n", kItems,
                               listing.Seconds(), BytesOnDisk(disk.path()) / kItems);

  const Stopwatch settling;
  SettleItems(checkpoints(), id, 0, kItems / 5);
  peak = std::max(peak, ResidentBytes());
  std::cout << absl::StrFormat("  settled %d, a hundred a commit: %.0f a second\n", kItems / 5,
                               kItems / 5 / settling.Seconds());
  EXPECT_LE(BytesOnDisk(disk.path()) / kItems, 1024);

  store_.reset();
  const Stopwatch restart;
  PF_ASSERT_OK_AND_ASSIGN(store_, GetParam().open(disk.path(), clock_, *rng_));
  PF_ASSERT_OK_AND_ASSIGN(const auto next,
                          checkpoints().ReadItems(id, {.limit = 100, .stages = {v1::OPEN}}));
  ASSERT_EQ(next.size(), 100u);
  EXPECT_EQ(next[0].ordinal, kItems / 5);
  std::cout << absl::StrFormat("  first open items %.0f ms after a restart\n",
                               restart.Seconds() * 1000);

  const Stopwatch reading;
  ItemQuery query{.limit = 1000, .stages = {v1::OPEN, v1::STAGED, v1::STORED}};
  int64_t open = 0;
  for (;;) {
    PF_ASSERT_OK_AND_ASSIGN(const auto items, checkpoints().ReadItems(id, query));
    if (items.empty()) break;
    open += static_cast<int64_t>(items.size());
    query.after = items.back().ordinal;
  }
  EXPECT_EQ(open, kItems - kItems / 5);
  std::cout << absl::StrFormat("  read %d open items in %.1f s\n", open, reading.Seconds());
  const Stopwatch counting;
  ExpectLaws(checkpoints(), id);
  std::cout << absl::StrFormat("  recounted in %.1f s\n", counting.Seconds());
  peak = std::max(peak, ResidentBytes());
  std::cout << absl::StrFormat("  at most %d MiB resident\n", peak >> 20);
  EXPECT_LT(peak, kMemoryLimit);
}

}  // namespace
}  // namespace photoferry
