// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <sys/wait.h>

#include <cstdlib>
#include <tuple>

#include "tests/transfer-worker/store/store_suite.h"
#include "transfer-worker/store/sqlite_connection.h"

// Killed at any instant, the store is whole, its sums hold, what it had acknowledged is there, and
// the work ends as if nothing had happened.

namespace photoferry {
namespace {

constexpr char kDirectoryVariable[] = "PHOTOFERRY_STORE_TEST_DIRECTORY";

void ExpectWhole(const std::string& directory) {
  PF_ASSERT_OK_AND_ASSIGN(auto db, SqliteConnection::Open(directory + "/photoferry.db",
                                                          SqliteConnection::Access::kReadOnly));
  SqliteQuery query = db->Query("PRAGMA integrity_check");
  ASSERT_TRUE(query.Next());
  EXPECT_EQ(query.Text(0), "ok");
}

PageCommit PageAt(absl::string_view cursor) {
  PageCommit page;
  page.albums = {AlbumNamed("A")};
  for (int i = 0; i < 5; ++i) {
    page.photos.push_back(PhotoNamed(absl::StrCat(cursor, "|", i), {"A", "B"}, 100));
  }
  if (cursor.empty()) page.next = "2";
  if (cursor == "2") page.children = {"3"};
  return page;
}

// A little transfer that takes up wherever it was left.
class Transfer {
 public:
  explicit Transfer(Store& store) : store_(store), checkpoints_(store.checkpoints()) {}

  absl::Status Run() {
    PF_ASSIGN_OR_RETURN(const auto job, store_.jobs().Create("me", JobRequest(), "request-1"));
    if (job.state() == v1::SUCCEEDED) return absl::OkStatus();
    PF_ASSIGN_OR_RETURN(const auto claimed, checkpoints_.ClaimJob("worker", kTtl));
    if (!claimed.has_value()) return Failure(v1::INTERNAL_FAULT, "There is no job to claim.");
    job_ = *claimed;
    PF_RETURN_IF_ERROR(List());
    PF_RETURN_IF_ERROR(Send());
    PF_RETURN_IF_ERROR(MakeAlbums());
    return checkpoints_.UpdateJob(job_.walk, {.state = v1::SUCCEEDED});
  }

  absl::Status List() {
    for (;;) {
      PF_ASSIGN_OR_RETURN(const auto listing, checkpoints_.NextListing(job_.walk.job));
      if (!listing.has_value()) return absl::OkStatus();
      PF_RETURN_IF_ERROR(
          checkpoints_.CommitPage(job_.walk, *listing, PageAt(listing->cursor)).status());
    }
  }

  absl::Status Send() {
    PF_ASSIGN_OR_RETURN(const auto unit, checkpoints_.Claim(job_.walk.job, 0, "worker", kTtl));
    for (;;) {
      PF_ASSIGN_OR_RETURN(const auto items, checkpoints_.ReadItems(
                                                job_.walk.job, {.limit = 4, .stages = {v1::OPEN}}));
      if (items.empty()) return absl::OkStatus();
      std::vector<ItemMove> moves;
      for (const ItemRecord& item : items) {
        moves.push_back(MoveTo(item.ordinal, v1::DONE));
        moves.back().placed_at_home = true;
      }
      PF_RETURN_IF_ERROR(checkpoints_.CommitMoves(*unit, moves));
    }
  }

  absl::Status MakeAlbums() {
    PF_ASSIGN_OR_RETURN(const auto albums, checkpoints_.ReadAlbums(job_.walk.job, -1, 10));
    for (AlbumRecord album : albums) {
      album.stage = AlbumStage::kMade;
      PF_RETURN_IF_ERROR(checkpoints_.CommitAlbum(job_.walk, album));
      for (;;) {
        PF_ASSIGN_OR_RETURN(
            const auto rows,
            checkpoints_.ReadPlacements(job_.walk.job, {.album = album.ordinal, .limit = 4}));
        if (rows.empty()) break;
        std::vector<PlacementMove> moves;
        for (const PlacementRecord& row : rows) {
          moves.push_back({row.album, row.item.ordinal, v1::DONE, {}});
        }
        PF_RETURN_IF_ERROR(checkpoints_.CommitPlacements(job_.walk, moves));
      }
    }
    return absl::OkStatus();
  }

 private:
  Store& store_;
  Checkpoints& checkpoints_;
  ClaimedJob job_;
};

// Runs the transfer in `directory`; each run's clock stands later than the one's before.
absl::Status RunTransfer(const std::string& directory, int run) {
  const ManualClock clock(absl::FromUnixSeconds(1700000000) + run * absl::Hours(1));
  const std::unique_ptr<Rng> rng = NewRng();
  PF_ASSIGN_OR_RETURN(const auto store, OpenSqliteStore(directory, clock, *rng));
  return Transfer(*store).Run();
}

void ExpectAllArrived(const std::string& directory) {
  const ManualClock clock;
  const std::unique_ptr<Rng> rng = NewRng();
  PF_ASSERT_OK_AND_ASSIGN(const auto store, OpenSqliteStore(directory, clock, *rng));
  PF_ASSERT_OK_AND_ASSIGN(const auto job, store->jobs().Create("me", JobRequest(), "request-1"));
  EXPECT_EQ(job.state(), v1::SUCCEEDED);
  EXPECT_EQ(job.counters().items().found(), 15);
  EXPECT_EQ(job.counters().items().done(), 15);
  EXPECT_EQ(job.counters().bytes().done(), 1500);
  EXPECT_EQ(job.counters().albums(), 2);
  EXPECT_EQ(job.counters().placements(), 30);
  EXPECT_EQ(job.counters().placements_done(), 30);
  ExpectLaws(store->checkpoints(), 1);
}

class CrashPoints : public ::testing::TestWithParam<std::tuple<std::string, std::string, int>> {};

// The process that is to die is this program again, at this very test; the variables tell it where
// to work and where to die.
TEST_P(CrashPoints, AreSurvivedAndTheWorkEndsAsIfNothingHadHappened) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  std::optional<TemporaryDirectory> own;
  if (std::getenv(kDirectoryVariable) == nullptr) {
    setenv(kDirectoryVariable, own.emplace().path().c_str(), 1);
  }
  const std::string directory = std::getenv(kDirectoryVariable);
  const auto& [commit, instant, pass] = GetParam();
  setenv("PHOTOFERRY_CRASH", absl::StrCat("store.", commit, ".", instant, "_commit:", pass).c_str(),
         1);
  EXPECT_EXIT((void)RunTransfer(directory, 0), ::testing::KilledBySignal(SIGKILL), "");
  unsetenv("PHOTOFERRY_CRASH");
  unsetenv(kDirectoryVariable);
  ExpectWhole(directory);
  ASSERT_THAT(RunTransfer(directory, 1), IsOk());
  ExpectAllArrived(directory);
}

std::string CrashPointName(const ::testing::TestParamInfo<CrashPoints::ParamType>& about) {
  return absl::StrCat(std::get<1>(about.param), "_", std::get<0>(about.param), "_",
                      std::get<2>(about.param));
}

INSTANTIATE_TEST_SUITE_P(
    Twice, CrashPoints,
    ::testing::Combine(::testing::Values("page", "moves", "placements", "album"),
                       ::testing::Values("before", "after"), ::testing::Values(1, 2)),
    CrashPointName);
INSTANTIATE_TEST_SUITE_P(Once, CrashPoints,
                         ::testing::Combine(::testing::Values("job"),
                                            ::testing::Values("before", "after"),
                                            ::testing::Values(1)),
                         CrashPointName);

// Lists for ever and tells the parent, through the pipe, how many pages were acknowledged.
[[noreturn]] void ListUntilKilled(const std::string& directory, int pipe) {
  const std::unique_ptr<Rng> rng = NewRng();
  const auto store = OpenSqliteStore(directory, SystemClock(), *rng);
  if (!store.ok()) _exit(1);
  Checkpoints& checkpoints = (*store)->checkpoints();
  const auto job = checkpoints.ClaimJob("worker", absl::ZeroDuration());
  if (!job.ok() || !job->has_value()) _exit(2);
  for (int page = 0;; ++page) {
    const auto listing = checkpoints.NextListing((*job)->walk.job);
    if (!listing.ok() || !listing->has_value()) _exit(3);
    PageCommit commit{.next = absl::StrCat((*listing)->cursor.size(), "|", rng->Uuid())};
    for (int i = 0; i < 20; ++i) commit.photos.push_back(PhotoNamed(rng->Uuid(), {"A"}, 10));
    if (!checkpoints.CommitPage((*job)->walk, **listing, commit).ok()) _exit(4);
    const auto unit = checkpoints.Claim((*job)->walk.job, 0, "worker", absl::ZeroDuration());
    if (!unit.ok() || !checkpoints.CommitMoves(**unit, {MoveTo(page % 20, v1::DONE)}).ok()) {
      _exit(5);
    }
    if (write(pipe, "x", 1) != 1) _exit(6);
  }
}

int64_t BytesIn(int pipe) {
  char buffer[4096];
  int64_t total = 0;
  for (ssize_t got; (got = read(pipe, buffer, sizeof buffer)) > 0;) total += got;
  return total;
}

TEST(SqliteCrash, KilledAtRandomInstantsTheStoreIsWholeAndForgetsNothing) {
  constexpr int kKills = 25;
  TemporaryDirectory directory;
  const std::unique_ptr<Rng> rng = NewRng(11);
  const auto open = [&] { return OpenSqliteStore(directory.path(), SystemClock(), *rng); };
  {
    PF_ASSERT_OK_AND_ASSIGN(const auto store, open());
    ASSERT_THAT(store->jobs().Create("me", JobRequest(), ""), IsOk());
  }
  int64_t acknowledged = 0;
  for (int round = 0; round < kKills; ++round) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    if (child == 0) ListUntilKilled(directory.path(), ends[1]);
    close(ends[1]);
    usleep(20'000 + rng->Next() % 20'000);  // a real instant of a real process
    kill(child, SIGKILL);
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << WEXITSTATUS(status);
    acknowledged += BytesIn(ends[0]);
    close(ends[0]);
    ExpectWhole(directory.path());
    PF_ASSERT_OK_AND_ASSIGN(const auto store, open());
    ExpectLaws(store->checkpoints(), 1);
    PF_ASSERT_OK_AND_ASSIGN(const v1::Counters counters, store->checkpoints().Count(1));
    EXPECT_GE(counters.items().found(), acknowledged * 20);
  }
  EXPECT_GT(acknowledged, kKills / 2);
}

}  // namespace
}  // namespace photoferry
