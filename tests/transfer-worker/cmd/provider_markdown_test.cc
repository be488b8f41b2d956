// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/cmd/provider_markdown.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "transfer-worker/cmd/provider_text.h"
#include "transfer-worker/cmd/provider_words.h"

namespace photoferry {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

const ProviderReadme kReadme{.path = "importers/shoebox/README.md",
                             .limitations = "- Photos are\n  kept in the dark."};

v1::ProviderSpec Shoebox() {
  v1::ProviderSpec spec;
  spec.set_id("shoebox");
  spec.set_display_name("Shoe box");
  spec.set_role(v1::ProviderSpec::IMPORTER);
  spec.set_summary("A box under the bed.");
  v1::OptionSpec& box = *spec.add_options();
  box.set_key("box");
  box.set_type(v1::OptionSpec::URL);
  box.set_help("Which one: black | white.");
  box.set_required(true);
  spec.set_shorthand_option("box");
  spec.add_trusted_url_options("box");
  spec.mutable_capabilities()->set_container_model(v1::ALBUMS);
  spec.mutable_capabilities()->set_max_photo_bytes(200'000'000);
  v1::FieldRoute& caption = *spec.add_fields();
  caption.set_field("photo.caption");
  caption.set_place("`backside`, in pencil");
  v1::AnswerMeaning& full = *spec.add_answers();
  full.set_answer("BOX 7");
  full.set_reason(v1::DESTINATION_FULL);
  full.set_meaning("The lid does not close.");
  spec.add_limitations("Holds 200 prints.");
  spec.add_security_notes("Keep it dry.");
  spec.add_retention("Nothing.");
  return spec;
}

TEST(ProviderPage, TellsEveryPartOfTheSpec) {
  const std::string page = ProviderPage(Shoebox(), kReadme);
  EXPECT_THAT(page,
              AllOf(HasSubstr("# Shoe box\n\nA box under the bed."),
                    HasSubstr("photoferry run --from SOURCE --to shoebox:BOX"),
                    HasSubstr("(../../importers/shoebox/README.md)"),
                    HasSubstr("| `shoebox.box` | URL | required | Which one: black \\| white. "
                              "Also written `shoebox:BOX`. |"),
                    HasSubstr("where a person configured it: in `shoebox.box`."),
                    HasSubstr("| A photo | up to 200.0 MB |")));
  EXPECT_THAT(page, AllOf(HasSubstr("| `photo.caption` | `backside`, in pencil |"),
                          HasSubstr("| `photo.title` | *not kept* |"),
                          HasSubstr("| `album.title` | *not kept* |"),
                          HasSubstr("| BOX 7 | The lid does not close. | `DESTINATION_FULL` | the "
                                    "job waits, then goes on |"),
                          HasSubstr("- Holds 200 prints.\n\nIn detail:\n\n- Photos are\n  kept in "
                                    "the dark.\n"),
                          HasSubstr("## Security\n\n- Keep it dry.\n"),
                          EndsWith("## What is kept\n\n- Nothing.\n")));
  EXPECT_THAT(page, HasSubstr("No login is needed."));
}

TEST(ProviderPage, TellsWhereToLogInAndWithWhichRights) {
  v1::ProviderSpec spec = Shoebox();
  spec.set_role(v1::ProviderSpec::EXPORTER);
  spec.set_needs_credential(true);
  spec.add_scopes("open");
  spec.add_scopes("look");
  spec.mutable_oauth()->set_authorize_url("https://bed.example/ask");
  const std::string page = ProviderPage(spec, kReadme);
  EXPECT_THAT(page, AllOf(HasSubstr("photoferry run --from shoebox:BOX --to DESTINATION"),
                          HasSubstr("`photoferry login shoebox --token-stdin`"),
                          HasSubstr("| Rights asked for | `open`, `look` |"),
                          HasSubstr("| Allowed at | `https://bed.example/ask` |"),
                          HasSubstr("| field | comes from |"), HasSubstr("*not told*"),
                          Not(HasSubstr("## What it does"))));
}

v1::ProviderSpec Asking() {
  v1::ProviderSpec spec = Shoebox();
  spec.set_role(v1::ProviderSpec::EXPORTER);
  spec.set_needs_credential(true);
  for (const char* id : {"key", "lock"}) {
    v1::LoginSpec& login = *spec.add_logins();
    login.set_id(id);
    login.set_display_name(absl::StrCat("By ", id));
    login.set_app("The locksmith's.");
    login.mutable_oauth()->set_authorize_url("https://bed.example/ask");
  }
  v1::ScopeSpec& always = *spec.mutable_logins(1)->add_scopes();
  always.set_scope("look");
  always.set_purpose("To see.");
  always.set_required(true);
  v1::ScopeSpec& sometimes = *spec.mutable_logins(1)->add_scopes();
  sometimes.set_scope("lift");
  sometimes.set_purpose("To look below.");
  sometimes.set_option("box");
  v1::AccountKind& owner = *spec.add_account_kinds();
  owner.set_kind("Owner");
  owner.set_exported("Everything.");
  v1::AccountKind& guest = *spec.add_account_kinds();
  guest.set_kind("Guest");
  guest.set_withheld("All of it.");
  guest.set_what_to_do("Ask the owner.");
  return spec;
}

TEST(ProviderPage, TellsWhoCanUseItAndWhatEachRightIsFor) {
  EXPECT_THAT(
      ProviderPage(Asking(), kReadme),
      AllOf(HasSubstr("## Who can use it\n\n| who | is copied | is withheld | what to do |"),
            HasSubstr("| Owner | Everything. | *nothing* |  |\n"),
            HasSubstr("| Guest | *nothing* | All of it. | Ask the owner. |\n"),
            HasSubstr("### By key\n\n| | |\n|---|---|\n"
                      "| Log in | `photoferry login shoebox` |\n"),
            HasSubstr("| Log in | `photoferry login shoebox --with lock` |\n"
                      "| App | The locksmith's. |\n"
                      "| Allowed at | `https://bed.example/ask` |\n"),
            HasSubstr("| `look` | To see. | always; nothing works without it |\n"),
            HasSubstr("| `lift` | To look below. | with the option `shoebox.box` |\n")));
}

TEST(ProviderText, TellsTheSameOnATerminal) {
  const std::string text = ProviderText(Asking(), 100);
  EXPECT_THAT(text, AllOf(HasSubstr("Who can use it\n  Owner\n"),
                          HasSubstr("    what to do                  Ask the owner."),
                          HasSubstr("photoferry login shoebox --with lock"),
                          HasSubstr("To look below. Asked for with the option shoebox.box.")));
}

TEST(ProviderPage, LeavesOutWhatTheSpecDoesNotTell) {
  v1::ProviderSpec bare;
  bare.set_display_name("Bare");
  const std::string page = ProviderPage(bare, {.path = "exporters/bare/README.md"});
  for (const char* title :
       {"Who can use it", "Options", "Limits", "Limitations", "Security", "What is kept",
        "Where everything comes from", "What its answers mean"}) {
    EXPECT_THAT(page, Not(HasSubstr(title)));
  }
}

TEST(ProviderIndexPage, LinksToEveryPage) {
  v1::ProviderSpec source = Shoebox();
  source.set_role(v1::ProviderSpec::EXPORTER);
  const std::vector<v1::ProviderSpec> both = {source, Shoebox()};
  EXPECT_THAT(ProviderIndexPage(both),
              AllOf(HasSubstr("| [Shoe box](shoebox.md) | source | `shoebox:BOX` |"),
                    HasSubstr("| [Shoe box](shoebox-destination.md) | destination |")));
  EXPECT_EQ(PageName(Shoebox(), {Shoebox()}), "shoebox.md");
}

TEST(MarkdownSection, IsWhatStandsBelowItsHeading) {
  const std::string readme =
      "# Name\n\n## Limitations\n\n- one\n\n### More\n\n- two\n\n```\n# no heading\n```\n\n## "
      "Next\n"
      "x\n";
  EXPECT_EQ(MarkdownSection(readme, "Limitations"),
            "- one\n\n### More\n\n- two\n\n```\n# no heading\n```");
  EXPECT_EQ(MarkdownSection(readme, "Next"), "x");
  EXPECT_EQ(MarkdownSection(readme, "Name"), "");
  EXPECT_EQ(MarkdownSection("", "Limitations"), "");
}

TEST(ProviderWords, EveryValueOfTheSpecHasWordsOfItsOwn) {
  v1::ProviderSpec spec = Shoebox();
  const auto behaviours = [&spec] {
    std::string all;
    for (const Fact& fact : BehaviourFacts(spec)) all += fact.name + ": " + fact.text + "\n";
    return all;
  };
  std::set<std::string> seen;
  v1::Capabilities& capabilities = *spec.mutable_capabilities();
  for (const auto model : {v1::NO_ALBUMS, v1::ALBUMS, v1::FOLDERS, v1::LAZY_ALBUMS}) {
    capabilities.set_container_model(model);
    EXPECT_TRUE(seen.insert(behaviours()).second) << model;
  }
  for (const auto doubt : {v1::REPEAT_IS_HARMLESS, v1::CHECK_TELLS, v1::NOTHING_TELLS}) {
    capabilities.set_doubt(doubt);
    EXPECT_TRUE(seen.insert(behaviours()).second) << doubt;
  }
  capabilities.set_resume(v1::FROM_OFFSET);
  capabilities.mutable_session_lifetime()->set_seconds(86400);
  capabilities.set_publishes(v1::AT_PUBLISH);
  capabilities.set_publish_batch(50);
  capabilities.set_publish_lane(true);
  capabilities.set_in_flight(3);
  capabilities.set_ordered(true);
  capabilities.set_size_required(true);
  capabilities.add_hashes(v1::ContentHash::MD5);
  EXPECT_THAT(behaviours(),
              AllOf(HasSubstr("After a break: goes on where it broke, for 1 d 0 h\n"),
                    HasSubstr("Visible: after a second call, 50 at a time\n"),
                    HasSubstr("At once: 3 uploads, in the order of the album; one at a time: "
                              "publishing\n"),
                    HasSubstr("Length: must be known"), HasSubstr("Confirmed by: size, MD5\n")));
}

}  // namespace
}  // namespace photoferry
