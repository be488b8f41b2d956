// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/suites/importer_suite.h"
#include "tests/suites/provider_spec.h"
#include "tests/testing/dav_server.h"
#include "tests/testing/status_matchers.h"

namespace photoferry {

ImporterPlugin webdav_importer_plugin();

namespace {

ImporterAccount AccountOn(const char* kind, const std::map<std::string, std::string>& more,
                          bool digest = false) {
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
}

INSTANTIATE_TEST_SUITE_P(Webdav, ImporterSuite,
                         ::testing::Values(ImporterCase{webdav_importer_plugin,
                                                        [] { return AccountOn("apache", {}); }},
                                           ImporterCase{webdav_importer_plugin,
                                                        [] {
                                                          return AccountOn(
                                                              "apache", {{"verify", "bytes"}},
                                                              /*digest=*/true);
                                                        }},
                                           ImporterCase{webdav_importer_plugin,
                                                        [] { return AccountOn("lighttpd", {}); }},
                                           ImporterCase{webdav_importer_plugin,
                                                        [] { return AccountOn("nginx", {}); }}));

TEST(WebdavPlugin, TheSpecTellsEverything) {
  EXPECT_THAT(SpecProblems(webdav_importer_plugin().spec), ::testing::IsEmpty());
}

}  // namespace
}  // namespace photoferry
