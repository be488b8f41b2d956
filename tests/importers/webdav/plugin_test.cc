// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/fakes/nextcloud/nextcloud_server.h"
#include "tests/importers/webdav/dav_hand.h"
#include "tests/suites/importer_suite.h"
#include "tests/suites/provider_spec.h"
#include "tests/testing/canary.h"
#include "tests/testing/status_matchers.h"

namespace photoferry {

ImporterPlugin webdav_importer_plugin();

namespace webdav {
namespace {

using fakes::NextcloudFile;
using fakes::NextcloudServer;
using Options = std::map<std::string, std::string>;

constexpr char kRoot[] = "Photos & more";

ImporterCase On(const std::string& kind) {
  return {.plugin = webdav_importer_plugin,
          .new_account = [kind] { return AccountOn(kind); },
          .verifying_options = {{"verify", "bytes"}}};
}

std::vector<std::string> ItemsOf(NextcloudServer& server) {
  std::vector<std::string> ids;
  std::set<std::string> seen;  // a photo's copies in further albums are that photo
  for (const NextcloudFile& file : server.service().Files()) {
    const std::string id = file.path.substr(std::string(kRoot).size() + 1);
    const std::string name = LastPart(id);
    if (IsItemsName(name) && seen.insert(name + file.sha256).second) ids.push_back(id);
  }
  return ids;
}

// In the app where there are albums in it; else in the folder.
std::vector<std::string> ItemsIn(NextcloudServer& server, const std::string& album,
                                 bool in_photos) {
  if (in_photos) return server.service().Albums()[album];
  std::vector<std::string> ids;
  for (const NextcloudFile& file : server.service().Files()) {
    const bool inside = absl::StartsWith(file.path, absl::StrCat(kRoot, "/", album, "/"));
    if (inside && IsItemsName(LastPart(file.path))) ids.push_back(file.path);
  }
  return ids;
}

ImporterAccount NewNextcloud(const Options& more, bool in_photos) {
  const std::string password = canary::Token("app password");
  fakes::NextcloudOptions options;
  options.password = password;
  const auto server = std::make_shared<NextcloudServer>(options);
  const auto path_of = [](const std::string& id) { return absl::StrCat(kRoot, "/", id); };
  ImporterAccount account{.options = more, .token = password, .keep = server};
  account.options["url"] = server->files_url() + kRoot;
  account.options["username"] = options.user;
  account.options["chunk_mib"] = "5";
  account.hand = {
      .items = [server] { return ItemsOf(*server); },
      .items_in = [=](const std::string& album) { return ItemsIn(*server, album, in_photos); },
      .read = [=](const std::string& id) -> absl::StatusOr<std::string> {
        const std::optional<absl::Cord> bytes = server->service().Read(path_of(id));
        if (bytes) return std::string(*bytes);
        return Failure(v1::SOURCE_GONE, "There is no such file.");
      },
      .overwrite =
          [=](const std::string& id, const std::string& bytes) {
            EXPECT_TRUE(server->service().Corrupt(path_of(id), absl::Cord(bytes)));
            return absl::OkStatus();
          },
      .set_full = [server](bool full) { server->service().SetCapacity(full ? 1000 : -1); },
      .set_login =
          [=](bool good) { server->service().SetPassword(good ? password : "another one"); },
  };
  return account;
}

ImporterCase OnNextcloud(const Options& more, bool in_photos) {
  return {.plugin = webdav_importer_plugin,
          .new_account = [=] { return NewNextcloud(more, in_photos); },
          .resend_bound = 5 << 20,
          .verifying_options = {{"verify", "bytes"}}};
}

INSTANTIATE_TEST_SUITE_P(Apache, ImporterSuite, ::testing::Values(On("apache")));
INSTANTIATE_TEST_SUITE_P(Lighttpd, ImporterSuite, ::testing::Values(On("lighttpd")));
INSTANTIATE_TEST_SUITE_P(Nginx, ImporterSuite, ::testing::Values(On("nginx")));
INSTANTIATE_TEST_SUITE_P(Nextcloud, ImporterSuite, ::testing::Values(OnNextcloud({}, true)));
INSTANTIATE_TEST_SUITE_P(NextcloudFolders, ImporterSuite,
                         ::testing::Values(OnNextcloud({{"photos_albums", "false"}}, false)));
INSTANTIATE_TEST_SUITE_P(NextcloudAsPlain, ImporterSuite,
                         ::testing::Values(OnNextcloud({{"profile", "plain"}}, false)));

// With PHOTOFERRY_DAV_SERVERS="rclone npm-webdav", as nightly runs have it.
std::vector<ImporterCase> FurtherServers() {
  const char* const kinds = std::getenv("PHOTOFERRY_DAV_SERVERS");
  std::vector<ImporterCase> cases;
  for (const absl::string_view kind :
       absl::StrSplit(kinds == nullptr ? "" : kinds, ' ', absl::SkipEmpty())) {
    cases.push_back(On(std::string(kind)));
    cases.back().new_account = [kind = std::string(kind)] {
      ImporterAccount account = AccountOn(kind);
      account.hand.set_login = nullptr;
      return account;
    };
    cases.back().cannot["set_login"] = "It reads who may log in only when it starts.";
    if (kind == "npm-webdav") {
      cases.back().cannot["album <b>&amp;</b>]]>"] =
          "It lists an entity in a folder's name as it stands, which is another name.";
    }
  }
  return cases;
}
INSTANTIATE_TEST_SUITE_P(Further, ImporterSuite, ::testing::ValuesIn(FurtherServers()));

TEST(WebdavPlugin, TheSpecTellsEverything) {
  EXPECT_THAT(SpecProblems(webdav_importer_plugin().spec), ::testing::IsEmpty());
}

}  // namespace
}  // namespace webdav
}  // namespace photoferry
