// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/suites/store/store_suite.h"
#include "tests/testing/canary.h"
#include "transfer-worker/store/key_file.h"
#include "transfer-worker/store/seal_place.h"
#include "transfer-worker/store/sealer.h"
#include "transfer-worker/store/sqlite_connection.h"
#include "transfer-worker/store/sqlite_schema.h"

namespace photoferry {

INSTANTIATE_TEST_SUITE_P(Sqlite, StoreSuite, ::testing::Values(StoreFactory{OpenSqliteStore}),
                         [](const auto&) { return std::string("Store"); });

namespace {

std::string FileBytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

StoredCredential LoginOf(const std::string& token, const std::string& secret = "") {
  return {.provider = "facebook",
          .tokens = {.access_token = Secret(token)},
          .app = {.id = "", .secret = Secret(secret)}};
}

class SqliteStoreTest : public ::testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<Store>> Open() {
    return OpenSqliteStore(directory_.path() + "/store", clock_, *rng_);
  }
  std::string File(absl::string_view name) {
    return absl::StrCat(directory_.path(), "/store/", name);
  }
  std::string AllBytes() {
    std::string all;
    for (const auto& entry : std::filesystem::directory_iterator(directory_.path() + "/store")) {
      all += FileBytes(entry.path());
    }
    return all;
  }

  std::vector<std::string> Sealed(absl::string_view sql) {
    absl::StatusOr<std::unique_ptr<SqliteConnection>> db =
        SqliteConnection::Open(File("photoferry.db"), SqliteConnection::Access::kReadOnly);
    EXPECT_THAT(db, IsOk());
    std::vector<std::string> values;
    SqliteQuery query = (*db)->Query(sql);
    while (query.Next()) values.push_back(query.Text(0));
    return values;
  }

  // Whether the database, its log and its index hold the values, or any part of them that could
  // be told from others. What was sealed is nowhere in plain, whatever happens.
  void ExpectInFiles(const std::vector<std::string>& sealed, bool there) {
    const std::string bytes = AllBytes();
    constexpr size_t kHead = 9;  // version and key id: the same in all
    for (const std::string& value : sealed) {
      EXPECT_EQ(bytes.find(value) != std::string::npos, there);
      EXPECT_EQ(bytes.find(value.substr(kHead, 24)) != std::string::npos, there);
      EXPECT_EQ(bytes.find(value.substr(value.size() - 16)) != std::string::npos, there);
    }
    EXPECT_FALSE(canary::IsIn(bytes));
  }

  ClaimedJob StartJobWithSessions(Store& store, int items) {
    EXPECT_THAT(store.jobs().Create("me", JobRequest(), ""), IsOk());
    const ClaimedJob job = **store.checkpoints().ClaimJob("worker", kTtl);
    PageCommit page;
    std::vector<ItemMove> moves;
    for (int i = 0; i < items; ++i) {
      page.photos.push_back(PhotoNamed(absl::StrCat(i)));
      moves.push_back(MoveTo(i, v1::OPEN));
      moves.back().progress.mutable_session()->set_state("https://up.example/" + canary::Token());
    }
    EXPECT_THAT(store.checkpoints().CommitPage(job.walk, {1, "", ""}, page), IsOk());
    const Lease unit = **store.checkpoints().Claim(job.walk.job, 0, "worker", kTtl);
    EXPECT_THAT(store.checkpoints().CommitMoves(unit, moves), IsOk());
    return job;
  }

  TemporaryDirectory directory_;
  ManualClock clock_;
  std::unique_ptr<Rng> rng_ = NewRng(7);
};

TEST_F(SqliteStoreTest, EverythingIsItsOwnersAlone) {
  PF_ASSERT_OK_AND_ASSIGN(const auto store, Open());
  ASSERT_THAT(store->jobs().Create("me", JobRequest(), ""), IsOk());
  const auto mode = [](const std::string& path) {
    struct stat about {};
    EXPECT_EQ(stat(path.c_str(), &about), 0) << path;
    return about.st_mode & 0777;
  };
  EXPECT_EQ(mode(directory_.path() + "/store"), 0700u);
  EXPECT_EQ(mode(File("photoferry.db")), 0600u);
  EXPECT_EQ(mode(File("photoferry.db-wal")), 0600u);
  EXPECT_EQ(mode(File("key")), 0600u);
}

TEST_F(SqliteStoreTest, ANewerVersionIsRefusedAndLeftAlone) {
  ASSERT_THAT(Open(), IsOk());
  {
    PF_ASSERT_OK_AND_ASSIGN(auto db, SqliteConnection::Open(File("photoferry.db"),
                                                            SqliteConnection::Access::kReadWrite));
    ASSERT_THAT(db->Script(absl::StrCat("PRAGMA user_version = ", kSchemaVersion + 1).c_str()),
                IsOk());
  }
  EXPECT_THAT(Open(), ReasonIs(v1::BAD_CONFIGURATION));
  PF_ASSERT_OK_AND_ASSIGN(
      auto db, SqliteConnection::Open(File("photoferry.db"), SqliteConnection::Access::kReadOnly));
  EXPECT_THAT(db->FindInt("PRAGMA user_version"),
              IsOkAndHolds(std::optional<int64_t>(kSchemaVersion + 1)));
}

TEST_F(SqliteStoreTest, AnOlderDatabaseKeepsItsJobsAndLearnsOfNews) {
  std::string name;
  {
    PF_ASSERT_OK_AND_ASSIGN(const auto store, Open());
    const ClaimedJob job = StartJobWithSessions(*store, 3);
    name = job.job.name();
  }
  {
    // As the version before this one had it.
    PF_ASSERT_OK_AND_ASSIGN(auto db, SqliteConnection::Open(File("photoferry.db"),
                                                            SqliteConnection::Access::kReadWrite));
    ASSERT_THAT(db->Script("DROP TABLE disappeared; DROP INDEX jobs_by_accounts;"), IsOk());
    for (const char* column : {"since_last", "since_job", "since_uuid", "source_key",
                               "destination_key", "disappeared"}) {
      ASSERT_THAT(db->Script(absl::StrCat("ALTER TABLE jobs DROP COLUMN ", column).c_str()),
                  IsOk());
    }
    ASSERT_THAT(db->Script("PRAGMA user_version = 2"), IsOk());
  }
  PF_ASSERT_OK_AND_ASSIGN(const auto store, Open());
  PF_ASSERT_OK_AND_ASSIGN(const v1::TransferJob job, store->jobs().Get(name));
  EXPECT_EQ(job.counters().items().found(), 3);
  EXPECT_FALSE(job.since_last());
  EXPECT_EQ(job.disappeared(), 0);
  // It cannot tell whose accounts it was about: nothing goes on from it.
  PF_ASSERT_OK_AND_ASSIGN(const ItemPage none, store->jobs().ListDisappeared(name, 10, 0));
  EXPECT_TRUE(none.items.empty());
}

TEST_F(SqliteStoreTest, AFileThatIsNoDatabaseIsRefused) {
  ASSERT_THAT(Open(), IsOk());
  std::filesystem::remove(File("photoferry.db-wal"));
  std::ofstream(File("photoferry.db")) << std::string(8192, 'x');
  EXPECT_THAT(Open(), ReasonIs(v1::STORE_FAILED));
}

TEST_F(SqliteStoreTest, AFileThatIsDeletedOrReplacedUnderItTakesNothingMore) {
  PF_ASSERT_OK_AND_ASSIGN(const auto store, Open());
  ASSERT_THAT(store->jobs().Create("me", JobRequest(), ""), IsOk());
  const std::string file = File("photoferry.db");
  std::filesystem::rename(file, file + ".old");
  EXPECT_THAT(store->jobs().Create("me", JobRequest(), ""), ReasonIs(v1::STORE_FAILED));
  std::filesystem::copy_file(file + ".old", file);
  EXPECT_THAT(store->jobs().Create("me", JobRequest(), ""), ReasonIs(v1::STORE_FAILED));
  // Nothing was acknowledged that the file did not get: back in its place it goes on.
  std::filesystem::rename(file + ".old", file);
  EXPECT_THAT(store->jobs().Create("me", JobRequest(), ""), IsOk());
}

TEST_F(SqliteStoreTest, AnotherKeyFileIsRefused) {
  ASSERT_THAT(Open(), IsOk());
  std::ofstream(File("key")) << std::string(32, 'k');
  const auto store = Open();
  EXPECT_THAT(store, ReasonIs(v1::STORE_FAILED));
  EXPECT_NE(store.status().message().find("does not belong"), std::string::npos);
}

TEST_F(SqliteStoreTest, ALostKeyFileIsNotQuietlyReplaced) {
  ASSERT_THAT(Open(), IsOk());
  std::filesystem::remove(File("key"));
  EXPECT_THAT(Open(), ReasonIs(v1::STORE_FAILED));
  EXPECT_FALSE(std::filesystem::exists(File("key")));
}

TEST_F(SqliteStoreTest, SecretsAreInNoFileUnsealed) {
  const std::string mark = canary::Token();
  PF_ASSERT_OK_AND_ASSIGN(const auto store, Open());
  const std::string name = "tenants/me/credentials/facebook";
  ASSERT_THAT(
      store->vault().Put(name, LoginOf(absl::StrCat(mark, "-token"), absl::StrCat(mark, "-app"))),
      IsOk());
  ASSERT_THAT(store->authorizations().Begin({.name = "tenants/me/authorizations/1",
                                             .provider = "facebook",
                                             .url = absl::StrCat("https://x.example/?s=", mark),
                                             .expires = clock_.Now() + absl::Minutes(10),
                                             .pending = {.state = Secret(mark)}}),
              IsOk());
  ASSERT_THAT(store->jobs().Create("me", JobRequest(), ""), IsOk());
  PF_ASSERT_OK_AND_ASSIGN(const auto job, store->checkpoints().ClaimJob("worker", kTtl));
  ASSERT_THAT(store->checkpoints().CommitPage(job->walk, {1, "", ""},
                                              {.photos = {PhotoNamed("MARKER-photo")}}),
              IsOk());
  PF_ASSERT_OK_AND_ASSIGN(const auto unit,
                          store->checkpoints().Claim(job->walk.job, 0, "worker", kTtl));
  ItemMove move = MoveTo(0, v1::STAGED);
  move.progress.mutable_session()->set_state(absl::StrCat("https://up.example/", mark));
  move.progress.mutable_staged()->set_state(absl::StrCat(mark, "-staged"));
  move.progress.set_mime_type("MARKER/progress");
  ASSERT_THAT(store->checkpoints().CommitMoves(*unit, {move}), IsOk());
  const std::string bytes = AllBytes();
  EXPECT_NE(bytes.find("MARKER-photo"), std::string::npos);  // the search does find things
  EXPECT_NE(bytes.find("MARKER/progress"), std::string::npos);
  EXPECT_EQ(bytes.find(mark), std::string::npos);
}

TEST_F(SqliteStoreTest, AForgottenCredentialIsGoneFromEveryFile) {
  PF_ASSERT_OK_AND_ASSIGN(const auto store, Open());
  const std::string name = "tenants/me/credentials/facebook";
  ASSERT_THAT(store->vault().Put(name, LoginOf(canary::Token())), IsOk());
  ASSERT_THAT(store->jobs().Create("me", JobRequest(), ""), IsOk());  // the log has something again
  const std::vector<std::string> sealed = Sealed("SELECT sealed FROM credentials");
  ASSERT_EQ(sealed.size(), 1u);
  ExpectInFiles(sealed, true);
  ASSERT_THAT(store->vault().Forget(name), IsOk());
  ExpectInFiles(sealed, false);
}

TEST_F(SqliteStoreTest, ACredentialThatWasReplacedIsGoneFromEveryFile) {
  PF_ASSERT_OK_AND_ASSIGN(const auto store, Open());
  const std::string name = "tenants/me/credentials/facebook";
  ASSERT_THAT(store->vault().Put(name, LoginOf(canary::Token("1"))), IsOk());
  const std::vector<std::string> first = Sealed("SELECT sealed FROM credentials");
  ASSERT_THAT(store->vault().Put(name, LoginOf(canary::Token("2"))), IsOk());
  ExpectInFiles(first, false);
  ExpectInFiles(Sealed("SELECT sealed FROM credentials"), true);
}

TEST_F(SqliteStoreTest, TheUploadSessionsOfADeletedJobAreGoneFromEveryFile) {
  PF_ASSERT_OK_AND_ASSIGN(const auto store, Open());
  const ClaimedJob job = StartJobWithSessions(*store, 300);
  const std::vector<std::string> sealed = Sealed("SELECT sealed FROM items");
  ASSERT_EQ(sealed.size(), 300u);
  ExpectInFiles({sealed.front(), sealed.back()}, true);
  ASSERT_THAT(store->checkpoints().UpdateJob(job.walk, {.state = v1::SUCCEEDED}), IsOk());
  ASSERT_THAT(store->jobs().Delete(job.job.name()), IsOk());
  ExpectInFiles(sealed, false);
}

TEST_F(SqliteStoreTest, ACredentialMovedToAnotherNameOrProviderDoesNotOpen) {
  PF_ASSERT_OK_AND_ASSIGN(const auto store, Open());
  const std::string mine = "tenants/me/credentials/facebook";
  const std::string yours = "tenants/you/credentials/facebook";
  for (const std::string& name : {mine, yours}) {
    ASSERT_THAT(store->vault().Put(name, LoginOf(canary::Token(name))), IsOk());
  }
  PF_ASSERT_OK_AND_ASSIGN(
      auto db, SqliteConnection::Open(File("photoferry.db"), SqliteConnection::Access::kReadWrite));
  ASSERT_THAT(db->Script("UPDATE credentials SET sealed = (SELECT sealed FROM credentials WHERE"
                         " name LIKE '%/me/%') WHERE name LIKE '%/you/%'"),
              IsOk());
  EXPECT_THAT(store->vault().Get(yours), ReasonIs(v1::STORE_FAILED));
  EXPECT_THAT(store->vault().Get(mine), IsOk());
  ASSERT_THAT(db->Script("UPDATE credentials SET provider = 'webdav'"), IsOk());
  EXPECT_THAT(store->vault().Get(mine), ReasonIs(v1::STORE_FAILED));
}

// As version 1 wrote it: two secrets in one, nothing known of them.
TEST_F(SqliteStoreTest, ALoginOfTheFirstFormatIsStillGood) {
  const std::string name = "tenants/me/credentials/facebook";
  PF_ASSERT_OK_AND_ASSIGN(auto store, Open());
  ASSERT_THAT(store->vault().Put(name, LoginOf("will be overwritten")), IsOk());
  store.reset();
  PF_ASSERT_OK_AND_ASSIGN(Keyring keys, ReadKeyFile(File("key")));
  const std::string token = canary::Token("old");
  const std::string packed =
      absl::StrCat(absl::string_view("\0\0\0", 3), std::string(1, static_cast<char>(token.size())),
                   token, canary::Token("app"));
  const std::string sealed =
      Sealer(std::move(keys)).Seal(packed, CredentialSealPlace("facebook", name));
  {
    PF_ASSERT_OK_AND_ASSIGN(auto db, SqliteConnection::Open(File("photoferry.db"),
                                                            SqliteConnection::Access::kReadWrite));
    ASSERT_THAT(
        db->Run("UPDATE credentials SET sealed = ?1, update_time = 1600000000000000", Blob{sealed}),
        IsOk());
    for (const char* column : {"version", "layout", "issued_time", "claimed_until", "about"}) {
      ASSERT_THAT(db->Script(absl::StrCat("ALTER TABLE credentials DROP COLUMN ", column).c_str()),
                  IsOk());
    }
    ASSERT_THAT(db->Script("DROP TABLE authorizations; DROP TABLE disappeared;"
                           " DROP INDEX jobs_by_accounts"),
                IsOk());
    for (const char* column : {"since_last", "since_job", "since_uuid", "source_key",
                               "destination_key", "disappeared"}) {
      ASSERT_THAT(db->Script(absl::StrCat("ALTER TABLE jobs DROP COLUMN ", column).c_str()),
                  IsOk());
    }
    ASSERT_THAT(db->Script("PRAGMA user_version = 1"), IsOk());
  }
  PF_ASSERT_OK_AND_ASSIGN(store, Open());
  PF_ASSERT_OK_AND_ASSIGN(const auto kept, store->vault().Get(name));
  ASSERT_TRUE(kept.has_value());
  EXPECT_EQ(kept->tokens.access_token.Reveal(), token);
  EXPECT_EQ(kept->app.secret.Reveal(), canary::Token("app"));
  EXPECT_EQ(kept->created, absl::FromUnixSeconds(1600000000));
  EXPECT_FALSE(kept->tokens.expires_at.has_value());
  // It is renewed, or replaced, as any other.
  PF_ASSERT_OK_AND_ASSIGN(const auto seen, store->vault().Look(name));
  PF_ASSERT_OK_AND_ASSIGN(const auto changed,
                          store->vault().Replace(name, seen->version, seen->login));
  EXPECT_TRUE(changed.has_value());
  PF_ASSERT_OK_AND_ASSIGN(const auto again, store->vault().Get(name));
  EXPECT_EQ(again->tokens.access_token.Reveal(), token);
}

TEST_F(SqliteStoreTest, WhatProvidersRememberIsSealedAtItsPlace) {
  PF_ASSERT_OK_AND_ASSIGN(const auto store, Open());
  ASSERT_THAT(store->vault().Remember("a", "b", canary::Token()), IsOk());
  ASSERT_THAT(store->vault().Remember("a", "c", "else"), IsOk());
  EXPECT_FALSE(canary::IsIn(AllBytes()));
  PF_ASSERT_OK_AND_ASSIGN(
      auto db, SqliteConnection::Open(File("photoferry.db"), SqliteConnection::Access::kReadWrite));
  ASSERT_THAT(db->Script("UPDATE memory SET sealed = (SELECT sealed FROM memory WHERE name = 'b')"),
              IsOk());
  EXPECT_THAT(store->vault().Recall("a", "b"), IsOk());
  EXPECT_THAT(store->vault().Recall("a", "c"), ReasonIs(v1::STORE_FAILED));
}

TEST_F(SqliteStoreTest, KeysMayComeFromElsewhereThanTheDirectory) {
  const std::string fresh(Keyring::Fresh().ToText().Reveal());
  const KeySource command{.command = "printf '" + fresh + "'"};
  const KeySource file{.file = directory_.path() + "/elsewhere"};
  ASSERT_THAT(OpenSqliteStore(directory_.path() + "/store", clock_, *rng_, command), IsOk());
  EXPECT_FALSE(std::filesystem::exists(File("key")));
  EXPECT_THAT(Open(), ReasonIs(v1::STORE_FAILED)) << "no key may be made for a sealed store";
  EXPECT_THAT(OpenSqliteStore(directory_.path() + "/store", clock_, *rng_, command), IsOk());
  ASSERT_THAT(OpenSqliteStore(directory_.path() + "/other", clock_, *rng_, file), IsOk());
  EXPECT_TRUE(std::filesystem::exists(directory_.path() + "/elsewhere"));
  EXPECT_FALSE(std::filesystem::exists(directory_.path() + "/other/key"));
}

TEST_F(SqliteStoreTest, ASealedValueMovedToAnotherItemDoesNotOpen) {
  PF_ASSERT_OK_AND_ASSIGN(const auto store, Open());
  ASSERT_THAT(store->jobs().Create("me", JobRequest(), ""), IsOk());
  PF_ASSERT_OK_AND_ASSIGN(const auto job, store->checkpoints().ClaimJob("worker", kTtl));
  ASSERT_THAT(store->checkpoints().CommitPage(job->walk, {1, "", ""},
                                              {.photos = {PhotoNamed("a"), PhotoNamed("b")}}),
              IsOk());
  PF_ASSERT_OK_AND_ASSIGN(const auto unit,
                          store->checkpoints().Claim(job->walk.job, 0, "worker", kTtl));
  ItemMove move = MoveTo(0, v1::OPEN);
  move.progress.mutable_session()->set_state("https://up.example/secret");
  ASSERT_THAT(store->checkpoints().CommitMoves(*unit, {move}), IsOk());
  PF_ASSERT_OK_AND_ASSIGN(
      auto db, SqliteConnection::Open(File("photoferry.db"), SqliteConnection::Access::kReadWrite));
  ASSERT_THAT(db->Script("UPDATE items SET sealed = (SELECT sealed FROM items LIMIT 1)"), IsOk());
  EXPECT_THAT(store->checkpoints().ReadItems(job->walk.job, {.limit = 1}), IsOk());
  EXPECT_THAT(store->checkpoints().ReadItems(job->walk.job, {}), ReasonIs(v1::STORE_FAILED));
}

TEST_F(SqliteStoreTest, TheDatabaseItselfRefusesToBreakTheFirstLaw) {
  PF_ASSERT_OK_AND_ASSIGN(const auto store, Open());
  ASSERT_THAT(store->jobs().Create("me", JobRequest(), ""), IsOk());
  PF_ASSERT_OK_AND_ASSIGN(
      auto db, SqliteConnection::Open(File("photoferry.db"), SqliteConnection::Access::kReadWrite));
  EXPECT_THAT(db->Script("UPDATE jobs SET items_done = items_done + 1"),
              ReasonIs(v1::INTERNAL_FAULT));
}

TEST_F(SqliteStoreTest, TheLeasesOfADeadProcessEndWhenTheNextOneOpensTheStore) {
  {
    PF_ASSERT_OK_AND_ASSIGN(const auto killed, Open());
    ASSERT_THAT(killed->jobs().Create("me", JobRequest(), ""), IsOk());
    PF_ASSERT_OK_AND_ASSIGN(const auto job, killed->checkpoints().ClaimJob("killed", kTtl));
    ASSERT_TRUE(job.has_value());
    EXPECT_THAT(killed->checkpoints().TakeLane("account|albums", "killed", kTtl),
                IsOkAndHolds(true));
  }
  PF_ASSERT_OK_AND_ASSIGN(const auto next, Open());
  PF_ASSERT_OK_AND_ASSIGN(const auto job, next->checkpoints().ClaimJob("next", kTtl));
  ASSERT_TRUE(job.has_value());
  EXPECT_GT(job->walk.token, 1);  // whoever had it before is fenced off all the same
  EXPECT_THAT(next->checkpoints().TakeLane("account|albums", "next", kTtl), IsOkAndHolds(true));
}

TEST_F(SqliteStoreTest, TheLeasesOfALivingProcessHoldWhenAnotherOneOpensTheStore) {
  PF_ASSERT_OK_AND_ASSIGN(const auto living, Open());
  ASSERT_THAT(living->jobs().Create("me", JobRequest(), ""), IsOk());
  PF_ASSERT_OK_AND_ASSIGN(const auto job, living->checkpoints().ClaimJob("living", kTtl));
  PF_ASSERT_OK_AND_ASSIGN(const auto other, Open());
  PF_ASSERT_OK_AND_ASSIGN(const auto none, other->checkpoints().ClaimJob("other", kTtl));
  EXPECT_FALSE(none.has_value());
  EXPECT_THAT(living->checkpoints().Renew(job->walk, kTtl), IsOk());
}

TEST_F(SqliteStoreTest, TwoProcessesMayShareOneDirectory) {
  PF_ASSERT_OK_AND_ASSIGN(const auto one, Open());
  PF_ASSERT_OK_AND_ASSIGN(const auto two, Open());
  PF_ASSERT_OK_AND_ASSIGN(const auto job, one->jobs().Create("me", JobRequest(), ""));
  PF_ASSERT_OK_AND_ASSIGN(const auto claimed, two->checkpoints().ClaimJob("two", kTtl));
  ASSERT_TRUE(claimed.has_value());
  PF_ASSERT_OK_AND_ASSIGN(const auto none, one->checkpoints().ClaimJob("one", kTtl));
  EXPECT_FALSE(none.has_value());
}

}  // namespace
}  // namespace photoferry
