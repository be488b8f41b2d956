// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/cmd/provider_text.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "transfer-worker/cmd/provider_words.h"
#include "transfer-worker/cmd/terminal_text.h"

namespace photoferry {
namespace {

constexpr int kNameWidth = 28;

// Names of fields stand in backquotes for Markdown; a terminal shows them bare.
std::string Bare(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"`", ""}});
}

// `text` in lines that begin with `indent` blanks.
std::string Indented(absl::string_view text, int indent, int width) {
  const std::string blanks(static_cast<size_t>(indent), ' ');
  return absl::StrJoin(
      WrapToWidth(Bare(text), width - indent), "\n",
      [&blanks](std::string* out, const std::string& line) { absl::StrAppend(out, blanks, line); });
}

// "  name      text", the text in a column of its own.
std::string Row(absl::string_view name, absl::string_view text, int width) {
  const std::string wrapped = Indented(text, kNameWidth + 4, width);
  const absl::string_view rest = absl::StripLeadingAsciiWhitespace(wrapped);
  return absl::StrCat("  ", PadToWidth(name, kNameWidth), "  ", rest);
}

std::string Rows(const std::vector<Fact>& facts, int width) {
  return absl::StrJoin(facts, "\n", [width](std::string* out, const Fact& fact) {
    out->append(Row(fact.name, fact.text, width));
  });
}

template <typename Texts>
std::string Points(const Texts& texts, int width) {
  return absl::StrJoin(texts, "\n", [width](std::string* out, const std::string& text) {
    std::string point = Indented(text, 4, width);
    point[2] = '-';
    out->append(point);
  });
}

std::string Section(absl::string_view title, const std::string& body) {
  return body.empty() ? "" : absl::StrCat("\n\n", title, "\n", body);
}

// "(required), also written folder:PATH", "[100]"
std::string OptionRemark(const v1::ProviderSpec& spec, const v1::OptionSpec& option) {
  std::string remark;
  if (option.required()) {
    remark = " (required)";
  } else if (!option.default_value().empty()) {
    remark = absl::StrCat(" [", option.default_value(), "]");
  }
  if (option.key() != spec.shorthand_option()) return remark;
  return absl::StrCat(remark, ", also written ", EndpointWord(spec));
}

std::string OptionLines(const v1::ProviderSpec& spec, int width) {
  return absl::StrJoin(spec.options(), "\n", [&](std::string* out, const v1::OptionSpec& option) {
    absl::StrAppend(out, "  ", OptionName(spec, option), OptionRemark(spec, option), "\n",
                    Indented(option.help(), 6, width));
  });
}

// One block for each kind of account.
std::string KindLines(const v1::ProviderSpec& spec, int width) {
  return absl::StrJoin(
      spec.account_kinds(), "\n", [&](std::string* out, const v1::AccountKind& kind) {
        const bool importer = spec.role() == v1::ProviderSpec::IMPORTER;
        std::vector<Fact> facts = {{importer ? "  takes" : "  is copied", kind.exported()}};
        if (kind.exported().empty()) facts.front().text = "nothing";
        if (!kind.withheld().empty()) facts.push_back({"  is withheld", kind.withheld()});
        if (!kind.what_to_do().empty()) facts.push_back({"  what to do", kind.what_to_do()});
        absl::StrAppend(out, Indented(kind.kind(), 2, width), "\n", Rows(facts, width));
      });
}

// One block for each way to log in, with its rights.
std::string LoginKinds(const v1::ProviderSpec& spec, int width) {
  std::string text;
  for (const v1::LoginSpec& login : spec.logins()) {
    std::vector<Fact> facts = {{"  log in", LoginCommand(spec, login)}};
    if (!login.app().empty()) facts.push_back({"  app", login.app()});
    for (const v1::ScopeSpec& scope : login.scopes()) {
      facts.push_back({absl::StrCat("  ", scope.scope()),
                       absl::StrCat(scope.purpose(), " Asked for ", AskedWord(spec, scope), ".")});
    }
    absl::StrAppend(&text, "\n", Indented(login.display_name(), 2, width), "\n",
                    Rows(facts, width));
  }
  return text;
}

std::string LoginText(const v1::ProviderSpec& spec, int width) {
  if (!spec.needs_credential()) return "";
  return absl::StrCat(Rows(LoginFacts(spec), width), LoginKinds(spec, width));
}

std::string FieldRows(const v1::ProviderSpec& spec, int width) {
  if (spec.fields().empty()) return "";
  std::vector<Fact> kept;
  std::vector<std::string> lost;
  for (Fact& fact : FieldFacts(spec)) {
    if (fact.text.empty()) {
      lost.push_back(std::move(fact.name));
    } else {
      kept.push_back(std::move(fact));
    }
  }
  if (!lost.empty()) {
    const bool importer = spec.role() == v1::ProviderSpec::IMPORTER;
    kept.push_back({importer ? "not kept" : "not told", absl::StrJoin(lost, ", ")});
  }
  return Rows(kept, width);
}

}  // namespace

std::vector<v1::ProviderSpec> SpecsOf(const ProviderTable& providers) {
  std::vector<v1::ProviderSpec> specs;
  for (const auto& plugin : providers.exporters) specs.push_back(plugin.spec);
  for (const auto& plugin : providers.importers) specs.push_back(plugin.spec);
  return specs;
}

std::string ProviderList(const std::vector<v1::ProviderSpec>& specs, int width) {
  std::string text;
  for (const auto role : {v1::ProviderSpec::EXPORTER, v1::ProviderSpec::IMPORTER}) {
    std::vector<Fact> rows;
    for (const v1::ProviderSpec& spec : specs) {
      if (spec.role() == role) rows.push_back({EndpointWord(spec), spec.summary()});
    }
    const bool source = role == v1::ProviderSpec::EXPORTER;
    absl::StrAppend(
        &text, Section(source ? "Sources (--from)" : "Destinations (--to)", Rows(rows, width)));
  }
  return std::string(absl::StripLeadingAsciiWhitespace(text));
}

std::string ProviderText(const v1::ProviderSpec& spec, int width) {
  const bool importer = spec.role() == v1::ProviderSpec::IMPORTER;
  return absl::StrCat(
      spec.display_name(), " (", spec.id(), "), ", RoleWord(spec), "\n",
      Indented(spec.summary(), 0, width), Section("Options", OptionLines(spec, width)),
      Section("Who can use it", KindLines(spec, width)), Section("Login", LoginText(spec, width)),
      Section("What it does", Rows(BehaviourFacts(spec), width)),
      Section("Limits", Rows(LimitFacts(spec.capabilities()), width)),
      Section(importer ? "Where everything goes" : "Where everything comes from",
              FieldRows(spec, width)),
      Section("Limitations", Points(spec.limitations(), width)),
      Section("Security", Points(spec.security_notes(), width)),
      Section("What is kept", Points(spec.retention(), width)));
}

std::string ProviderHelp(const std::vector<v1::ProviderSpec>& specs, int width) {
  std::string options;
  for (const v1::ProviderSpec& spec : specs) {
    if (spec.options().empty()) continue;
    absl::StrAppend(&options, options.empty() ? "" : "\n", OptionLines(spec, width));
  }
  return absl::StrCat(ProviderList(specs, width),
                      Section("Their options (--option PROVIDER.KEY=VALUE)", options),
                      "\n\nphotoferry providers NAME tells all about one of them.");
}

}  // namespace photoferry
