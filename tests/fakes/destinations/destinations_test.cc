// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/destinations/destinations.h"

#include <map>
#include <memory>
#include <string>

#include "common/base/hash.h"
#include "common/http/curl_http_client.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/fakes/destinations/destination_server.h"
#include "tests/testing/canary.h"
#include "tests/testing/fake_media_source.h"
#include "tests/testing/map_memory.h"
#include "tests/testing/status_matchers.h"

namespace photoferry::fakes {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Kind = Fault::Kind;
using Presence = RemoteState::Presence;

// A session of each test destination against one server, over the real HTTP client.
class DestinationsTest : public ::testing::Test {
 protected:
  struct Outcome {
    absl::Status status;
    v1::RemoteItem item;
    bool in_album = false;
    std::optional<v1::UploadSession> session;  // the last one saved
  };

  void SetUp() override {
    for (ImporterPlugin& plugin : AllTestDestinations()) {
      const auto options = ProviderOptions::From(plugin.spec, {{"base_url", server_.base_url()}});
      ASSERT_THAT(options, IsOk());
      importers_[plugin.spec.id()] = *plugin.make(*options);
      specs_[plugin.spec.id()] = plugin.spec;
      ASSERT_THAT(importers_[plugin.spec.id()]->Connect(context_), IsOk());
    }
  }

  Importer& On(const std::string& id) { return *importers_.at(id); }

  // Send, and Publish where that makes an item visible.
  Outcome Deliver(const std::string& id, const std::string& key, const std::string& bytes,
                  const AlbumEntry* album = nullptr,
                  std::optional<v1::UploadSession> session = std::nullopt) {
    FakeMediaSource source(*scheduler_, bytes);
    v1::Photo photo;
    photo.set_id(key);
    FakeSendTask task(key, photo, source);
    if (album != nullptr) task.set_album(*album);
    if (session) task.set_session(*session);
    const absl::StatusOr<SendResult> sent = On(id).Send(task, context_);
    Outcome outcome{.status = sent.status()};
    if (!task.saved().empty()) outcome.session = task.saved().back();
    if (!sent.ok()) return outcome;
    absl::StatusOr<Stored> stored;
    if (const auto* staged = std::get_if<Staged>(&*sent)) {
      const PublishEntry entry{.key = key, .photo = photo, .handle = staged->handle};
      stored = On(id).Publish(absl::MakeSpan(&entry, 1), album, context_)[0];
    } else {
      stored = std::get<Stored>(*sent);
    }
    outcome.status = stored.status();
    if (stored.ok()) outcome.item = stored->item, outcome.in_album = stored->placed_in_album;
    return outcome;
  }

  absl::StatusOr<RemoteState> Ask(const std::string& id, CheckEntry entry) {
    return On(id).Check(absl::MakeSpan(&entry, 1), context_)[0];
  }

  AlbumEntry Album(const std::string& id, const std::string& title) {
    AlbumEntry entry;
    entry.album.set_id(title);
    entry.album.set_title(title);
    const auto ref = On(id).EnsureAlbum(entry.album, context_);
    EXPECT_THAT(ref, IsOk());
    if (ref.ok()) entry.ref = *ref;
    return entry;
  }

  DestinationServer server_;
  const std::unique_ptr<Scheduler> scheduler_ = NewThreadScheduler();
  const std::unique_ptr<HttpClient> http_ = NewCurlHttpClient(*scheduler_, {.loops = 1});
  const std::unique_ptr<Rng> rng_ = NewRng(3);
  MapMemory memory_;
  Credential credential_{.access_token = Secret(canary::Token())};
  ProviderContext context_{.http = *http_,
                           .scheduler = *scheduler_,
                           .rng = *rng_,
                           .memory = memory_,
                           .credential = credential_,
                           .stop = {}};
  std::map<std::string, std::unique_ptr<Importer>> importers_;
  std::map<std::string, v1::ProviderSpec> specs_;
};

TEST_F(DestinationsTest, EveryOneTakesAnItemAndTellsItsSizeAndHash) {
  const std::string bytes(700000, 'b');
  for (const auto& [id, importer] : importers_) {
    const Outcome outcome = Deliver(id, "key-" + id, bytes);
    EXPECT_THAT(outcome.status, IsOk()) << id;
    EXPECT_EQ(outcome.item.size_bytes(), 700000) << id;
    EXPECT_EQ(outcome.item.hash().digest(), Sha256Of(bytes)) << id;
  }
  EXPECT_THAT(server_.Items(), SizeIs(5));
  EXPECT_THAT(server_.DoubledKeys(), IsEmpty());
}

TEST_F(DestinationsTest, AnAnswerLostAfterItsEffectIsFoundByCheckWhereAnythingTells) {
  server_.AddFault({.call = "send", .times = -1, .kind = Kind::kCloseAfter});
  for (const char* id : {"test-lazy", "test-early", "test-blind"}) {
    EXPECT_THAT(Deliver(id, id, "bytes").status, ReasonIs(v1::OUTCOME_UNKNOWN)) << id;
  }
  EXPECT_THAT(server_.Items(), SizeIs(3));
  PF_ASSERT_OK_AND_ASSIGN(RemoteState state, Ask("test-lazy", {.key = "test-lazy"}));
  EXPECT_EQ(state.presence, Presence::kPresent);
  EXPECT_EQ(state.item.size_bytes(), 5);
  PF_ASSERT_OK_AND_ASSIGN(state, Ask("test-lazy", {.key = "another"}));
  EXPECT_EQ(state.presence, Presence::kAbsent);
  PF_ASSERT_OK_AND_ASSIGN(state, Ask("test-blind", {.key = "test-blind"}));
  EXPECT_EQ(state.presence, Presence::kUnknown);
}

TEST_F(DestinationsTest, RepeatsDoubleWhereTheySaySo) {
  for (int repeat = 0; repeat < 2; ++repeat) {
    for (const auto& [id, importer] : importers_) EXPECT_THAT(Deliver(id, id, "x").status, IsOk());
  }
  EXPECT_THAT(server_.DoubledKeys(),
              ElementsAre("test-blind", "test-fragments", "test-lazy", "test-two-phase"));
}

TEST_F(DestinationsTest, ADuplicateIsAnsweredBeforeTheBody) {
  ASSERT_THAT(Deliver("test-early", "k", std::string(100, 'x')).status, IsOk());
  const Outcome again = Deliver("test-early", "k", std::string(20 << 20, 'x'));
  EXPECT_THAT(again.status, IsOk());
  EXPECT_EQ(again.item.size_bytes(), 100);
  server_.SetCapacity(1000);
  EXPECT_THAT(Deliver("test-early", "big", std::string(20 << 20, 'x')).status,
              ReasonIs(v1::DESTINATION_FULL));
  server_.SetToken("other");
  EXPECT_THAT(Deliver("test-early", "big", std::string(20 << 20, 'x')).status,
              ReasonIs(v1::LOGIN_NEEDED));
}

TEST_F(DestinationsTest, AnUploadInFragmentsGoesOnWhereItBroke) {
  const std::string bytes(1 << 20, 'f');
  server_.AddFault({.call = "fragment", .nth = 3, .kind = Kind::kCloseAfter});
  const Outcome broken = Deliver("test-fragments", "k", bytes);
  EXPECT_FALSE(broken.status.ok());
  ASSERT_TRUE(broken.session.has_value());
  EXPECT_EQ(broken.session->offset(), 2 * (256 << 10));
  PF_ASSERT_OK_AND_ASSIGN(RemoteState state,
                          Ask("test-fragments", {.key = "k", .session = broken.session}));
  EXPECT_EQ(state.presence, Presence::kAbsent);

  const Outcome whole = Deliver("test-fragments", "k", bytes, nullptr, broken.session);
  EXPECT_THAT(whole.status, IsOk());
  EXPECT_EQ(whole.item.hash().digest(), Sha256Of(bytes));
  EXPECT_EQ(server_.Calls()["fragment"], 4);  // the third was not sent again
  PF_ASSERT_OK_AND_ASSIGN(state, Ask("test-fragments", {.key = "k", .session = broken.session}));
  EXPECT_EQ(state.item.id(), whole.item.id());
}

TEST_F(DestinationsTest, AnExpiredSessionStartsFromTheFirstByte) {
  server_.AddFault({.call = "fragment", .nth = 2, .kind = Kind::kCloseMidway, .after_bytes = 1000});
  const Outcome broken = Deliver("test-fragments", "k", std::string(1 << 20, 'f'));
  ASSERT_TRUE(broken.session.has_value());
  server_.ExpireStaged();
  EXPECT_THAT(
      Deliver("test-fragments", "k", std::string(1 << 20, 'f'), nullptr, broken.session).status,
      ReasonIs(v1::SESSION_EXPIRED));
  EXPECT_THAT(server_.Items(), IsEmpty());
}

TEST_F(DestinationsTest, AStagedHandleExpires) {
  FakeMediaSource source(*scheduler_, "bytes");
  FakeSendTask task("k", v1::Photo(), source);
  PF_ASSERT_OK_AND_ASSIGN(const SendResult sent, On("test-two-phase").Send(task, context_));
  server_.ExpireStaged();
  const PublishEntry entry{.key = "k", .handle = std::get<Staged>(sent).handle};
  EXPECT_THAT(On("test-two-phase").Publish(absl::MakeSpan(&entry, 1), nullptr, context_)[0],
              ReasonIs(v1::SESSION_EXPIRED));
}

TEST_F(DestinationsTest, APublishWhoseAnswerIsShortLeavesThatEntryInDoubt) {
  server_.AddFault({.call = "publish", .kind = Kind::kShortAnswer});
  EXPECT_THAT(Deliver("test-two-phase", "k", "bytes").status, ReasonIs(v1::OUTCOME_UNKNOWN));
  PF_ASSERT_OK_AND_ASSIGN(const RemoteState state, Ask("test-two-phase", {.key = "k"}));
  EXPECT_EQ(state.presence, Presence::kPresent);
}

TEST_F(DestinationsTest, AlbumsAreMadeOnceAndHoldTheirItems) {
  for (const char* id : {"test-two-phase", "test-fragments", "test-early"}) {
    const AlbumEntry album = Album(id, id);
    EXPECT_EQ(Album(id, id).ref->id(), album.ref->id());
    const Outcome outcome = Deliver(id, id, "bytes", &album);
    const PlaceEntry entry{.key = id, .item = outcome.item};
    for (int repeat = 0; repeat < 2; ++repeat) {
      PF_ASSERT_OK_AND_ASSIGN(const PlaceResult placed,
                              On(id).Place(album, absl::MakeSpan(&entry, 1), context_));
      EXPECT_THAT(placed.entries, ElementsAre(IsOk()));
    }
    EXPECT_EQ(outcome.in_album, std::string(id) != "test-early");
  }
  for (const StoredAlbum& album : server_.Albums()) EXPECT_THAT(album.items, SizeIs(1));
}

TEST_F(DestinationsTest, ALazyAlbumComesWithItsFirstItem) {
  AlbumEntry album = Album("test-lazy", "Summer");
  EXPECT_FALSE(album.ref.has_value());
  const Outcome outcome = Deliver("test-lazy", "k", "bytes", &album);
  const PlaceEntry entry{.key = "k", .item = outcome.item};
  for (int repeat = 0; repeat < 2; ++repeat) {
    EXPECT_THAT(On("test-lazy").Place(album, absl::MakeSpan(&entry, 1), context_), IsOk());
  }
  ASSERT_THAT(server_.Albums(), SizeIs(1));
  EXPECT_THAT(server_.Albums()[0].items, ElementsAre(outcome.item.id()));
}

TEST_F(DestinationsTest, AWrongSizeIsToldNowAndLater) {
  server_.AddFault({.call = "send", .kind = Kind::kWrongSize});
  const Outcome outcome = Deliver("test-blind", "k", "bytes");
  EXPECT_EQ(outcome.item.size_bytes(), 4);
  EXPECT_FALSE(outcome.item.has_hash());
  PF_ASSERT_OK_AND_ASSIGN(const RemoteState state,
                          Ask("test-blind", {.key = "k", .item = outcome.item}));
  EXPECT_EQ(state.item.size_bytes(), 4);
}

TEST_F(DestinationsTest, ABusyServerNamesItsTime) {
  server_.AddFault({.call = "send", .status = 429, .retry_after_seconds = 7});
  const absl::Status status = Deliver("test-lazy", "k", "bytes").status;
  EXPECT_THAT(status, ReasonIs(v1::RATE_LIMITED));
  EXPECT_EQ(RetryAfterOf(status), absl::Seconds(7));
}

TEST_F(DestinationsTest, ControlsWorkOverHttpToo) {
  HttpRequest faults{.method = "POST", .url = server_.base_url() + "/control/faults"};
  faults.body = HttpBody{.prefix = R"([{"call": "send", "kind": "status", "status": 507}])"};
  ASSERT_THAT(http_->Call(faults, {}), IsOk());
  EXPECT_THAT(Deliver("test-lazy", "k", "bytes").status, ReasonIs(v1::DESTINATION_FULL));
  ASSERT_THAT(Deliver("test-lazy", "k", "bytes").status, IsOk());
  PF_ASSERT_OK_AND_ASSIGN(const HttpResponse answer,
                          http_->Call({.url = server_.base_url() + "/inventory"}, {}));
  PF_ASSERT_OK_AND_ASSIGN(const Json inventory, ParseJson(answer.body));
  ASSERT_EQ(inventory["items"].size(), 1u);
  EXPECT_EQ(inventory["items"][0]["times"], 1);
  EXPECT_EQ(inventory["items"][0]["sha256"], HexOf(Sha256Of("bytes")));
  EXPECT_EQ(inventory["calls"]["send"], 2);
}

TEST(DestinationServer, SilentUploadsLeaveSizeAndHashToCheck) {
  DestinationServer server({.silent_uploads = true});
  const auto scheduler = NewThreadScheduler();
  const auto http = NewCurlHttpClient(*scheduler, {.loops = 1});
  const auto rng = NewRng(3);
  MapMemory memory;
  const Credential credential;
  ProviderContext context{*http, *scheduler, *rng, memory, credential, {}};
  const ImporterPlugin plugin = lazy_plugin();
  const auto importer =
      *plugin.make(*ProviderOptions::From(plugin.spec, {{"base_url", server.base_url()}}));
  FakeMediaSource source(*scheduler, "bytes");
  FakeSendTask task("k", v1::Photo(), source);
  PF_ASSERT_OK_AND_ASSIGN(const SendResult sent, importer->Send(task, context));
  const v1::RemoteItem& item = std::get<Stored>(sent).item;
  EXPECT_FALSE(item.has_size_bytes());
  EXPECT_FALSE(item.has_hash());
  const CheckEntry entry{.key = "k", .item = item};
  PF_ASSERT_OK_AND_ASSIGN(const RemoteState state,
                          importer->Check(absl::MakeSpan(&entry, 1), context)[0]);
  EXPECT_EQ(state.item.size_bytes(), 5);
}

}  // namespace
}  // namespace photoferry::fakes
