// SPDX-License-Identifier: Apache-2.0
//
// Logins as real servers ask for them; the importer suite has Basic throughout.
#include <memory>
#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/fakes/nextcloud/nextcloud_server.h"
#include "tests/suites/importer_visit.h"
#include "tests/testing/canary.h"
#include "tests/testing/real_server.h"
#include "tests/testing/status_matchers.h"

namespace photoferry {

ImporterPlugin webdav_importer_plugin();

namespace webdav {
namespace {

ImporterVisit VisitTo(const std::string& url, const std::string& username,
                      const std::string& secret) {
  ImporterAccount account{.options = {{"url", url}}, .token = secret};
  if (!username.empty()) account.options["username"] = username;
  return ImporterVisit(
      {.plugin = webdav_importer_plugin, .new_account = [account] { return account; }});
}

void ExpectToDeliver(ImporterVisit visit) {
  ASSERT_THAT(visit.Connect(), IsOk());
  const Parcel parcel = ParcelOf("1", NoiseOf(3 << 20));
  PF_ASSERT_OK_AND_ASSIGN(const Stored stored, visit.Deliver(parcel));
  PF_ASSERT_OK_AND_ASSIGN(const RemoteState state, visit.CheckOn(parcel, stored.item));
  EXPECT_EQ(state.presence, RemoteState::Presence::kPresent);
  EXPECT_EQ(state.item.size_bytes(), static_cast<int64_t>(parcel.bytes.size()));
}

class DigestLogin : public ::testing::TestWithParam<std::string> {};

TEST_P(DigestLogin, IsMadeWhereTheServerAsksForIt) {
  RealServer::Options options;
  options.digest = true;
  PF_ASSERT_OK_AND_ASSIGN(const std::unique_ptr<RealServer> server,
                          RealServer::Start(GetParam(), options));
  ExpectToDeliver(VisitTo(server->url() + "in", server->user(), server->password()));
  EXPECT_THAT(
      VisitTo(server->url() + "in", server->user(), canary::Token("another password")).Connect(),
      ReasonIs(v1::LOGIN_NEEDED));
}

INSTANTIATE_TEST_SUITE_P(Servers, DigestLogin, ::testing::Values("apache", "lighttpd"),
                         [](const auto& info) { return info.param; });

TEST(BearerLogin, IsMadeWhereNoNameIsGiven) {
  fakes::NextcloudOptions options;
  options.token = canary::Token("bearer");
  const fakes::NextcloudServer server(options);
  ExpectToDeliver(VisitTo(server.files_url() + "in", "", options.token));
}

}  // namespace
}  // namespace webdav
}  // namespace photoferry
