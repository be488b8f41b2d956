// SPDX-License-Identifier: Apache-2.0
#include "common/base/status.h"
#include "exporters/exporter.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/fakes/demo/graph_server.h"
#include "tests/suites/exporter_suite.h"
#include "tests/suites/provider_spec.h"

namespace photoferry {

ExporterPlugin meta_instagram_exporter_plugin();

namespace {

ExporterAccount NewAccount(const char* login) {
  demo::GraphOptions options;
  options.account = {.photos = 0, .videos = 0, .albums = 0, .style = demo::MediaStyle::kFiller};
  options.account.instagram = {.posts = 12, .stories = 2};
  const auto server = std::make_shared<demo::GraphServer>(options);
  EXPECT_TRUE(server->Start().ok());
  const bool by_facebook = std::string(login) == "facebook";
  const std::string token = by_facebook ? server->token() : server->instagram_token();
  return {.options = {{"graph_url", server->base_url()},
                      {"instagram_url", server->instagram_url()},
                      {"login", login},
                      {"page_size", "5"}},
          .token = token,
          .keep = server,
          .items = server->account().instagram().Files().size(),
          .hand = {.set_login =
                       [server, token](bool good) {
                         good ? server->AcceptToken(token) : server->RevokeToken(463);
                       },
                   .remove = [server](const std::string& photo) { server->Delete(photo); }}};
}

INSTANTIATE_TEST_SUITE_P(Instagram, ExporterSuite,
                         testing::Values(ExporterCase{meta_instagram_exporter_plugin,
                                                      [] { return NewAccount("facebook"); }},
                                         ExporterCase{meta_instagram_exporter_plugin,
                                                      [] { return NewAccount("instagram"); }}));

absl::Status MakeWith(const std::map<std::string, std::string>& given) {
  const ExporterPlugin plugin = meta_instagram_exporter_plugin();
  const absl::StatusOr<ProviderOptions> options = ProviderOptions::From(plugin.spec, given);
  return options.ok() ? plugin.make(*options).status() : options.status();
}

TEST(InstagramPlugin, TheSpecTellsEverything) {
  EXPECT_THAT(SpecProblems(meta_instagram_exporter_plugin().spec), ::testing::IsEmpty());
}

TEST(InstagramPlugin, AsksForTheLeastAndTrustsOnlyItsOwnUrls) {
  const v1::ProviderSpec spec = meta_instagram_exporter_plugin().spec;
  EXPECT_EQ(spec.id(), "instagram");
  EXPECT_EQ(spec.role(), v1::ProviderSpec::EXPORTER);
  EXPECT_TRUE(spec.needs_credential());
  EXPECT_THAT(spec.trusted_url_options(),
              ::testing::ElementsAre("graph_url", "instagram_url", "dialog_url",
                                     "instagram_dialog_url", "instagram_token_url"));
  EXPECT_THAT(spec.scopes(), ::testing::ElementsAre("instagram_business_basic"));
}

TEST(InstagramPlugin, MakesAnExporterFromItsDefaultsAndFromEachChoice) {
  EXPECT_TRUE(MakeWith({}).ok());
  for (const char* albums : {"none", "carousels", "type"}) {
    EXPECT_TRUE(MakeWith({{"albums", albums}}).ok()) << albums;
  }
  for (const char* login : {"auto", "facebook", "instagram"}) {
    EXPECT_TRUE(MakeWith({{"login", login}, {"account", "zoe"}}).ok()) << login;
  }
}

TEST(InstagramPlugin, RefusesOptionsThatCannotWork) {
  for (const auto& [key, value] : {std::pair("version", "25"),
                                   {"page_size", "0"},
                                   {"page_size", "101"},
                                   {"albums", "some"},
                                   {"albums", ""},
                                   {"login", "twitter"},
                                   {"still_pictures", "perhaps"},
                                   {"instagram_url", "ftp://x"},
                                   {"colour", "red"}}) {
    EXPECT_EQ(ReasonOf(MakeWith({{key, value}})), v1::BAD_CONFIGURATION) << key << "=" << value;
  }
}

}  // namespace
}  // namespace photoferry
