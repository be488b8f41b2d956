// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "tests/suites/store/store_suite.h"
#include "tests/testing/canary.h"
#include "tests/testing/temp_dir.h"
#include "transfer-worker/store/key_file.h"
#include "transfer-worker/store/sqlite_connection.h"

// A store that is full of secrets, and what must be true of it whatever became of its keys.

namespace photoferry {

class SealedStore {
 public:
  static constexpr int kItems = 1200;  // more than two commits of a rotation
  static constexpr int kValues = kItems + 3;
  static constexpr char kName[] = "tenants/me/credentials/facebook";

  explicit SealedStore(std::string state) : state_(std::move(state)) {}

  std::string State() const { return state_; }
  std::string KeyFile() const { return State() + "/key"; }
  absl::StatusOr<std::unique_ptr<Store>> Open(const KeySource& key = {}) {
    return OpenSqliteStore(State(), clock_, *rng_, key);
  }
  absl::StatusOr<KeyRotation> Rotate(const KeySource& key = {}) {
    return RotateStoreKey(State(), clock_, *rng_, key);
  }

  void Fill() {
    PF_ASSERT_OK_AND_ASSIGN(const auto store, Open());
    ASSERT_THAT(
        store->vault().Put(kName, {.provider = "facebook",
                                   .tokens = {.access_token = Secret(canary::Token("user"))},
                                   .app = {.id = "1", .secret = Secret(canary::Token("app"))}}),
        IsOk());
    ASSERT_THAT(
        store->authorizations().Begin({.name = "tenants/me/authorizations/1",
                                       .provider = "facebook",
                                       .expires = clock_.Now() + absl::Minutes(10),
                                       .pending = {.state = Secret(canary::Token("state"))}}),
        IsOk());
    ASSERT_THAT(store->vault().Remember("scope", "name", canary::Token("memory")), IsOk());
    ASSERT_THAT(store->jobs().Create("me", JobRequest(), ""), IsOk());
    PF_ASSERT_OK_AND_ASSIGN(const auto job, store->checkpoints().ClaimJob("worker", kTtl));
    PageCommit page;
    for (int i = 0; i < kItems; ++i) page.photos.push_back(PhotoNamed(absl::StrCat(i)));
    ASSERT_THAT(store->checkpoints().CommitPage(job->walk, {1, "", ""}, page), IsOk());
    PF_ASSERT_OK_AND_ASSIGN(const auto unit,
                            store->checkpoints().Claim(job->walk.job, 0, "worker", kTtl));
    std::vector<ItemMove> moves;
    for (int i = 0; i < kItems; ++i) {
      moves.push_back(MoveTo(i, v1::OPEN));
      moves.back().progress.mutable_session()->set_state(Session(i));
    }
    ASSERT_THAT(store->checkpoints().CommitMoves(*unit, moves), IsOk());
  }

  static std::string Session(int64_t item) {
    return absl::StrCat("https://up.example/", canary::Token(), "/", item);
  }

  void ExpectWhole(const KeySource& key = {}) {
    PF_ASSERT_OK_AND_ASSIGN(const auto store, Open(key));
    PF_ASSERT_OK_AND_ASSIGN(const auto credential, store->vault().Get(kName));
    ASSERT_TRUE(credential.has_value());
    EXPECT_EQ(credential->tokens.access_token.Reveal(), canary::Token("user"));
    EXPECT_EQ(credential->app.secret.Reveal(), canary::Token("app"));
    PF_ASSERT_OK_AND_ASSIGN(const auto login,
                            store->authorizations().Look("tenants/me/authorizations/1"));
    EXPECT_EQ(login->state(), v1::AUTHORIZATION_PENDING);
    EXPECT_EQ(store->vault().Recall("scope", "name").value(), canary::Token("memory"));
    PF_ASSERT_OK_AND_ASSIGN(const auto items, store->checkpoints().ReadItems(1, {.limit = kItems}));
    ASSERT_EQ(items.size(), static_cast<size_t>(kItems));
    for (const ItemRecord& item : items) {
      ASSERT_EQ(item.progress.session().state(), Session(item.ordinal));
    }
  }

  // The ids of the keys that the store's values are sealed with.
  std::set<std::string> KeyIdsInUse() {
    absl::StatusOr<std::unique_ptr<SqliteConnection>> db =
        SqliteConnection::Open(State() + "/photoferry.db", SqliteConnection::Access::kReadOnly);
    EXPECT_THAT(db, IsOk());
    std::set<std::string> ids;
    SqliteQuery query = (*db)->Query(
        "SELECT substr(sealed, 2, 8) FROM items UNION SELECT substr(sealed, 2, 8) FROM credentials"
        " UNION SELECT substr(sealed, 2, 8) FROM authorizations"
        " UNION SELECT substr(sealed, 2, 8) FROM memory UNION SELECT substr(value, 2, 8) FROM "
        "meta");
    while (query.Next()) ids.insert(query.Text(0));
    EXPECT_THAT(query.status(), IsOk());
    return ids;
  }

  std::string AllBytes() {
    std::string all;
    for (const auto& entry : std::filesystem::directory_iterator(State())) {
      all += ReadFile(entry.path());
    }
    return all;
  }

  // Everything sealed with the one key of the file, and nothing left of another one.
  void ExpectSealedWithOneKeyOnly(const std::string& gone_id) {
    PF_ASSERT_OK_AND_ASSIGN(const Keyring keys, ReadKeyFile(KeyFile()));
    EXPECT_EQ(keys.size(), 1u);
    EXPECT_NE(keys.current().id, gone_id);
    EXPECT_EQ(KeyIdsInUse(), std::set<std::string>{keys.current().id});
    EXPECT_EQ(AllBytes().find(gone_id), std::string::npos)
        << "what the old key opens is still in one of the files";
    EXPECT_FALSE(std::filesystem::exists(KeyFile() + ".new"));
  }

 private:
  const std::string state_;
  ManualClock clock_;
  std::unique_ptr<Rng> rng_ = NewRng(7);
};

}  // namespace photoferry
