// SPDX-License-Identifier: Apache-2.0
#include "importers/webdav/item_place.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "common/base/rng.h"
#include "common/http/curl_http_client.h"
#include "common/http/url.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/fakes/nextcloud/nextcloud_server.h"
#include "tests/testing/canary.h"
#include "tests/testing/map_memory.h"
#include "tests/testing/status_matchers.h"

namespace photoferry::webdav {
namespace {

using ::testing::EndsWith;

// Lets somebody act between a name's claim and the MOVE that follows.
class BeforeTheMove final : public HttpClient {
 public:
  explicit BeforeTheMove(HttpClient& real) : real_(real) {}
  absl::StatusOr<HttpResponse> Call(const HttpRequest& request,
                                    const std::stop_token& stop) override {
    if (request.method == "MOVE" && act) std::exchange(act, nullptr)();
    return real_.Call(request, stop);
  }
  absl::StatusOr<HttpStream> Open(const HttpRequest& request, OpenOptions options,
                                  const std::stop_token& stop) override {
    return real_.Open(request, std::move(options), stop);
  }

  std::function<void()> act;

 private:
  HttpClient& real_;
};

class ItemPlaceTest : public ::testing::Test {
 protected:
  ItemPlaceTest() {
    photo_.set_id("1");
    EXPECT_THAT(client_.MakeCollection(tree_.FolderUrl("a"), {}, context_), IsOk());
  }

  void Put(const std::string& name, const std::string& bytes) {
    EXPECT_THAT(client_.Put(tree_.FileUrl("a/" + name), TextBody(bytes), {}, context_), IsOk());
  }
  // The name that the file gets, if `meanwhile` comes to be under the one that it would have had.
  std::string Settle(const std::string& bytes, const std::string& meanwhile) {
    Put(".photoferry-key", bytes);
    const ItemPlaces places(client_, tree_);
    const absl::StatusOr<ItemPlace> free = places.Find("a", photo_, ".jpg", context_);
    EXPECT_THAT(free, IsOk());
    first_ = free->name;
    http_.act = [&] { Put(first_, meanwhile); };
    const auto name = places.Settle(tree_.FileUrl("a/.photoferry-key"), "a", photo_, ".jpg",
                                    {.creates_conditionally = true, .moves = true}, context_);
    EXPECT_THAT(name, IsOk());
    return name.value_or("");
  }
  bool IsThere(const std::string& name) { return server_.service().Read("a/" + name).has_value(); }

  Settings Login() const {
    Settings settings;
    settings.username = options_.user;
    settings.login = LoginKind::kBasic;
    return settings;
  }

  const fakes::NextcloudOptions options_ = {.password = canary::Token("app password")};
  fakes::NextcloudServer server_{options_};
  const Tree tree_{*ParseUrl(server_.files_url())};
  DavClient client_{Login()};
  v1::Photo photo_;
  std::string first_;
  const std::unique_ptr<Scheduler> scheduler_ = NewThreadScheduler();
  const std::unique_ptr<HttpClient> real_ = NewCurlHttpClient(*scheduler_, {.loops = 1});
  BeforeTheMove http_{*real_};
  const std::unique_ptr<Rng> rng_ = NewRng(1);
  MapMemory memory_;
  const Credential credential_{.access_token = Secret(options_.password), .app_secret = Secret()};
  ProviderContext context_{http_, *scheduler_, *rng_, memory_, credential_, {}};
};

// A worker that stood still past its lease, and wakes up here.
TEST_F(ItemPlaceTest, APhotoThatASuccessorPutThereMeanwhileIsNotPutThereTwice) {
  EXPECT_EQ(Settle("a picture", "a picture"), first_);
  EXPECT_TRUE(IsThere(first_));
  EXPECT_TRUE(IsThere(first_ + ".xmp"));
  EXPECT_FALSE(IsThere(".photoferry-key"));
  EXPECT_EQ(server_.service().Files().size(), 2u);
}

TEST_F(ItemPlaceTest, AnotherProgramsFileIsLeftAsItIsWhateverItsSize) {
  EXPECT_THAT(Settle("a picture", "a pretty one"), EndsWith(" (2).jpg"));
  EXPECT_EQ(server_.service().Read("a/" + first_), absl::Cord("a pretty one"));
  EXPECT_FALSE(IsThere(first_ + ".xmp"));
  photo_.set_id("2");
  EXPECT_THAT(Settle("b picture", "c picture"), EndsWith(" (2).jpg"));
  EXPECT_EQ(server_.service().Read("a/" + first_), absl::Cord("c picture"));
}

}  // namespace
}  // namespace photoferry::webdav
