// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <sys/wait.h>

#include <cstdlib>
#include <tuple>

#include "tests/transfer-worker/store/little_transfer.h"
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

// Runs the transfer in `directory`; each run's clock stands later than the one's before.
absl::Status RunTransfer(const std::string& directory, int run) {
  const ManualClock clock(absl::FromUnixSeconds(1700000000) + run * absl::Hours(1));
  const std::unique_ptr<Rng> rng = NewRng();
  PF_ASSIGN_OR_RETURN(const auto store, OpenSqliteStore(directory, clock, *rng));
  return LittleTransfer(*store).Run();
}

void ExpectAllArrived(const std::string& directory) {
  const ManualClock clock;
  const std::unique_ptr<Rng> rng = NewRng();
  PF_ASSERT_OK_AND_ASSIGN(const auto store, OpenSqliteStore(directory, clock, *rng));
  LittleTransfer::ExpectAllArrived(*store);
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
