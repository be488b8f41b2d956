// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <memory>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/fakes/nextcloud/nextcloud_server.h"
#include "tests/suites/importer_suite.h"
#include "tests/suites/provider_spec.h"
#include "tests/testing/dav_server.h"
#include "tests/testing/status_matchers.h"

namespace photoferry {

ImporterPlugin webdav_importer_plugin();

namespace {

using Options = std::map<std::string, std::string>;

ImporterCase On(const char* kind, const Options& more = {}, bool digest = false) {
  const auto new_account = [=]() -> ImporterAccount {
    DavServer::Options options;
    options.digest = digest;
    auto started = DavServer::Start(kind, options);
    EXPECT_THAT(started, IsOk());
    if (!started.ok()) return {};
    const std::shared_ptr<DavServer> server = *std::move(started);
    ImporterAccount account{.options = more, .token = server->password(), .keep = server};
    account.options["url"] = server->url() + "in/a new folder";
    account.options["username"] = server->user();
    return account;
  };
  return {webdav_importer_plugin, new_account};
}

ImporterCase OnNextcloud(const Options& more = {}) {
  const auto new_account = [=]() -> ImporterAccount {
    const auto server = std::make_shared<fakes::NextcloudServer>();
    ImporterAccount account{.options = more, .token = "an app password", .keep = server};
    account.options["url"] = server->files_url() + "Photos & more";
    account.options["username"] = "ada";
    return account;
  };
  return {webdav_importer_plugin, new_account};
}

INSTANTIATE_TEST_SUITE_P(Apache, ImporterSuite, ::testing::Values(On("apache")));
INSTANTIATE_TEST_SUITE_P(ApacheReadBack, ImporterSuite,
                         ::testing::Values(On("apache", {{"verify", "bytes"}}, /*digest=*/true)));
INSTANTIATE_TEST_SUITE_P(Lighttpd, ImporterSuite, ::testing::Values(On("lighttpd")));
INSTANTIATE_TEST_SUITE_P(Nginx, ImporterSuite, ::testing::Values(On("nginx")));
INSTANTIATE_TEST_SUITE_P(Nextcloud, ImporterSuite, ::testing::Values(OnNextcloud()));
INSTANTIATE_TEST_SUITE_P(NextcloudFolders, ImporterSuite,
                         ::testing::Values(OnNextcloud({{"photos_albums", "false"}})));
INSTANTIATE_TEST_SUITE_P(NextcloudAsPlain, ImporterSuite,
                         ::testing::Values(OnNextcloud({{"profile", "plain"}})));

TEST(WebdavPlugin, TheSpecTellsEverything) {
  EXPECT_THAT(SpecProblems(webdav_importer_plugin().spec), ::testing::IsEmpty());
}

}  // namespace
}  // namespace photoferry
