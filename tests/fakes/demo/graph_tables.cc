// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/demo/graph_tables.h"

#include <utility>

#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace photoferry::demo {

namespace {

std::pair<std::string, std::string> SplitOnce(absl::string_view text, char at) {
  return absl::StrSplit(text, absl::MaxSplits(at, 1));
}

}  // namespace

const GraphTables& GraphTables::Get() {
  static const GraphTables* const tables = new GraphTables();
  return *tables;
}

GraphTables::GraphTables() {
  Read(kGraphTableText);
  Read(kInstagramTableText);
}

void GraphTables::Read(absl::string_view text) {
  GraphNodeType* node = nullptr;
  for (absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    std::vector<std::string> words = absl::StrSplit(line, ' ', absl::SkipEmpty());
    const std::string keyword = words.front();
    words.erase(words.begin());
    if (keyword == "node") {
      node = &nodes_[words.front()];
      node->name = words.front();
    } else if (keyword == "enum") {
      std::vector<std::string>& values = enums_[words.front()];
      values.insert(values.end(), words.begin() + 1, words.end());
    } else {
      ReadNodeLine(*node, keyword, words);
    }
  }
}

void GraphTables::ReadNodeLine(GraphNodeType& node, absl::string_view keyword,
                               const std::vector<std::string>& words) {
  const bool extra = absl::ConsumePrefix(&keyword, "extra_");
  for (const std::string& word : words) {
    if (keyword == "default") {
      node.defaults.push_back(word);
    } else if (keyword == "params") {
      const auto [edge, declaration] = SplitOnce(word, '.');
      const auto [name, type] = SplitOnce(declaration, '=');
      node.params[edge][name] = type;
    } else {
      const auto [name, type] = SplitOnce(word, ':');
      if (extra) node.extra.insert(name);
      (keyword == "fields" ? node.fields : node.edges)[name] = type;
    }
  }
}

const GraphNodeType* GraphTables::FindNode(absl::string_view type) const {
  const auto found = nodes_.find(std::string(type));
  return found == nodes_.end() ? nullptr : &found->second;
}

const std::vector<std::string>* GraphTables::FindEnum(absl::string_view type) const {
  const auto found = enums_.find(std::string(type));
  return found == enums_.end() ? nullptr : &found->second;
}

absl::string_view ItemType(absl::string_view type) {
  if (absl::ConsumePrefix(&type, "list<")) absl::ConsumeSuffix(&type, ">");
  return type;
}

}  // namespace photoferry::demo
