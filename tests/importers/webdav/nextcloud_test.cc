// SPDX-License-Identifier: Apache-2.0
//
// What the importer does on a Nextcloud beyond what it does on any WebDAV server.
#include "importers/webdav/nextcloud.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/hash.h"
#include "common/http/curl_http_client.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/fakes/nextcloud/nextcloud_server.h"
#include "tests/suites/importer_visit.h"
#include "tests/testing/canary.h"
#include "tests/testing/fake_media_source.h"
#include "tests/testing/status_matchers.h"

namespace photoferry {

ImporterPlugin webdav_importer_plugin();

namespace webdav {
namespace {

using fakes::Fault;
using fakes::NextcloudOptions;
using fakes::NextcloudServer;
using fakes::ServedRequest;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

constexpr int64_t kChunk = 5 << 20;

TEST(NextcloudAddresses, AreMadeFromThatOfTheFiles) {
  const Resource root{.is_folder = true, .file_id = "7"};
  const auto cloud =
      Nextcloud::From(*ParseUrl("https://h/cloud/remote.php/dav/files/ada%20l/A/"), root);
  ASSERT_TRUE(cloud.has_value());
  EXPECT_EQ(cloud->UploadUrl("u"), "https://h/cloud/remote.php/dav/uploads/ada%20l/u/");
  EXPECT_EQ(cloud->ChunkUrl("u", 12), "https://h/cloud/remote.php/dav/uploads/ada%20l/u/00012");
  EXPECT_EQ(cloud->AlbumUrl("A & B"),
            "https://h/cloud/remote.php/dav/photos/ada%20l/albums/A%20%26%20B/");
  EXPECT_EQ(cloud->PageOfFile("00000042oc4x9"), "https://h/cloud/index.php/f/42");
  EXPECT_EQ(cloud->PageOfFile(""), "");
}

TEST(NextcloudAddresses, TheOldOneNamesTheUserByTheirPrincipal) {
  Resource root{.is_folder = true, .file_id = "7"};
  root.principal = "/remote.php/dav/principals/users/ada l";
  const auto cloud = Nextcloud::From(*ParseUrl("https://h/remote.php/webdav/A/"), root);
  ASSERT_TRUE(cloud.has_value());
  EXPECT_EQ(cloud->UploadUrl("u"), "https://h/remote.php/dav/uploads/ada%20l/u/");
  EXPECT_FALSE(Nextcloud::From(*ParseUrl("https://h/dav/A/"), root).has_value());
  EXPECT_FALSE(Nextcloud::From(*ParseUrl("https://h/remote.php/webdav/"), {}).has_value());
}

class NextcloudTest : public ::testing::Test {
 protected:
  void SetUp() override { Start({}); }

  void Start(NextcloudOptions options) {
    options.password = password_;
    visit_.reset();
    server_ = std::make_unique<NextcloudServer>(options);
    Visit({});
  }

  // Another importer there, as with another configuration.
  void Visit(std::map<std::string, std::string> options) {
    options.try_emplace("url", server_->files_url() + "Root");
    options.try_emplace("username", "ada");
    options.try_emplace("chunk_mib", "5");
    const ImporterAccount account{.options = options, .token = password_, .keep = nullptr};
    visit_ = std::make_unique<ImporterVisit>(
        ImporterCase{webdav_importer_plugin, [account] { return account; }});
    connected_ = visit_->Connect();
  }

  fakes::NextcloudService& service() { return server_->service(); }

  int64_t BytesPut() const {
    int64_t bytes = 0;
    for (const ServedRequest& request : server_->service().Log()) {
      const bool chunk = absl::StrContains(request.path, "/dav/uploads/");
      if (request.method == "PUT" && chunk) bytes += request.body_bytes;
    }
    return bytes;
  }
  int64_t Asked(const std::string& method, const std::string& part) const {
    const auto log = server_->service().Log();
    return std::count_if(log.begin(), log.end(), [&](const ServedRequest& request) {
      return request.method == method && absl::StrContains(request.path, part);
    });
  }

  // What is kept under the item's name; its time must be that of the photo.
  std::string Held(const Stored& stored) {
    return std::string(
        service().Read(absl::StrCat("Root/", stored.item.id())).value_or(absl::Cord()));
  }

  const std::string password_ = canary::Token("app password");
  std::unique_ptr<NextcloudServer> server_;
  std::unique_ptr<ImporterVisit> visit_;
  absl::Status connected_;
};

TEST_F(NextcloudTest, IsFoundOutAndToldApart) {
  ASSERT_THAT(connected_, IsOk());
  EXPECT_EQ(visit_->capabilities().resume(), v1::FROM_OFFSET);
  EXPECT_EQ(visit_->connected().free_bytes, std::nullopt) << "-3: without limit";
  Visit({{"profile", "plain"}});
  ASSERT_THAT(connected_, IsOk());
  EXPECT_EQ(visit_->capabilities().resume(), v1::FROM_START);
}

TEST_F(NextcloudTest, TheAddressOfTheWholeInstanceWillDo) {
  Visit({{"url", server_->url()}});
  ASSERT_THAT(connected_, IsOk());
  EXPECT_EQ(visit_->connected().account_key, server_->files_url() + " as ada");
  EXPECT_EQ(visit_->capabilities().resume(), v1::FROM_OFFSET);
}

TEST_F(NextcloudTest, TheQuotaIsWhatIsFree) {
  for (const auto& [capacity, without_quota, expected] :
       {std::tuple<int64_t, int64_t, std::optional<int64_t>>(1000000, -3, 1000000),
        {-1, -1, std::nullopt},
        {-1, -2, std::nullopt},
        {-1, -3, std::nullopt}}) {
    Start({.capacity_bytes = capacity, .available_without_quota = without_quota});
    ASSERT_THAT(connected_, IsOk());
    EXPECT_EQ(visit_->connected().free_bytes, expected) << capacity << " " << without_quota;
  }
}

TEST_F(NextcloudTest, ASmallFileIsOnePutWithItsHashAndItsTimes) {
  Parcel parcel = ParcelOf("1", NoiseOf(100000));
  parcel.photo.set_favourite(true);
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, visit_->Deliver(parcel));
  EXPECT_EQ(HexOf(stored.item.hash().digest()), HexOf(Sha256Of(parcel.bytes)));
  EXPECT_THAT(stored.item.url(), HasSubstr("/index.php/f/"));
  const auto files = service().Files();
  ASSERT_THAT(files, SizeIs(2)) << "the photo and its sidecar";
  EXPECT_EQ(files[0].modified, absl::FromUnixSeconds(parcel.photo.taken_time().time().seconds()));
  EXPECT_EQ(files[0].created, files[0].modified);
  EXPECT_TRUE(files[0].favourite);
  EXPECT_FALSE(files[1].favourite);
  EXPECT_EQ(Asked("PUT", ".jpg"), 2) << "the photo and its sidecar, each once";
  EXPECT_EQ(Asked("MKCOL", "Photos%20without%20album"), 0) << "AutoMkcol made the folder";
}

TEST_F(NextcloudTest, ALargeFileGoesUpInChunksAndIsPutTogether) {
  const Parcel parcel = ParcelOf("1", NoiseOf(2 * kChunk + 1234));
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, visit_->Deliver(parcel));
  EXPECT_TRUE(Held(stored) == parcel.bytes);
  EXPECT_EQ(BytesPut(), static_cast<int64_t>(parcel.bytes.size()));
  EXPECT_EQ(service().UnfinishedUploads().size(), 0u);
  PF_ASSERT_OK_AND_ASSIGN(const RemoteState state, visit_->CheckOn(parcel, stored.item));
  EXPECT_EQ(state.item.size_bytes(), static_cast<int64_t>(parcel.bytes.size()));
}

TEST_F(NextcloudTest, AChunkThatBreaksIsTheOnlyOneSentAgain) {
  const Parcel parcel = ParcelOf("1", NoiseOf(4 * kChunk + 1));
  service().faults().Add(
      {.call = "chunk", .nth = 3, .kind = Fault::Kind::kCloseMidway, .after_bytes = kChunk / 2});
  EXPECT_FALSE(visit_->Deliver(parcel).ok());
  ASSERT_THAT(visit_->Restart(), IsOk());
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, visit_->Deliver(parcel));
  EXPECT_TRUE(Held(stored) == parcel.bytes);
  EXPECT_LE(BytesPut(), static_cast<int64_t>(parcel.bytes.size()) + kChunk);
}

TEST_F(NextcloudTest, AChunkWhoseAnswerWasLostIsNotSentAgain) {
  const Parcel parcel = ParcelOf("1", NoiseOf(3 * kChunk));
  service().faults().Add({.call = "chunk", .nth = 2, .kind = Fault::Kind::kCloseAfter});
  EXPECT_FALSE(visit_->Deliver(parcel).ok());
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, visit_->Deliver(parcel));
  EXPECT_TRUE(Held(stored) == parcel.bytes);
  EXPECT_EQ(BytesPut(), static_cast<int64_t>(parcel.bytes.size()));
}

TEST_F(NextcloudTest, AnAssemblyWhoseAnswerWasLostIsFound) {
  const Parcel parcel = ParcelOf("1", NoiseOf(2 * kChunk));
  service().faults().Add({.call = "assemble", .kind = Fault::Kind::kCloseAfter});
  EXPECT_FALSE(visit_->Deliver(parcel).ok());
  ASSERT_THAT(visit_->Restart(), IsOk());
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, visit_->Deliver(parcel));
  EXPECT_TRUE(Held(stored) == parcel.bytes);
  EXPECT_EQ(BytesPut(), static_cast<int64_t>(parcel.bytes.size()));
  EXPECT_THAT(service().Files(), SizeIs(2));
}

TEST_F(NextcloudTest, AnUploadThatNobodyRemembersIsBegunAnew) {
  const Parcel parcel = ParcelOf("1", NoiseOf(2 * kChunk));
  service().faults().Add({.call = "chunk", .nth = 2, .kind = Fault::Kind::kCloseBefore});
  EXPECT_FALSE(visit_->Deliver(parcel).ok());
  visit_->sessions().clear();  // the store was lost; other bytes may be there
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, visit_->Deliver(parcel));
  EXPECT_TRUE(Held(stored) == parcel.bytes);
  EXPECT_EQ(service().UnfinishedUploads().size(), 0u);
}

TEST_F(NextcloudTest, ASessionOfAnotherFileIsWorthless) {
  const Parcel parcel = ParcelOf("1", NoiseOf(2 * kChunk));
  service().faults().Add({.call = "chunk", .nth = 2, .kind = Fault::Kind::kCloseBefore});
  EXPECT_FALSE(visit_->Deliver(parcel).ok());
  const Parcel other = ParcelOf("1", NoiseOf(2 * kChunk + 5, 2));
  EXPECT_THAT(visit_->Deliver(other), ReasonIs(v1::SESSION_EXPIRED));
}

TEST_F(NextcloudTest, AlbumsInPhotosHoldTheFileItself) {
  PF_ASSERT_OK_AND_ASSIGN(const AlbumEntry first, visit_->EnsureAlbum("a"));
  PF_ASSERT_OK_AND_ASSIGN(const AlbumEntry second, visit_->EnsureAlbum("b"));
  EXPECT_THAT(first.ref->url(), HasSubstr("/index.php/apps/photos/albums/"));
  const Parcel parcel = ParcelOf("1", NoiseOf(1000));
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, visit_->Deliver(parcel, &first));
  EXPECT_FALSE(stored.placed_in_album);
  for (int time = 0; time < 2; ++time) {
    EXPECT_THAT(visit_->Place(first, parcel, stored.item), IsOk());
    EXPECT_THAT(visit_->Place(second, parcel, stored.item), IsOk());
  }
  const std::string path = absl::StrCat("Root/", stored.item.id());
  EXPECT_THAT(service().Albums(), UnorderedElementsAre(Pair(first.ref->id(), ElementsAre(path)),
                                                       Pair(second.ref->id(), ElementsAre(path))));
  EXPECT_THAT(service().Files(), SizeIs(4)) << "photo, sidecar, two markers: no copy";
}

// As on nginx without the method, and on servers that do not know their own address.
TEST_F(NextcloudTest, WhereThereIsNoCopyAPhotoOfTwoAlbumsPassesThroughHere) {
  for (const int status : {405, 501, 502}) {
    Start({});
    Visit({{"profile", "plain"}});
    ASSERT_THAT(connected_, IsOk());
    service().faults().Add({.call = "COPY", .times = -1, .status = status});
    const Parcel parcel = ParcelOf("1", NoiseOf(100000));
    PF_ASSERT_OK_AND_ASSIGN(const AlbumEntry first, visit_->EnsureAlbum("a"));
    PF_ASSERT_OK_AND_ASSIGN(const AlbumEntry second, visit_->EnsureAlbum("b"));
    PF_ASSERT_OK_AND_ASSIGN(const Stored stored, visit_->Deliver(parcel, &first));
    for (int time = 0; time < 2; ++time) {
      EXPECT_THAT(visit_->Place(second, parcel, stored.item), IsOk()) << status;
    }
    const std::string name = stored.item.id().substr(stored.item.id().find('/'));
    for (const AlbumEntry* album : {&first, &second}) {
      EXPECT_EQ(service().Read(absl::StrCat("Root/", album->ref->id(), name)),
                absl::Cord(parcel.bytes));
    }
    EXPECT_THAT(service().Files(), SizeIs(6)) << "two photos, two sidecars, two markers";
  }
}

TEST_F(NextcloudTest, AnAlbumOfThePersonsOwnIsLeftAlone) {
  PF_ASSERT_OK_AND_ASSIGN(const AlbumEntry other, visit_->EnsureAlbum("a"));
  // Another job of another account, whose album has the same title, remembers nothing of it.
  Visit({{"url", server_->files_url() + "Other"}});
  ASSERT_THAT(connected_, IsOk());
  PF_ASSERT_OK_AND_ASSIGN(const AlbumEntry album, visit_->EnsureAlbum("a"));
  EXPECT_EQ(album.ref->id(), other.ref->id()) << "the folders are different ones";
  EXPECT_THAT(service().Albums(), UnorderedElementsAre(Pair(other.ref->id(), IsEmpty()),
                                                       Pair(other.ref->id() + " (2)", IsEmpty())));
}

}  // namespace
}  // namespace webdav
}  // namespace photoferry
