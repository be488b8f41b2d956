// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/cmd/provider_markdown.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/base/status.h"
#include "transfer-worker/cmd/provider_words.h"

namespace photoferry {
namespace {

constexpr char kMade[] =
    "<!-- Made by scripts/ci/docs.sh --fix from the provider's spec and README; edit those. -->\n";

// A cell must not end its own table.
std::string Cell(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"|", "\\|"}, {"\n", " "}});
}

std::string TableRow(const std::vector<std::string>& cells) {
  return absl::StrCat(
      "| ",
      absl::StrJoin(cells, " | ",
                    [](std::string* out, const std::string& cell) { out->append(Cell(cell)); }),
      " |\n");
}

std::string TableHead(const std::vector<std::string>& cells) {
  std::string rule = "|";
  for (size_t i = 0; i < cells.size(); ++i) rule += "---|";
  return absl::StrCat(TableRow(cells), rule, "\n");
}

std::string FactTable(const std::vector<Fact>& facts) {
  if (facts.empty()) return "";
  std::string table = "| | |\n|---|---|\n";
  for (const Fact& fact : facts) absl::StrAppend(&table, TableRow({fact.name, fact.text}));
  return table;
}

template <typename Texts>
std::string Points(const Texts& texts) {
  std::string points;
  for (const std::string& text : texts) absl::StrAppend(&points, "- ", text, "\n");
  return points;
}

std::string Section(absl::string_view title, const std::string& body) {
  return body.empty() ? "" : absl::StrCat("\n## ", title, "\n\n", body);
}

std::string CommandLine(const v1::ProviderSpec& spec) {
  const bool importer = spec.role() == v1::ProviderSpec::IMPORTER;
  return importer ? absl::StrCat("photoferry run --from SOURCE --to ", EndpointWord(spec))
                  : absl::StrCat("photoferry run --from ", EndpointWord(spec), " --to DESTINATION");
}

std::string DefaultCell(const v1::OptionSpec& option) {
  if (option.required()) return "required";
  return option.default_value().empty() ? "" : Code(option.default_value());
}

std::string OptionTable(const v1::ProviderSpec& spec) {
  if (spec.options().empty()) return "";
  std::string table = TableHead({"option", "type", "default", "meaning"});
  for (const v1::OptionSpec& option : spec.options()) {
    std::string meaning = option.help();
    if (option.key() == spec.shorthand_option()) {
      absl::StrAppend(&meaning, " Also written ", Code(EndpointWord(spec)), ".");
    }
    absl::StrAppend(&table, TableRow({Code(OptionName(spec, option)), TypeWord(option.type()),
                                      DefaultCell(option), meaning}));
  }
  if (spec.trusted_url_options().empty()) return table;
  const auto name = [&spec](std::string* out, const std::string& key) {
    absl::StrAppend(out, "`", spec.id(), ".", key, "`");
  };
  return absl::StrCat(table,
                      "\nA private address may be reached only where a person configured it: in ",
                      absl::StrJoin(spec.trusted_url_options(), ", ", name), ".\n");
}

std::string OrNothing(const std::string& text) {
  return text.empty() ? "*nothing*" : text;
}

std::string KindTable(const v1::ProviderSpec& spec) {
  if (spec.account_kinds().empty()) return "";
  const bool importer = spec.role() == v1::ProviderSpec::IMPORTER;
  std::string table =
      TableHead({"who", importer ? "takes" : "is copied", "is withheld", "what to do"});
  for (const v1::AccountKind& kind : spec.account_kinds()) {
    absl::StrAppend(&table, TableRow({kind.kind(), OrNothing(kind.exported()),
                                      OrNothing(kind.withheld()), kind.what_to_do()}));
  }
  return table;
}

// One heading and one table of rights for each way to log in.
std::string LoginKinds(const v1::ProviderSpec& spec) {
  std::string text;
  for (const v1::LoginSpec& login : spec.logins()) {
    std::vector<Fact> facts = {{"Log in", Code(LoginCommand(spec, login))}};
    if (!login.app().empty()) facts.push_back({"App", login.app()});
    for (const Fact& place : EndpointFacts(login.oauth())) {
      facts.push_back({place.name, Code(place.text)});
    }
    absl::StrAppend(&text, "\n### ", login.display_name(), "\n\n", FactTable(facts));
    if (login.scopes().empty()) continue;
    absl::StrAppend(&text, "\n", TableHead({"right", "what it is for", "asked for"}));
    for (const v1::ScopeSpec& scope : login.scopes()) {
      absl::StrAppend(&text,
                      TableRow({Code(scope.scope()), scope.purpose(), AskedWord(spec, scope)}));
    }
  }
  return text;
}

std::string LoginTable(const v1::ProviderSpec& spec) {
  if (!spec.needs_credential()) return "No login is needed.\n";
  return absl::StrCat(FactTable(LoginFacts(spec)), LoginKinds(spec));
}

std::string FieldTable(const v1::ProviderSpec& spec) {
  if (spec.fields().empty()) return "";
  const bool importer = spec.role() == v1::ProviderSpec::IMPORTER;
  std::string table = TableHead({"field", importer ? "goes to" : "comes from"});
  for (const Fact& fact : FieldFacts(spec)) {
    const std::string nowhere = importer ? "*not kept*" : "*not told*";
    absl::StrAppend(&table, TableRow({Code(fact.name), fact.text.empty() ? nowhere : fact.text}));
  }
  return table;
}

std::string AnswerTable(const v1::ProviderSpec& spec) {
  if (spec.answers().empty()) return "";
  std::string table = TableHead({"answer", "meaning", "reason", "then"});
  for (const v1::AnswerMeaning& answer : spec.answers()) {
    absl::StrAppend(&table,
                    TableRow({answer.answer(), answer.meaning(), Code(ReasonName(answer.reason())),
                              ConsequenceWord(answer.reason())}));
  }
  return table;
}

std::string LimitationText(const v1::ProviderSpec& spec, const ProviderReadme& readme) {
  std::string text = Points(spec.limitations());
  if (readme.limitations.empty()) return text;
  if (!text.empty()) text += "\nIn detail:\n\n";
  return absl::StrCat(text, readme.limitations, "\n");
}

}  // namespace

std::string PageName(const v1::ProviderSpec& spec, const std::vector<v1::ProviderSpec>& all) {
  const auto namesakes = std::count_if(all.begin(), all.end(), [&](const v1::ProviderSpec& other) {
    return other.id() == spec.id();
  });
  const bool second = namesakes > 1 && spec.role() == v1::ProviderSpec::IMPORTER;
  return absl::StrCat(spec.id(), second ? "-destination" : "", ".md");
}

std::string ProviderPage(const v1::ProviderSpec& spec, const ProviderReadme& readme) {
  const bool importer = spec.role() == v1::ProviderSpec::IMPORTER;
  return absl::StrCat(
      kMade, "# ", spec.display_name(), "\n\n", spec.summary(), "\n\n```sh\n", CommandLine(spec),
      "\n```\n\nThis ", RoleWord(spec), " is described from the inside in [", readme.path,
      "](../../", readme.path, ").\n", Section("Options", OptionTable(spec)),
      Section("Who can use it", KindTable(spec)), Section("Login", LoginTable(spec)),
      Section("What it does", FactTable(BehaviourFacts(spec))),
      Section("Limits", FactTable(LimitFacts(spec.capabilities()))),
      Section(importer ? "Where everything goes" : "Where everything comes from", FieldTable(spec)),
      Section("What its answers mean", AnswerTable(spec)),
      Section("Limitations", LimitationText(spec, readme)),
      Section("Security", Points(spec.security_notes())),
      Section("What is kept", Points(spec.retention())));
}

std::string ProviderIndexPage(const std::vector<v1::ProviderSpec>& all) {
  std::string table = TableHead({"provider", "", "written", ""});
  for (const v1::ProviderSpec& spec : all) {
    absl::StrAppend(
        &table, TableRow({absl::StrCat("[", spec.display_name(), "](", PageName(spec, all), ")"),
                          RoleWord(spec), Code(EndpointWord(spec)), spec.summary()}));
  }
  return absl::StrCat(kMade,
                      "# Sources and destinations\n\nThe same is told by `photoferry providers` "
                      "and `photoferry providers NAME`.\n\n",
                      table);
}

std::string MarkdownSection(absl::string_view markdown, absl::string_view title) {
  std::vector<absl::string_view> lines;
  bool inside = false;
  bool in_code = false;
  for (const absl::string_view line : absl::StrSplit(markdown, '\n')) {
    if (absl::StartsWith(line, "```")) in_code = !in_code;
    const bool heading =
        !in_code && (absl::StartsWith(line, "# ") || absl::StartsWith(line, "## "));
    if (heading) inside = line == absl::StrCat("## ", title);
    if (inside && !heading) lines.push_back(line);
  }
  return std::string(absl::StripAsciiWhitespace(absl::StrJoin(lines, "\n")));
}

}  // namespace photoferry
