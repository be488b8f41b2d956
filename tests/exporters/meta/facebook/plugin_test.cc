// SPDX-License-Identifier: Apache-2.0
#include "common/base/status.h"
#include "exporters/exporter.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/suites/provider_spec.h"

namespace photoferry {

ExporterPlugin meta_facebook_exporter_plugin();

namespace {

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
  EXPECT_THAT(spec.trusted_url_options(), ::testing::ElementsAre("graph_url"));
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
