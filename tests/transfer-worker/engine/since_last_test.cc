// SPDX-License-Identifier: Apache-2.0
//
// A second job that brings only news, from an account that has moved meanwhile.
#include <fstream>
#include <iterator>

#include "common/base/json.h"
#include "tests/rig/memory_exporter.h"
#include "tests/testing/status_matchers.h"
#include "tests/transfer-worker/engine/journey.h"

namespace photoferry {

ExporterPlugin meta_instagram_exporter_plugin();

namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

rig::MemoryAccount Account() {
  return {.albums = {{"A", "Sea", {"p1", "p2", "p3"}}, {"B", "Mountains", {"p4"}}},
          .photos = {"p1", "p2", "p3", "p4", "loose"},
          .captions = {}};
}

// One account at different times, and one destination.
class SinceLast : public ::testing::TestWithParam<std::string> {
 protected:
  // A worker that knows the account as it is now.
  rig::TransferRig& Now(rig::MemoryAccount account) {
    rig_.reset();
    ProviderTable table = rig::AllProviders();
    table.exporters = {rig::memory_plugin(std::move(account))};
    rig_ = std::make_unique<rig::TransferRig>(directory_ / "state", 2, std::move(table));
    rig_->options().lease_ttl = absl::Seconds(60);
    if (GetParam() == "test-early") rig_->Login(GetParam(), canary::Token("early"));
    return *rig_;
  }
  v1::TransferJob Request(bool since_last = true) const {
    v1::TransferJob job;
    job.mutable_source()->set_provider("memory");
    job.mutable_destination()->set_provider(GetParam());
    const bool folder = GetParam() == "folder";
    (*job.mutable_destination()->mutable_options())[folder ? "path" : "base_url"] =
        folder ? directory_ / "photos" : server_.base_url();
    job.set_since_last(since_last);
    return job;
  }
  v1::TransferJob Run(rig::MemoryAccount account, bool since_last = true) {
    rig::TransferRig& rig = Now(std::move(account));
    const v1::TransferJob job = rig.Run(Request(since_last));
    EXPECT_EQ(job.state(), v1::SUCCEEDED) << job.ShortDebugString();
    EXPECT_EQ(rig.BrokenLaws(job.name()), "");
    return job;
  }
  std::vector<std::string> IdsOf(const v1::TransferJob& job, v1::ItemStage stage) {
    std::vector<std::string> ids;
    for (const v1::TransferItem& item : rig_->Items(job.name(), {stage})) {
      ids.push_back(item.photo().id());
      if (stage == v1::SKIPPED) {
        EXPECT_EQ(item.problem().reason(), v1::UNCHANGED);
      }
    }
    return ids;
  }
  std::vector<std::string> Disappeared(const v1::TransferJob& job) {
    const absl::StatusOr<ItemPage> page = rig_->store().jobs().ListDisappeared(job.name(), 100, 0);
    EXPECT_THAT(page, IsOk());
    std::vector<std::string> ids;
    for (const v1::TransferItem& item : page->items) ids.push_back(item.photo().id());
    return ids;
  }
  // How many there are of each photo's bytes.
  std::multiset<std::string> Arrived() const {
    return GetParam() == "folder" ? rig::HashesIn(directory_ / "photos") : rig::HashesAt(server_);
  }
  static std::multiset<std::string> HashesOf(const std::vector<std::string>& photos) {
    std::multiset<std::string> hashes;
    for (const std::string& photo : photos) {
      hashes.insert(HexOf(Sha256Of(rig::MemoryAccount::BytesOf(photo))));
    }
    return hashes;
  }

  MemoryDir directory_;
  fakes::DestinationServer server_;
  std::unique_ptr<rig::TransferRig> rig_;
};

TEST_P(SinceLast, BringsWhatIsNewAndNothingTwice) {
  Run(Account());
  rig::MemoryAccount later = Account();
  later.albums[0].photos.push_back("new");
  later.albums.push_back({"C", "Cities", {"fresh"}});
  later.photos.insert(later.photos.end(), {"new", "fresh"});
  const v1::TransferJob job = Run(later);
  EXPECT_THAT(IdsOf(job, v1::DONE), UnorderedElementsAre("new", "fresh"));
  EXPECT_THAT(IdsOf(job, v1::SKIPPED), SizeIs(5));
  EXPECT_EQ(job.disappeared(), 0);
  EXPECT_EQ(Arrived(), HashesOf({"p1", "p2", "p3", "p4", "loose", "new", "fresh"}));
  if (GetParam() == "test-blind") return;  // it has no albums
  EXPECT_EQ(job.counters().placements_done(), job.counters().placements());
}

TEST_P(SinceLast, WithNothingNewNothingIsSent) {
  Run(Account());
  const std::map<std::string, int64_t> before = server_.Calls();
  const v1::TransferJob job = Run(Account());
  EXPECT_THAT(IdsOf(job, v1::SKIPPED), SizeIs(5));
  EXPECT_EQ(job.counters().items().open() + job.counters().items().done(), 0);
  std::map<std::string, int64_t> after = server_.Calls();
  for (const char* call : {"send", "session", "fragment", "publish", "place", "make_album"}) {
    EXPECT_EQ(after[call], before.contains(call) ? before.at(call) : 0) << call;
  }
}

TEST_P(SinceLast, NamesWhatDisappearedAndLeavesItThere) {
  Run(Account());
  rig::MemoryAccount later = Account();
  later.albums.pop_back();  // with its photo
  later.photos = {"p1", "p2", "p3"};
  const v1::TransferJob job = Run(later);
  EXPECT_EQ(job.disappeared(), 2);
  EXPECT_THAT(Disappeared(job), UnorderedElementsAre("p4", "loose"));
  EXPECT_THAT(job.notices(), SizeIs(1));
  EXPECT_EQ(Arrived(), HashesOf({"p1", "p2", "p3", "p4", "loose"}));
}

TEST_P(SinceLast, APlanSaysWhatTheJobWillDoAndSendsNothing) {
  Run(Account());
  rig::MemoryAccount later = Account();
  later.photos = {"p1", "p2", "p3", "p4", "new"};
  v1::TransferJob request = Request();
  request.set_mode(v1::PLAN);
  const v1::TransferJob plan = Now(later).Run(request);
  EXPECT_EQ(plan.state(), v1::SUCCEEDED);
  EXPECT_THAT(IdsOf(plan, v1::DONE), ElementsAre("new"));
  EXPECT_EQ(plan.disappeared(), 1);
  EXPECT_EQ(Arrived(), HashesOf({"p1", "p2", "p3", "p4", "loose"}));
  const v1::TransferJob job = Run(later);
  EXPECT_THAT(IdsOf(job, v1::DONE), ElementsAre("new"));
  EXPECT_EQ(job.disappeared(), 1);
}

TEST_P(SinceLast, GoesOnAfterARestartInTheMiddleOfItsListing) {
  Run(Account());
  rig::MemoryAccount later = Account();
  later.page_size = 1;
  later.photos = {"p1", "new", "p2", "p3", "p4", "newer"};
  rig::TransferRig& rig = Now(later);
  const std::string name = rig.Create(Request()).name();
  rig.Start();
  rig.Await(name, [](const v1::TransferJob& job) { return job.counters().items().found() > 0; });
  rig::TransferRig& next = Now(later);
  next.Start();
  const v1::TransferJob job = next.AwaitRest(name);
  EXPECT_EQ(job.state(), v1::SUCCEEDED) << job.ShortDebugString();
  EXPECT_EQ(next.BrokenLaws(name), "");
  EXPECT_THAT(IdsOf(job, v1::DONE), UnorderedElementsAre("new", "newer"));
  EXPECT_THAT(Disappeared(job), ElementsAre("loose"));
  EXPECT_EQ(Arrived(), HashesOf({"p1", "p2", "p3", "p4", "loose", "new", "newer"}));
}

INSTANTIATE_TEST_SUITE_P(Destinations, SinceLast, ::testing::ValuesIn(AllDestinations()),
                         [](const auto& info) { return TestNameOf(info.param); });

// Where a photo's place follows from the photo, sending it again doubles nothing.
class SinceLastInAFolder : public SinceLast {};

TEST_P(SinceLastInAFolder, AnEditedPhotoReplacesWhatWasBroughtOfIt) {
  Run(Account());
  rig::MemoryAccount later = Account();
  later.captions["p2"] = "At the sea";
  const v1::TransferJob job = Run(later);
  EXPECT_THAT(IdsOf(job, v1::DONE), ElementsAre("p2"));
  EXPECT_EQ(Arrived(), HashesOf({"p1", "p2", "p3", "p4", "loose"}));
}

TEST_P(SinceLastInAFolder, APhotoThatIsInAFurtherAlbumNowIsPlacedThereToo) {
  Run(Account());
  rig::MemoryAccount later = Account();
  later.albums[1].photos.push_back("p2");
  const v1::TransferJob job = Run(later);
  EXPECT_THAT(IdsOf(job, v1::DONE), ElementsAre("p2"));
  EXPECT_EQ(job.counters().placements_done(), 5);
  EXPECT_EQ(Arrived(), HashesOf({"p1", "p2", "p3", "p4", "loose"}));  // a link is none of its own
}

TEST_P(SinceLastInAFolder, AnAlbumThatGainsSomethingHasAManifestOfAllThatIsInIt) {
  Run(Account());
  rig::MemoryAccount later = Account();
  later.albums[0].photos.push_back("new");
  later.photos.push_back("new");
  Run(later);
  std::ifstream file(directory_ / "photos/Sea/album.json");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  PF_ASSERT_OK_AND_ASSIGN(const Json manifest, ParseJson(text));
  std::vector<std::string> ids;
  for (const Json& item : manifest["items"]) {
    ids.push_back(item["id"]);
    EXPECT_FALSE(JsonString(item, "file").empty());
  }
  EXPECT_THAT(ids, ElementsAre("p1", "p2", "p3", "new"));
}

INSTANTIATE_TEST_SUITE_P(Destinations, SinceLastInAFolder, ::testing::Values("folder"),
                         [](const auto& info) { return TestNameOf(info.param); });

// The whole way from a Graph API whose account moves.
TEST(SinceLastFromFacebook, ADeletedPhotoDisappearsAndTheOthersStayUnchanged) {
  Journey journey("folder", {.photos = 12, .videos = 2, .albums = 3});
  journey.ExpectWhole(journey.Run());
  const std::multiset<std::string> before = journey.Arrived();
  journey.graph().Delete(journey.PhotoId(4));
  const std::map<std::string, int64_t> calls = journey.graph().counters();
  v1::TransferJob request = journey.Job();
  request.set_since_last(true);
  const v1::TransferJob job = journey.Run(request);
  EXPECT_EQ(job.state(), v1::SUCCEEDED) << job.ShortDebugString();
  journey.ExpectLaws();
  EXPECT_EQ(job.counters().items().skipped(), 13);
  EXPECT_EQ(job.counters().items().done(), 0);
  EXPECT_EQ(job.disappeared(), 1);
  EXPECT_EQ(journey.Arrived(), before);
  EXPECT_EQ(journey.graph().counters()["cdn/photo"], calls.at("cdn/photo"));
  PF_ASSERT_OK_AND_ASSIGN(const ItemPage gone,
                          journey.rig().store().jobs().ListDisappeared(job.name(), 10, 0));
  ASSERT_THAT(gone.items, SizeIs(1));
  EXPECT_EQ(gone.items[0].photo().id(), journey.PhotoId(4));
  EXPECT_FALSE(gone.items[0].remote().id().empty());
}

TEST(SinceLastFromFacebook, WhatFailedBeforeGoesAgainAndOnlyThat) {
  Journey journey("folder", {.photos = 8, .videos = 0, .albums = 2});
  const int rule =
      journey.graph().faults().Add({.item = journey.PhotoId(3),
                                    .server = "cdn",
                                    .times = -1,
                                    .fault = {.kind = demo::FaultKind::kStatus, .status = 500}});
  const v1::TransferJob first = journey.Run();
  EXPECT_EQ(first.counters().items().failed(), 1);
  EXPECT_GT(journey.graph().faults().Struck(rule), 0);
  journey.graph().faults().Clear();
  v1::TransferJob request = journey.Job();
  request.set_since_last(true);
  const v1::TransferJob job = journey.Run(request);
  EXPECT_EQ(job.counters().items().done(), 1);
  EXPECT_EQ(job.counters().items().skipped(), 7);
  EXPECT_EQ(job.disappeared(), 0);
  journey.ExpectLaws();
  EXPECT_EQ(journey.Arrived(), journey.Expected());
}

TEST(SinceLastFromInstagram, StoriesThatEndedDisappearAndPostsStayUnchanged) {
  MemoryDir directory;
  demo::GraphServer graph({.account = {.photos = 0,
                                       .videos = 0,
                                       .albums = 0,
                                       .style = demo::MediaStyle::kFiller,
                                       .instagram = demo::InstagramAccountOptions{
                                           .posts = 9, .stories = 2, .withheld_one_in = 0}}});
  ASSERT_THAT(graph.Start(), IsOk());
  v1::TransferJob request;
  request.mutable_source()->set_provider("instagram");
  (*request.mutable_source()->mutable_options())["instagram_url"] = graph.instagram_url();
  request.mutable_destination()->set_provider("folder");
  (*request.mutable_destination()->mutable_options())["path"] = directory / "photos";
  request.set_since_last(true);
  ProviderTable providers = rig::AllProviders();
  providers.exporters.push_back(meta_instagram_exporter_plugin());
  rig::TransferRig rig(directory / "state", 2, std::move(providers));
  rig.Login("instagram", graph.instagram_token());
  const v1::TransferJob first = rig.Run(request);
  ASSERT_EQ(first.state(), v1::SUCCEEDED) << first.ShortDebugString();
  const int64_t brought = first.counters().items().done();
  EXPECT_GT(brought, 11);  // carousels have several
  graph.AdvanceClock(absl::Hours(25));
  const v1::TransferJob next = rig.Run(request);
  EXPECT_EQ(next.state(), v1::SUCCEEDED) << next.ShortDebugString();
  EXPECT_EQ(next.counters().items().done(), 0);
  EXPECT_EQ(next.counters().items().skipped(), brought - 2);
  EXPECT_EQ(next.disappeared(), 2);
  EXPECT_EQ(rig.BrokenLaws(next.name()), "");
}

}  // namespace
}  // namespace photoferry
