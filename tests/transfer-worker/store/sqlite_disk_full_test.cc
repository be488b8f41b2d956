// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>

#include "tests/suites/store/store_suite.h"

namespace photoferry {
namespace {

// A place where only little can be written: a small file system of its own where that is allowed,
// else a limit on the size of this process's files.
class SmallDisk {
 public:
  SmallDisk() : mounted_(mount("tmpfs", path().c_str(), "tmpfs", 0, "size=1m") == 0) {
    if (mounted_) return;
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit small{.rlim_cur = 1 << 20, .rlim_max = before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
  }
  ~SmallDisk() {
    if (mounted_) {
      umount(path().c_str());
    } else {
      setrlimit(RLIMIT_FSIZE, &before_);
    }
  }

  void MakeRoom() {
    if (mounted_) {
      mount("tmpfs", path().c_str(), "tmpfs", MS_REMOUNT, "size=16m");
    } else {
      setrlimit(RLIMIT_FSIZE, &before_);
    }
  }
  bool mounted() const { return mounted_; }
  const std::string& path() const { return directory_.path(); }

 private:
  TemporaryDirectory directory_{/*on_disk=*/true};
  const bool mounted_;
  rlimit before_{};
};

PageCommit PageNumber(int page) {
  PageCommit commit{.next = absl::StrCat(page + 1)};
  for (int i = 0; i < 50; ++i) {
    commit.photos.push_back(PhotoNamed(absl::StrCat(page, "|", i), {"A"}, 10));
    commit.photos.back().photo.set_caption(std::string(500, 'c'));
  }
  return commit;
}

TEST(SqliteDiskFull, AFullDiskLosesNothingThatWasNotedAndEndsWhenThereIsRoom) {
  SmallDisk disk;
  const ManualClock clock;
  const std::unique_ptr<Rng> rng = NewRng(7);
  PF_ASSERT_OK_AND_ASSIGN(auto store, OpenSqliteStore(disk.path() + "/store", clock, *rng));
  ASSERT_THAT(store->jobs().Create("me", JobRequest(), ""), IsOk());
  PF_ASSERT_OK_AND_ASSIGN(const auto job, store->checkpoints().ClaimJob("worker", kTtl));
  const int64_t id = job->walk.job;
  absl::Status status;
  int pages = 0;
  while (status.ok() && pages < 1000) {
    PF_ASSERT_OK_AND_ASSIGN(const auto listing, store->checkpoints().NextListing(id));
    status = store->checkpoints().CommitPage(job->walk, *listing, PageNumber(pages)).status();
    if (status.ok()) ++pages;
  }
  ASSERT_THAT(status, ReasonIs(v1::STORE_FAILED));
  if (disk.mounted()) {
    EXPECT_NE(status.message().find("full"), std::string::npos) << status;
  }
  EXPECT_FALSE(ProblemOf(status).what_to_do().empty());
  ExpectLaws(store->checkpoints(), id);
  PF_ASSERT_OK_AND_ASSIGN(const v1::Counters before, store->checkpoints().Count(id));
  EXPECT_EQ(before.items().found(), pages * 50);

  disk.MakeRoom();
  PF_ASSERT_OK_AND_ASSIGN(const auto listing, store->checkpoints().NextListing(id));
  EXPECT_EQ(listing->cursor, pages == 0 ? "" : absl::StrCat(pages));
  ASSERT_THAT(store->checkpoints().CommitPage(job->walk, *listing, PageNumber(pages)), IsOk());
  ExpectLaws(store->checkpoints(), id);
  PF_ASSERT_OK_AND_ASSIGN(const v1::Counters after, store->checkpoints().Count(id));
  EXPECT_EQ(after.items().found(), (pages + 1) * 50);
  store.reset();
}

}  // namespace
}  // namespace photoferry
