// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/rng.h"
#include "common/base/scheduler.h"
#include "tests/testing/scripted_http_client.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_dir.h"
#include "transfer-worker/engine/job_desk.h"
#include "transfer-worker/engine/login_desk.h"
#include "transfer-worker/store/store.h"

// A job desk over a real store, with two made-up providers: "facebook" (needs a login, takes a
// graph_url) and "folder" (takes folder:PATH). Nothing runs; tests play the worker themselves.

namespace photoferry {

inline v1::OptionSpec* AddOptionTo(v1::ProviderSpec& spec, const std::string& key,
                                   v1::OptionSpec::Type type) {
  v1::OptionSpec* option = spec.add_options();
  option->set_key(key);
  option->set_type(type);
  option->set_help("what it is for");
  return option;
}

inline ProviderTable MadeUpProviders() {
  ProviderTable table;
  // No job of theirs runs.
  table.exporters = {{.spec = {}, .make = [](const ProviderOptions&) { return nullptr; }}};
  table.importers = {{.spec = {}, .make = [](const ProviderOptions&) { return nullptr; }}};
  v1::ProviderSpec& source = table.exporters.front().spec;
  source.set_id("facebook");
  source.set_role(v1::ProviderSpec::EXPORTER);
  source.set_display_name("Facebook");
  source.set_summary("Photos and albums");
  source.set_needs_credential(true);
  source.mutable_oauth()->set_token_url("https://example.com/token");
  source.add_limitations("No originals.");
  AddOptionTo(source, "graph_url", v1::OptionSpec::URL)->set_default_value("https://example.com");
  AddOptionTo(source, "page_size", v1::OptionSpec::INTEGER)->set_default_value("100");
  v1::ProviderSpec& destination = table.importers.front().spec;
  destination.set_id("folder");
  destination.set_role(v1::ProviderSpec::IMPORTER);
  destination.set_summary("A folder");
  destination.set_shorthand_option("path");
  AddOptionTo(destination, "path", v1::OptionSpec::PATH)->set_required(true);
  return table;
}

inline v1::TransferJob MadeUpJob(const std::string& path = "/tmp/photos") {
  v1::TransferJob job;
  job.mutable_source()->set_provider("facebook");
  job.mutable_destination()->set_provider("folder:" + path);
  return job;
}

inline v1::CreateTransferJobRequest CreateRequest(const v1::TransferJob& job = MadeUpJob()) {
  v1::CreateTransferJobRequest request;
  request.set_parent("tenants/default");
  *request.mutable_transfer_job() = job;
  return request;
}

class DeskFixture : public ::testing::Test {
 protected:
  DeskFixture() : scheduler_(NewThreadScheduler()), rng_(NewRng(7)) {}

  void SetUp() override {
    PF_ASSERT_OK_AND_ASSIGN(store_,
                            OpenSqliteStore(directory_ / "state", scheduler_->clock(), *rng_));
    desk_ = NewDesk();
    logins_ = NewLogins();
  }

  std::unique_ptr<JobDesk> NewDesk(std::map<std::string, std::string> defaults = {}) {
    return std::make_unique<JobDesk>(*store_, providers_, std::move(defaults),
                                     [this] { ++nudges_; });
  }

  std::unique_ptr<LoginDesk> NewLogins(LoginDeskOptions options = {}) {
    return std::make_unique<LoginDesk>(
        WorkerServices{*store_, providers_, http_, *scheduler_, *rng_}, std::move(options),
        [this] { ++nudges_; });
  }

  v1::TransferJob Made(const v1::TransferJob& job = MadeUpJob()) {
    absl::StatusOr<v1::TransferJob> made = desk_->Create(CreateRequest(job));
    EXPECT_THAT(made, IsOk());
    return made.ok() ? *made : v1::TransferJob();
  }

  // Takes up the oldest job that waits for a worker.
  ClaimedJob Claim() {
    auto claimed = store_->checkpoints().ClaimJob("test", absl::Minutes(5));
    EXPECT_THAT(claimed, IsOk());
    if (!claimed.ok() || !claimed->has_value()) {
      ADD_FAILURE() << "no job to claim";
      return {};
    }
    return **claimed;
  }

  // Lists `photos` in one page, all in the album "a1", called `album_title`.
  void List(const ClaimedJob& job, const std::vector<v1::Photo>& photos,
            const std::string& album_title = "Summer") {
    auto listing = store_->checkpoints().NextListing(job.walk.job);
    ASSERT_THAT(listing, IsOk());
    ASSERT_TRUE(listing->has_value());
    PageCommit page;
    v1::PhotoAlbum& album = page.albums.emplace_back();
    album.set_id("a1");
    album.set_title(album_title);
    for (const v1::Photo& photo : photos) {
      ListedPhoto& listed = page.photos.emplace_back();
      listed.photo = photo;
      listed.photo.add_placements()->set_album_id("a1");
    }
    ASSERT_THAT(store_->checkpoints().CommitPage(job.walk, **listing, page), IsOk());
  }

  // Moves one item to where a test wants it.
  void Settle(const ClaimedJob& job, const ItemMove& move) {
    auto lease =
        store_->checkpoints().Claim(job.walk.job, UnitOf(move.ordinal), "test", absl::Minutes(5));
    ASSERT_THAT(lease, IsOk());
    ASSERT_TRUE(lease->has_value());
    ASSERT_THAT(store_->checkpoints().CommitMoves(**lease, {&move, 1}), IsOk());
  }

  void EndWith(const ClaimedJob& job, v1::JobState state) {
    JobUpdate update;
    update.state = state;
    ASSERT_THAT(store_->checkpoints().UpdateJob(job.walk, update), IsOk());
  }

  TempDir directory_;
  std::unique_ptr<Scheduler> scheduler_;
  std::unique_ptr<Rng> rng_;
  ProviderTable providers_ = MadeUpProviders();
  std::unique_ptr<Store> store_;
  std::atomic<int> nudges_ = 0;
  ScriptedHttpClient http_;
  std::unique_ptr<JobDesk> desk_;
  std::unique_ptr<LoginDesk> logins_;
};

inline v1::Photo PhotoNamed(const std::string& id, int64_t bytes = 1000) {
  v1::Photo photo;
  photo.set_id(id);
  photo.set_kind(v1::PHOTO);
  photo.set_title("title of " + id);
  photo.set_size_bytes(bytes);
  return photo;
}

inline ItemMove DoneMove(int64_t ordinal, v1::Integrity integrity = v1::HASH_CONFIRMED) {
  ItemMove move;
  move.ordinal = ordinal;
  move.stage = v1::DONE;
  move.size = 1000;
  move.attempts = 1;
  move.placed_at_home = true;
  move.progress.set_integrity(integrity);
  move.progress.set_sha256(std::string(32, '\x1f'));
  move.progress.mutable_remote()->set_id(absl::StrCat("remote-", ordinal));
  move.progress.mutable_remote()->set_url(absl::StrCat("https://photos.example/", ordinal));
  return move;
}

inline ItemMove FailedMove(int64_t ordinal, v1::Reason reason, const std::string& message,
                           const std::string& what_to_do = "") {
  ItemMove move;
  move.ordinal = ordinal;
  move.stage = v1::ITEM_FAILED;
  move.size = 1000;
  move.attempts = 3;
  move.progress.mutable_problem()->set_reason(reason);
  move.progress.mutable_problem()->set_message(message);
  move.progress.mutable_problem()->set_what_to_do(what_to_do);
  return move;
}

}  // namespace photoferry
