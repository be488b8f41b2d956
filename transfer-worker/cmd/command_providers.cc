// SPDX-License-Identifier: Apache-2.0
//
// photoferry providers: everything that is printed comes from the providers' specs.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "transfer-worker/cmd/commands.h"
#include "transfer-worker/cmd/provider_docs.h"
#include "transfer-worker/cmd/provider_text.h"
#include "transfer-worker/engine/job_check.h"
#include "transfer-worker/engine/near_name.h"

namespace photoferry {
namespace {

struct ProviderFlags {
  std::string name;
  std::string markdown;  // a folder for the documentation
  std::string tree;      // where the providers' sources are
};

absl::StatusOr<std::vector<v1::ProviderSpec>> SpecsNamed(const ProviderTable& providers,
                                                         const std::string& name) {
  std::vector<v1::ProviderSpec> specs = SpecsOf(providers);
  std::erase_if(specs, [&](const v1::ProviderSpec& spec) { return spec.id() != name; });
  if (!specs.empty()) return specs;
  return Failure(v1::BAD_REQUEST,
                 absl::StrCat("There is no provider \"", name, "\".",
                              DidYouMean(name, ProviderIds(providers))),
                 "`photoferry providers` lists them.");
}

absl::StatusOr<ExitCode> ListProviders(Commands& commands) {
  const std::vector<v1::ProviderSpec> specs = SpecsOf(commands.providers);
  commands.console.Say(ProviderList(specs, commands.console.width));
  commands.console.Remark("\nphotoferry providers NAME tells all about one of them.");
  for (const v1::ProviderSpec& spec : specs) commands.console.Emit(spec);
  return kDone;
}

absl::StatusOr<ExitCode> ShowProvider(Commands& commands, const std::string& name) {
  PF_ASSIGN_OR_RETURN(const auto specs, SpecsNamed(commands.providers, name));
  for (const v1::ProviderSpec& spec : specs) {
    const bool first = &spec == &specs.front();
    commands.console.Say(
        absl::StrCat(first ? "" : "\n", ProviderText(spec, commands.console.width)));
    commands.console.Emit(spec);
  }
  return kDone;
}

absl::StatusOr<ExitCode> Providers(Commands& commands, const ProviderFlags& flags) {
  if (!flags.markdown.empty()) {
    if (flags.tree.empty()) {
      return Failure(v1::BAD_REQUEST, "--markdown needs --tree as well.",
                     "Name the folder of the sources: the pages take their READMEs' limitations.");
    }
    PF_RETURN_IF_ERROR(WriteProviderDocs(commands.providers, flags.tree, flags.markdown));
    return kDone;
  }
  return flags.name.empty() ? ListProviders(commands) : ShowProvider(commands, flags.name);
}

}  // namespace

void AddProviderCommands(Commands& commands) {
  const auto flags = std::make_shared<ProviderFlags>();
  CLI::App* command = commands.Add("providers", "Sources and destinations, and what each can do",
                                   [&commands, flags] { return Providers(commands, *flags); });
  command->add_option("name", flags->name, "One of them, with all that there is to know");
  // For scripts/ci/docs.sh: of use to those who have the sources only.
  command->add_option("--markdown", flags->markdown)->group("");
  command->add_option("--tree", flags->tree)->group("");
}

}  // namespace photoferry
