// SPDX-License-Identifier: Apache-2.0
//
// Photos that are in several albums, the albums' order, and albums without photos.
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "absl/strings/str_split.h"
#include "common/base/hash.h"
#include "common/base/json.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/fakes/destinations/destination_server.h"
#include "tests/rig/arrivals.h"
#include "tests/rig/memory_exporter.h"
#include "tests/rig/transfer_rig.h"
#include "tests/testing/canary.h"
#include "tests/testing/memory_dir.h"
#include "tests/testing/temp_dir.h"

namespace photoferry {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

rig::MemoryAccount Account() {
  return {.albums = {{"a1", "Sea", {"p5", "p1", "shared", "p2"}},
                     {"a2", "Mountains", {"shared", "p3"}},
                     {"a3", "Nothing", {}},
                     {"a4", "Best", {"p4", "p2", "shared"}}},
          .photos = {"p1", "p2", "p3", "p4", "p5", "shared", "loose"}};
}

// One account in memory and a place for it.
class Albums : public ::testing::TestWithParam<std::string> {
 protected:
  Albums() : rig_(directory_ / "state", 3, Providers()) {
    rig_.options().lease_ttl = absl::Seconds(60);
    rig_.Login("test-early", canary::Token());
  }

  static ProviderTable Providers() {
    ProviderTable table = rig::AllProviders();
    table.exporters.push_back(rig::memory_plugin(Account()));
    return table;
  }

  v1::TransferJob Run(const std::string& to) {
    v1::TransferJob job = rig::FacebookJob("", to, to == "folder" ? folder() : server_.base_url());
    job.mutable_source()->Clear();
    job.mutable_source()->set_provider("memory");
    v1::TransferJob done = rig_.Run(job);
    EXPECT_EQ(done.state(), v1::SUCCEEDED) << done.ShortDebugString();
    EXPECT_EQ(rig_.BrokenLaws(done.name()), "");
    EXPECT_EQ(done.counters().items().found(), 7);
    EXPECT_EQ(done.counters().items().done(), 7);
    EXPECT_EQ(done.counters().albums(), 4);
    return done;
  }
  std::string folder() const { return directory_ / "photos"; }

  // The keys of an album's items are "JOB-ORDINAL": told by the bytes instead.
  std::vector<std::string> OrderIn(const std::string& title) {
    std::map<std::string, std::string> names;
    for (const std::string& id : Account().photos) {
      names[HexOf(Sha256Of(rig::MemoryAccount::BytesOf(id)))] = id;
    }
    std::map<std::string, std::string> by_id;
    for (const fakes::StoredItem& item : server_.Items()) by_id[item.id] = names[item.sha256];
    std::vector<std::string> order;
    for (const fakes::StoredAlbum& album : server_.Albums()) {
      if (album.title != title) continue;
      for (const std::string& item : album.items) order.push_back(by_id[item]);
    }
    return order;
  }

  MemoryDir directory_;
  fakes::DestinationServer server_;
  rig::TransferRig rig_;
};

TEST_P(Albums, ShareAPhotoThatArrivesOnce) {
  const v1::TransferJob job = Run(GetParam());
  EXPECT_EQ(job.counters().placements(), 9);
  EXPECT_EQ(job.counters().placements_done(), 9);
  EXPECT_THAT(server_.Items(), SizeIs(7));
  EXPECT_THAT(server_.DoubledKeys(), IsEmpty());
  for (const v1::TransferItem& item : rig_.Items(job.name())) {
    const std::map<std::string, int> expected = {{"shared", 3}, {"p2", 2}, {"loose", 0}};
    const auto known = expected.find(item.photo().id());
    EXPECT_EQ(item.placements_size(), known == expected.end() ? 1 : known->second);
    for (const v1::PlacementOutcome& placement : item.placements()) {
      EXPECT_EQ(placement.stage(), v1::DONE);
    }
  }
}

TEST_P(Albums, HoldTheirOwnPhotosAndNoOther) {
  Run(GetParam());
  EXPECT_THAT(OrderIn("Sea"), UnorderedElementsAre("p5", "p1", "shared", "p2"));
  EXPECT_THAT(OrderIn("Mountains"), UnorderedElementsAre("shared", "p3"));
  EXPECT_THAT(OrderIn("Best"), UnorderedElementsAre("p4", "p2", "shared"));
}

TEST_P(Albums, AreFoundAgainByASecondJob) {
  Run(GetParam());
  const size_t made = server_.Albums().size();
  Run(GetParam());
  EXPECT_THAT(server_.Albums(), SizeIs(made));
}

INSTANTIATE_TEST_SUITE_P(Destinations, Albums,
                         ::testing::Values("test-two-phase", "test-fragments", "test-lazy",
                                           "test-early"),
                         [](const auto& info) {
                           std::string name = info.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

using AlbumOrder = Albums;

TEST_F(AlbumOrder, IsKeptWhereAlbumsAreFilledAtTheEnd) {
  Run("test-lazy");
  EXPECT_THAT(OrderIn("Sea"), ElementsAre("p5", "p1", "shared", "p2"));
  EXPECT_THAT(OrderIn("Mountains"), ElementsAre("shared", "p3"));
  EXPECT_THAT(OrderIn("Best"), ElementsAre("p4", "p2", "shared"));
}

TEST_F(AlbumOrder, OfTheAlbumsIsThatOfTheSource) {
  Run("test-two-phase");
  std::vector<std::string> titles;
  for (const fakes::StoredAlbum& album : server_.Albums()) titles.push_back(album.title);
  EXPECT_THAT(titles, ElementsAre("Sea", "Mountains", "Nothing", "Best"));
}

using LazyAlbums = Albums;

TEST_F(LazyAlbums, AreNotMadeWithoutAPhoto) {
  Run("test-lazy");
  std::vector<std::string> titles;
  for (const fakes::StoredAlbum& album : server_.Albums()) titles.push_back(album.title);
  EXPECT_THAT(titles, ElementsAre("Sea", "Mountains", "Best"));
}

using FolderAlbums = Albums;

TEST_F(FolderAlbums, ShareOneFileByHardLinks) {
  Run("folder");
  std::multiset<std::string> expected;
  for (const std::string& id : Account().photos) {
    expected.insert(HexOf(Sha256Of(rig::MemoryAccount::BytesOf(id))));
  }
  EXPECT_EQ(rig::HashesIn(folder()), expected);
  int links = 0;
  const std::string shared = rig::MemoryAccount::BytesOf("shared");
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder())) {
    if (!entry.is_regular_file() || entry.file_size() != shared.size()) continue;
    if (ReadFile(entry.path()) != shared) continue;
    struct stat info;
    ASSERT_EQ(stat(entry.path().c_str(), &info), 0);
    EXPECT_EQ(info.st_nlink, 3);
    ++links;
  }
  EXPECT_EQ(links, 3);
}

TEST_F(FolderAlbums, ListAllTheirPhotosInOrderInTheManifest) {
  Run("folder");
  const std::map<std::string, std::vector<std::string>> expected = {
      {"Sea", {"p5", "p1", "shared", "p2"}},
      {"Mountains", {"shared", "p3"}},
      {"Best", {"p4", "p2", "shared"}}};
  for (const auto& [title, ids] : expected) {
    const auto manifest = ParseJson(ReadFile(folder() + "/" + title + "/album.json"));
    ASSERT_TRUE(manifest.ok()) << title;
    std::vector<std::string> listed;
    for (const Json& item : JsonMember(*manifest, "items")) {
      listed.push_back(JsonString(item, "id"));
      EXPECT_EQ(JsonString(item, "sha256"),
                HexOf(Sha256Of(rig::MemoryAccount::BytesOf(listed.back()))));
    }
    EXPECT_THAT(listed, ElementsAreArray(ids)) << title;
  }
}

}  // namespace
}  // namespace photoferry
