// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

// What the Graph API's nodes have: fields, edges, parameters and enums, as Facebook's published
// API specification (facebook-business-sdk-codegen, v25.0) lists them. "Extra" names are not in the
// specification but in the public reference pages or in recorded answers.

namespace photoferry::demo {

// The tables as text: graph_table_text.cc.
extern const char kGraphTableText[];
extern const char kInstagramTableText[];  // graph_table_instagram.cc

struct GraphNodeType {
  std::string name;
  std::map<std::string, std::string> fields;  // name -> type, "list<T>" for a list
  std::map<std::string, std::string> edges;   // those that can be read: name -> type of an item
  std::map<std::string, std::map<std::string, std::string>> params;  // of an edge: name -> type
  std::set<std::string> extra;        // names of fields and edges that are extra
  std::vector<std::string> defaults;  // answered when nothing is asked for
};

class GraphTables {
 public:
  // Parsed once.
  static const GraphTables& Get();

  // Null for a type whose fields are not known here.
  const GraphNodeType* FindNode(absl::string_view type) const;
  // Null if `type` is no enum.
  const std::vector<std::string>* FindEnum(absl::string_view type) const;
  const std::map<std::string, GraphNodeType>& nodes() const { return nodes_; }
  const std::map<std::string, std::vector<std::string>>& enums() const { return enums_; }

 private:
  GraphTables();
  void Read(absl::string_view text);
  void ReadNodeLine(GraphNodeType& node, absl::string_view keyword,
                    const std::vector<std::string>& words);

  std::map<std::string, GraphNodeType> nodes_;
  std::map<std::string, std::vector<std::string>> enums_;
};

// "list<T>" -> "T"; others unchanged.
absl::string_view ItemType(absl::string_view type);

}  // namespace photoferry::demo
