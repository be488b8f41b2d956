// SPDX-License-Identifier: Apache-2.0
// Checks of a call against the tables.
#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/fakes/demo/graph_reader.h"

namespace photoferry::demo {
namespace {

// "Object" is what the specification calls the things that may own a node; all have a profile.
absl::string_view TableType(absl::string_view type) {
  type = ItemType(type);
  return type == "Object" ? "Profile" : type;
}

std::string Quoted(const std::vector<std::string>& values) {
  return absl::StrJoin(values, ", ", [](std::string* out, const std::string& value) {
    absl::StrAppend(out, "\"", value, "\"");
  });
}

std::optional<GraphError> CheckParameter(const std::string& name, const std::string& type,
                                         const std::string& value) {
  int64_t number = 0;
  if (type == "int" || type == "uint") {
    if (absl::SimpleAtoi(value, &number)) return std::nullopt;
    return BadParameter(absl::StrCat("Param ", name, " must be an integer"));
  }
  if (type == "bool") {
    if (value == "true" || value == "false" || value == "0" || value == "1") return std::nullopt;
    return BadParameter(absl::StrCat("Param ", name, " must be a boolean"));
  }
  const std::vector<std::string>* values = GraphTables::Get().FindEnum(type);
  if (values == nullptr || std::any_of(values->begin(), values->end(), [&](const auto& known) {
        return absl::EqualsIgnoreCase(known, value);
      })) {
    return std::nullopt;
  }
  return BadParameter(absl::StrCat("Param ", name, " must be one of {", Quoted(*values), "}"));
}

}  // namespace

std::optional<GraphError> CheckFields(absl::string_view type, const FieldRequests& fields) {
  const GraphNodeType* node = GraphTables::Get().FindNode(TableType(type));
  if (node == nullptr) return std::nullopt;
  for (const FieldRequest& request : fields) {
    const auto field = node->fields.find(request.name);
    const auto edge = node->edges.find(request.name);
    std::optional<GraphError> error;
    if (field != node->fields.end()) {
      error = CheckFields(field->second, request.fields);
    } else if (edge != node->edges.end()) {
      error = CheckFields(edge->second, request.fields);
      if (!error) error = CheckParameters(*node, request.name, request.modifiers);
    } else if (request.name != "id") {
      return NonexistingField(request.name, node->name);
    }
    if (error) return error;
  }
  return std::nullopt;
}

std::optional<GraphError> CheckParameters(const GraphNodeType& type, const std::string& edge,
                                          const EdgeParameters& parameters) {
  if (const auto limit = parameters.find("limit"); limit != parameters.end()) {
    if (auto error = CheckParameter("limit", "int", limit->second)) return error;
  }
  const auto declared = type.params.find(edge);
  if (declared == type.params.end()) return std::nullopt;
  for (const auto& [name, value] : parameters) {
    const auto parameter = declared->second.find(name);
    if (parameter == declared->second.end()) continue;
    if (auto error = CheckParameter(name, parameter->second, value)) return error;
  }
  return std::nullopt;
}

Json Project(absl::string_view type, const FieldRequests& fields, const Json& value) {
  if (fields.empty()) return value;
  if (value.is_array()) {
    Json list = Json::array();
    for (const Json& item : value) list.push_back(Project(type, fields, item));
    return list;
  }
  if (!value.is_object()) return value;
  const GraphNodeType* node = GraphTables::Get().FindNode(TableType(type));
  Json result = Json::object();
  if (value.contains("id")) result["id"] = value["id"];
  for (const FieldRequest& field : fields) {
    if (!value.contains(field.name)) continue;
    const bool known = node != nullptr && node->fields.contains(field.name);
    result[field.name] =
        Project(known ? node->fields.at(field.name) : "", field.fields, value[field.name]);
  }
  return result;
}

}  // namespace photoferry::demo
