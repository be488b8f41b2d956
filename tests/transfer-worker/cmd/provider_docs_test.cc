// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/cmd/provider_docs.h"

#include <filesystem>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_dir.h"
#include "transfer-worker/cmd/provider_text.h"

namespace photoferry {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;

// A source tree with one provider folder.
class ProviderDocsTest : public ::testing::Test {
 protected:
  ProviderDocsTest() {
    spec_.set_id("shoebox");
    spec_.set_display_name("Shoe box");
    spec_.set_role(v1::ProviderSpec::IMPORTER);
    Write("importers/README.md", "# Shoe box\n## Limitations\n- not a provider's\n");
    Write("importers/shoebox/plugin.cc", "");
  }

  void Write(const std::string& path, const std::string& text) {
    std::filesystem::create_directories(std::filesystem::path(tree_ / path).parent_path());
    WriteFile(tree_ / path, text);
  }
  void WriteReadme(const std::string& text) { Write("importers/shoebox/README.md", text); }

  TempDir tree_;
  v1::ProviderSpec spec_;
};

TEST_F(ProviderDocsTest, TheLimitationsComeFromTheFolderOfThatName) {
  WriteReadme("# Shoe box\n\n## Limitations\n\n- Dark, see [there](https://dark.example).\n");
  PF_ASSERT_OK_AND_ASSIGN(const ProviderReadme readme, FindProviderReadme(tree_.path(), spec_));
  EXPECT_EQ(readme.path, "importers/shoebox/README.md");
  EXPECT_THAT(readme.limitations, HasSubstr("- Dark"));
}

TEST_F(ProviderDocsTest, AFolderWithoutWhatThePageNeedsIsRefusedByName) {
  EXPECT_THAT(FindProviderReadme(tree_.path(), spec_), ReasonIs(v1::BAD_CONFIGURATION));
  WriteReadme("# Another name\n\n## Limitations\n\n- Dark.\n");
  const auto unnamed = FindProviderReadme(tree_.path(), spec_);
  EXPECT_THAT(unnamed.status().message(), HasSubstr("begins with the line \"# Shoe box\""));
  WriteReadme("# Shoe box\n\n## Layout\n\nDark.\n");
  const auto silent = FindProviderReadme(tree_.path(), spec_);
  EXPECT_THAT(silent.status().message(), HasSubstr("importers/shoebox/README.md tells nothing"));
  WriteReadme("# Shoe box\n\n## Limitations\n\n- See [there](../x.md).\n");
  const auto linked = FindProviderReadme(tree_.path(), spec_);
  EXPECT_THAT(linked.status().message(), HasSubstr("link to a file"));
}

TEST_F(ProviderDocsTest, APageForEachProviderAndOneThatListsThem) {
  WriteReadme("# Shoe box\n\n## Limitations\n\n- Dark.\n");
  ProviderTable table;
  table.importers.push_back({.spec = spec_, .make = nullptr});
  const std::string out = tree_ / "docs/providers";
  ASSERT_THAT(WriteProviderDocs(table, tree_.path(), out), IsOk());
  EXPECT_THAT(ReadFile(out + "/shoebox.md"), HasSubstr("- Dark."));
  EXPECT_THAT(ReadFile(out + "/README.md"), HasSubstr("(shoebox.md)"));
  Write("file", "in the way");
  EXPECT_THAT(WriteProviderDocs(table, tree_.path(), tree_ / "file"),
              ReasonIs(v1::BAD_CONFIGURATION));
}

std::vector<std::string> LinesOf(const std::string& text) {
  return absl::StrSplit(text, '\n');
}

MATCHER_P(FitsInto, width, "") {
  // What cannot be broken stands alone.
  const std::string trimmed(absl::StripAsciiWhitespace(arg));
  return static_cast<int>(arg.size()) <= width || !absl::StrContains(trimmed, ' ');
}

TEST(ProviderText, BuiltInProvidersFitOnTheTerminal) {
  const ProviderTable table = BuiltInProviders();
  ASSERT_FALSE(table.exporters.empty());
  ASSERT_FALSE(table.importers.empty());
  for (const v1::ProviderSpec& spec : SpecsOf(table)) {
    EXPECT_THAT(LinesOf(ProviderText(spec, 100)), Each(FitsInto(100))) << spec.id();
    EXPECT_THAT(ProviderText(spec, 100), Not(HasSubstr("`"))) << spec.id();
  }
}

TEST(ProviderText, IdsOfOneSideAreUnique) {
  const ProviderTable table = BuiltInProviders();
  std::set<std::string> sources;
  for (const auto& plugin : table.exporters) EXPECT_TRUE(sources.insert(plugin.spec.id()).second);
  std::set<std::string> destinations;
  for (const auto& plugin : table.importers) {
    EXPECT_TRUE(destinations.insert(plugin.spec.id()).second);
  }
}

TEST(ProviderText, HelpNamesEveryProviderAndEveryOption) {
  const std::vector<v1::ProviderSpec> specs = SpecsOf(BuiltInProviders());
  const std::string help = ProviderHelp(specs, 80);
  for (const v1::ProviderSpec& spec : specs) {
    EXPECT_THAT(help, HasSubstr(spec.id()));
    for (const v1::OptionSpec& option : spec.options()) {
      EXPECT_THAT(help, HasSubstr(absl::StrCat("  ", spec.id(), ".", option.key())));
    }
  }
}

}  // namespace
}  // namespace photoferry
