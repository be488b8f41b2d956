// SPDX-License-Identifier: Apache-2.0
#include "tests/suites/provider_spec.h"

#include <functional>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace photoferry {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

v1::ProviderSpec WholeSpec() {
  v1::ProviderSpec spec;
  spec.set_id("shoe-box2");
  spec.set_display_name("Shoe box");
  spec.set_role(v1::ProviderSpec::IMPORTER);
  spec.set_summary("A box under the bed.");
  v1::OptionSpec& box = *spec.add_options();
  box.set_key("box");
  box.set_type(v1::OptionSpec::URL);
  box.set_help("Which one.");
  box.set_default_value("https://bed.example");
  spec.set_shorthand_option("box");
  spec.add_trusted_url_options("box");
  v1::Capabilities& capabilities = *spec.mutable_capabilities();
  capabilities.set_container_model(v1::FOLDERS);
  capabilities.set_publishes(v1::AT_SEND);
  capabilities.set_doubt(v1::REPEAT_IS_HARMLESS);
  capabilities.set_resume(v1::FROM_START);
  v1::FieldRoute& route = *spec.add_fields();
  route.set_field("photo.caption");
  route.set_place("its back");
  v1::AnswerMeaning& answer = *spec.add_answers();
  answer.set_answer("BOX 7");
  answer.set_reason(v1::DESTINATION_FULL);
  answer.set_meaning("The lid does not close.");
  v1::AccountKind& kind = *spec.add_account_kinds();
  kind.set_kind("Sleeper");
  kind.set_withheld("What lies on the bed.");
  kind.set_what_to_do("Wake up.");
  spec.add_limitations("Holds 200 prints.");
  spec.add_security_notes("Keep it dry.");
  spec.add_retention("Nothing.");
  return spec;
}

TEST(SpecProblems, AWholeSpecHasNone) {
  EXPECT_THAT(SpecProblems(WholeSpec()), IsEmpty());
}

TEST(SpecProblems, AnEmptySpecLacksEverything) {
  EXPECT_THAT(SpecProblems({}), SizeIs(9));
}

TEST(SpecProblems, EachMistakeIsNamedByItself) {
  using Mistake = std::function<void(v1::ProviderSpec&)>;
  const std::pair<const char*, Mistake> mistakes[] = {
      {"The id is", [](auto& spec) { spec.set_id("Shoe_Box"); }},
      {"summary is a sentence", [](auto& spec) { spec.set_summary("A box"); }},
      {"bo-x has a key", [](auto& spec) { spec.mutable_options(0)->set_key("bo-x"); }},
      {"box is there once", [](auto& spec) { *spec.add_options() = spec.options(0); }},
      {"box has a type", [](auto& spec) { spec.mutable_options(0)->clear_type(); }},
      {"box has a sentence", [](auto& spec) { spec.mutable_options(0)->clear_help(); }},
      {"required or has a default",
       [](auto& spec) { spec.mutable_options(0)->set_required(true); }},
      {"of its own type",
       [](auto& spec) { spec.mutable_options(0)->set_default_value("under the bed"); }},
      {"shorthand option exists", [](auto& spec) { spec.set_shorthand_option("bed"); }},
      {"trusted option bed exists", [](auto& spec) { spec.add_trusted_url_options("bed"); }},
      {"scopes needs a login", [](auto& spec) { spec.add_scopes("open"); }},
      {"when an item is visible",
       [](auto& spec) { spec.mutable_capabilities()->clear_publishes(); }},
      {"names a field", [](auto& spec) { spec.mutable_fields(0)->set_field("photo.smell"); }},
      {"leads somewhere", [](auto& spec) { spec.mutable_fields(0)->clear_place(); }},
      {"BOX 7 has a reason", [](auto& spec) { spec.mutable_answers(0)->clear_reason(); }},
      {"is there once", [](auto& spec) { *spec.add_account_kinds() = spec.account_kinds(0); }},
      {"tells what to do", [](auto& spec) { spec.mutable_account_kinds(0)->clear_what_to_do(); }},
      {"has a sentence",
       [](auto& spec) { spec.mutable_account_kinds(0)->set_withheld("The bed"); }},
      {"There is a security note", [](auto& spec) { spec.clear_security_notes(); }},
      {"\"Dry\" is a sentence", [](auto& spec) { spec.set_security_notes(0, "Dry"); }},
  };
  for (const auto& [problem, make] : mistakes) {
    v1::ProviderSpec spec = WholeSpec();
    make(spec);
    const std::vector<std::string> problems = SpecProblems(spec);
    ASSERT_FALSE(problems.empty()) << problem;
    EXPECT_THAT(problems, ::testing::Contains(HasSubstr(problem)));
    EXPECT_THAT(problems, SizeIs(::testing::Le(3)));
  }
}

}  // namespace
}  // namespace photoferry
