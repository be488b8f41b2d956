// SPDX-License-Identifier: Apache-2.0
#include "tests/disk/sqlite_sim_vfs.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "tests/testing/status_matchers.h"
#include "transfer-worker/store/sqlite_connection.h"

namespace photoferry {
namespace {

using Access = SqliteConnection::Access;

constexpr char kFile[] = "/state/numbers.db";
constexpr int kNumbers = 12;

absl::StatusOr<std::unique_ptr<SqliteConnection>> Open(const SimVfs& vfs) {
  return SqliteConnection::Open(kFile, Access::kReadWrite, vfs.name());
}

// Writes 1, 2, 3 ..., each in its own transaction; the last one that was acknowledged. 0: not even
// the table.
int Count(const SimVfs& vfs) {
  const auto db = Open(vfs);
  if (!db.ok()) return 0;
  if (!(*db)->Script("CREATE TABLE numbers (number INTEGER, filler BLOB)").ok()) return 0;
  for (int number = 1; number <= kNumbers; ++number) {
    if (!(*db)->Run("INSERT INTO numbers VALUES (?1, zeroblob(3000))", number).ok()) {
      return number - 1;
    }
  }
  return kNumbers;
}

// The largest number that is there; -1: there is no table. The database must be whole.
int Largest(const SimVfs& vfs) {
  auto db = Open(vfs);
  EXPECT_THAT(db, IsOk());
  if (!db.ok()) return -1;
  SqliteQuery check = (*db)->Query("PRAGMA integrity_check");
  EXPECT_TRUE(check.Next() && check.Text(0) == "ok");
  const auto largest = (*db)->FindInt("SELECT COALESCE(MAX(number), 0) FROM numbers");
  return largest.ok() ? static_cast<int>(**largest) : -1;
}

int64_t AllChanges() {
  SimDisk disk(1);
  const SimVfs vfs(disk, "all-changes");
  EXPECT_EQ(Count(vfs), kNumbers);
  return vfs.changes();
}

TEST(SqliteSimVfs, KeepsEveryCommitThatWasAcknowledgedWhereverPowerIsLost) {
  const int64_t changes = AllChanges();
  ASSERT_GT(changes, 2 * kNumbers);
  for (int64_t at = 1; at <= changes; ++at) {
    SCOPED_TRACE(at);
    SimDisk disk(static_cast<uint64_t>(at));
    SimVfs first(disk, "before-power-loss");
    first.KillAt(at);
    const int acknowledged = Count(first);
    disk.LosePower();
    const SimVfs second(disk, "after-power-loss");
    EXPECT_GE(Largest(second), acknowledged == 0 ? -1 : acknowledged);
    EXPECT_LE(Largest(second), acknowledged + 1);
  }
}

TEST(SqliteSimVfs, LosesCommitsWithoutSyncs) {
  int lost = 0;
  for (uint64_t seed = 0; seed < 40; ++seed) {
    SimDisk disk(seed);
    {
      SimVfs vfs(disk, "careless");
      const auto db = Open(vfs);
      ASSERT_THAT(db, IsOk());
      ASSERT_THAT((*db)->Script("PRAGMA synchronous = OFF; CREATE TABLE numbers (number);"
                                "INSERT INTO numbers VALUES (1);"),
                  IsOk());
      vfs.Kill();
    }
    disk.LosePower();
    const SimVfs vfs(disk, "after-the-careless");
    const auto db = Open(vfs);
    if (!db.ok() || !(*db)->FindInt("SELECT number FROM numbers").ok()) ++lost;
  }
  EXPECT_GT(lost, 5);
}

TEST(SqliteSimVfs, LetsProcessesShareADatabaseAndOutliveEachOther) {
  SimDisk disk(1);
  SimVfs first(disk, "first-process");
  const SimVfs second(disk, "second-process");
  PF_ASSERT_OK_AND_ASSIGN(const auto ours, Open(first));
  PF_ASSERT_OK_AND_ASSIGN(const auto theirs, Open(second));
  ASSERT_THAT(ours->Script("CREATE TABLE numbers (number)"), IsOk());
  ASSERT_THAT(theirs->Run("INSERT INTO numbers VALUES (1)"), IsOk());
  EXPECT_EQ(ours->FindInt("SELECT number FROM numbers").value(), 1);
  // Dead in the middle of a transaction, it keeps nobody out.
  ASSERT_THAT(ours->Script("BEGIN IMMEDIATE; INSERT INTO numbers VALUES (2)"), IsOk());
  first.Kill();
  EXPECT_FALSE(ours->Script("COMMIT").ok());
  ASSERT_THAT(theirs->Run("INSERT INTO numbers VALUES (3)"), IsOk());
  EXPECT_EQ(theirs->FindInt("SELECT SUM(number) FROM numbers").value(), 4);
}

TEST(SqliteSimVfs, SaysThatTheDiskIsFullOrBroken) {
  SimDisk disk(1);
  const SimVfs vfs(disk, "full");
  PF_ASSERT_OK_AND_ASSIGN(const auto db, Open(vfs));
  ASSERT_THAT(db->Script("CREATE TABLE numbers (number)"), IsOk());
  DiskAnswer answer = DiskAnswer::kFull;
  disk.SetFaults([&](DiskChange, absl::string_view) { return answer; });
  const absl::Status full = db->Run("INSERT INTO numbers VALUES (1)").status();
  EXPECT_THAT(full.message(), testing::HasSubstr("is full"));
  answer = DiskAnswer::kIoError;
  EXPECT_FALSE(db->Run("INSERT INTO numbers VALUES (1)").ok());
  answer = DiskAnswer::kOk;
  EXPECT_THAT(db->Run("INSERT INTO numbers VALUES (1)"), IsOk());
}

}  // namespace
}  // namespace photoferry
