// SPDX-License-Identifier: Apache-2.0
#include "common/base/status.h"
#include "exporters/exporter.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/fakes/demo/graph_server.h"
#include "tests/suites/exporter_suite.h"
#include "tests/suites/provider_spec.h"

namespace photoferry {

ExporterPlugin meta_facebook_exporter_plugin();

namespace {

ExporterAccount NewAccount() {
  demo::GraphOptions options;
  options.account = {.photos = 14, .videos = 2, .albums = 2, .style = demo::MediaStyle::kFiller};
  options.account.tagged = 0;
  const auto server = std::make_shared<demo::GraphServer>(options);
  EXPECT_TRUE(server->Start().ok());
  const std::string token = server->token();
  return {.options = {{"graph_url", server->base_url()}, {"page_size", "5"}},
          .token = token,
          .keep = server,
          .items = 16,
          .hand = {.set_login =
                       [server, token](bool good) {
                         good ? server->AcceptToken(token) : server->RevokeToken(463);
                       },
                   .remove = [server](const std::string& photo) { server->Delete(photo); }}};
}

INSTANTIATE_TEST_SUITE_P(Facebook, ExporterSuite,
                         testing::Values(ExporterCase{meta_facebook_exporter_plugin, NewAccount}));

absl::Status MakeWith(const std::map<std::string, std::string>& given) {
  const ExporterPlugin plugin = meta_facebook_exporter_plugin();
  const absl::StatusOr<ProviderOptions> options = ProviderOptions::From(plugin.spec, given);
  return options.ok() ? plugin.make(*options).status() : options.status();
}

TEST(FacebookPlugin, TheSpecTellsEverything) {
  EXPECT_THAT(SpecProblems(meta_facebook_exporter_plugin().spec), ::testing::IsEmpty());
}

TEST(FacebookPlugin, AsksForTheLeastAndTrustsOnlyItsOwnUrl) {
  const v1::ProviderSpec spec = meta_facebook_exporter_plugin().spec;
  EXPECT_EQ(spec.id(), "facebook");
  EXPECT_EQ(spec.role(), v1::ProviderSpec::EXPORTER);
  EXPECT_TRUE(spec.needs_credential());
  EXPECT_THAT(spec.trusted_url_options(), ::testing::ElementsAre("graph_url", "dialog_url"));
  EXPECT_THAT(spec.scopes(),
              ::testing::UnorderedElementsAre("public_profile", "user_photos", "user_videos"));
  EXPECT_FALSE(spec.limitations().empty());
  EXPECT_FALSE(spec.security_notes().empty());
}

TEST(FacebookPlugin, MakesAnExporterFromItsDefaults) {
  EXPECT_TRUE(MakeWith({}).ok());
  EXPECT_TRUE(MakeWith({{"graph_url", "http://127.0.0.1:8080"}, {"version", "v26.0"}}).ok());
}

TEST(FacebookPlugin, RefusesOptionsThatCannotWork) {
  for (const auto& [key, value] : {std::pair("version", "25"),
                                   {"version", "v25"},
                                   {"version", "v25.0/../x"},
                                   {"version", ""},
                                   {"page_size", "0"},
                                   {"page_size", "101"},
                                   {"page_size", "many"},
                                   {"graph_url", "ftp://x"},
                                   {"colour", "red"}}) {
    EXPECT_EQ(ReasonOf(MakeWith({{key, value}})), v1::BAD_CONFIGURATION) << key << "=" << value;
  }
}

}  // namespace
}  // namespace photoferry
