// SPDX-License-Identifier: Apache-2.0
//
// photoferry providers: everything that is printed comes from the providers' specs.
#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status.h"
#include "transfer-worker/cmd/commands.h"
#include "transfer-worker/cmd/terminal_text.h"
#include "transfer-worker/engine/job_check.h"
#include "transfer-worker/engine/near_name.h"
#include "transfer-worker/engine/report_text.h"

namespace photoferry {
namespace {

std::string RoleWord(const v1::ProviderSpec& spec) {
  return spec.role() == v1::ProviderSpec::IMPORTER ? "destination" : "source";
}

template <typename Texts>
std::string Section(absl::string_view title, const Texts& texts) {
  if (texts.empty()) return "";
  return absl::StrCat("\n\n", title, "\n  ", absl::StrJoin(texts, "\n  "));
}

std::string OptionText(const v1::ProviderSpec& spec, const v1::OptionSpec& option) {
  std::string text = absl::StrCat(spec.id(), ".", option.key());
  if (option.required()) {
    absl::StrAppend(&text, " (required)");
  } else if (!option.default_value().empty()) {
    absl::StrAppend(&text, " [", option.default_value(), "]");
  }
  if (option.key() == spec.shorthand_option()) {
    absl::StrAppend(&text, ", also written ", spec.id(), ":", absl::AsciiStrToUpper(option.key()));
  }
  return absl::StrCat(text, "\n      ", option.help());
}

std::vector<std::string> LimitTexts(const v1::Capabilities& capabilities) {
  std::vector<std::string> texts;
  const auto add = [&](int64_t limit, const std::string& text) {
    if (limit > 0) texts.push_back(text);
  };
  add(capabilities.max_photo_bytes(),
      absl::StrCat("photos up to ", HumanBytes(capabilities.max_photo_bytes())));
  add(capabilities.max_video_bytes(),
      absl::StrCat("videos up to ", HumanBytes(capabilities.max_video_bytes())));
  add(capabilities.max_items_per_album(),
      absl::StrCat(WithCommas(capabilities.max_items_per_album()), " items in an album"));
  add(capabilities.max_caption_characters(),
      absl::StrCat(WithCommas(capabilities.max_caption_characters()), " characters in a caption"));
  add(capabilities.max_title_characters(),
      absl::StrCat(WithCommas(capabilities.max_title_characters()), " characters in a title"));
  add(capabilities.mime_types_size(),
      absl::StrCat("types: ", absl::StrJoin(capabilities.mime_types(), ", ")));
  return texts;
}

std::string Description(const v1::ProviderSpec& spec) {
  std::vector<std::string> options;
  for (const v1::OptionSpec& option : spec.options()) options.push_back(OptionText(spec, option));
  std::string text = absl::StrCat(spec.display_name(), " (", spec.id(), "), ", RoleWord(spec), "\n",
                                  spec.summary());
  if (spec.needs_credential()) {
    absl::StrAppend(&text, "\n\nLogin\n  photoferry login ", spec.id(), " --token-stdin");
    if (!spec.scopes().empty()) {
      absl::StrAppend(&text, "\n  Rights that are asked for: ", absl::StrJoin(spec.scopes(), ", "));
    }
  }
  return absl::StrCat(
      text, Section("Options", options), Section("Limits", LimitTexts(spec.capabilities())),
      Section("Limitations", spec.limitations()), Section("Security", spec.security_notes()));
}

absl::StatusOr<std::vector<v1::ProviderSpec>> SpecsNamed(const ProviderTable& providers,
                                                         const std::string& name) {
  std::vector<v1::ProviderSpec> specs;
  for (const auto& plugin : providers.exporters) specs.push_back(plugin.spec);
  for (const auto& plugin : providers.importers) specs.push_back(plugin.spec);
  if (name.empty()) return specs;
  std::erase_if(specs, [&](const v1::ProviderSpec& spec) { return spec.id() != name; });
  if (!specs.empty()) return specs;
  return Failure(v1::BAD_REQUEST,
                 absl::StrCat("There is no provider \"", name, "\".",
                              DidYouMean(name, ProviderIds(providers))),
                 "`photoferry providers` lists them.");
}

absl::StatusOr<ExitCode> Providers(Commands& commands, const std::string& name) {
  PF_ASSIGN_OR_RETURN(const auto specs, SpecsNamed(commands.providers, name));
  for (const v1::ProviderSpec& spec : specs) {
    commands.console.Say(name.empty()
                             ? absl::StrCat(PadToWidth(spec.id(), 16), "  ",
                                            PadToWidth(RoleWord(spec), 11), "  ", spec.summary())
                             : Description(spec));
    commands.console.Emit(spec);
  }
  return kDone;
}

}  // namespace

void AddProviderCommands(Commands& commands) {
  const auto name = std::make_shared<std::string>();
  CLI::App* command = commands.Add("providers", "Sources and destinations, and what each can do",
                                   [&commands, name] { return Providers(commands, *name); });
  command->add_option("name", *name, "One of them, with options and limits");
}

}  // namespace photoferry
