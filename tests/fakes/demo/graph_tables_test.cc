// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/demo/graph_tables.h"

#include <optional>
#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "common/base/json.h"
#include "gtest/gtest.h"
#include "tests/testing/reference_data.h"

namespace photoferry::demo {
namespace {

// The types that Instagram Login's nodes call by the names of Facebook's.
std::string OurType(const GraphNodeType& ours, std::string type) {
  if (absl::EndsWith(ours.name, "_IGLogin")) {
    if (type == "Media") return "IGMedia_IGLogin";
    if (type == "User") return "IGUser_IGLogin";
  }
  return absl::StrReplaceAll(type, {{"unsigned int", "uint"}, {" ", "_"}, {"AdVideo", "Video"}});
}

void ExpectSameNode(const GraphNodeType& ours, const Json& reference) {
  SCOPED_TRACE(ours.name);
  std::set<std::string> official;
  for (const auto& [name, type] : reference["fields"].items()) {
    official.insert(name);
    const auto field = ours.fields.find(name);
    ASSERT_NE(field, ours.fields.end()) << name;
    EXPECT_EQ(field->second, OurType(ours, type)) << name;
  }
  for (const auto& [name, edge] : reference["edges"].items()) {
    if (!edge.contains("GET")) continue;
    official.insert(name);
    const auto known = ours.edges.find(name);
    ASSERT_NE(known, ours.edges.end()) << name;
    EXPECT_EQ(known->second, OurType(ours, edge["GET"]["return"])) << name;
    const Json& params = edge["GET"]["params"];
    for (const auto& [parameter, type] : params.items()) {
      EXPECT_EQ(ours.params.at(name).at(parameter), OurType(ours, type))
          << name << "." << parameter;
    }
  }
  for (const auto& [name, type] : ours.fields) {
    EXPECT_TRUE(official.contains(name) || ours.extra.contains(name)) << name << " is invented";
  }
  for (const auto& [name, type] : ours.edges) {
    EXPECT_TRUE(official.contains(name) || ours.extra.contains(name)) << name << " is invented";
  }
}

TEST(GraphTables, AreThoseOfThePublishedSpecification) {
  const std::optional<std::string> text = ReferenceData("graph_fields.json");
  if (!text.has_value()) GTEST_SKIP() << kNoReferenceData;
  const Json reference = Json::parse(*text, nullptr, /*allow_exceptions=*/false);
  ASSERT_FALSE(reference.is_discarded());
  const GraphTables& tables = GraphTables::Get();
  EXPECT_GE(tables.nodes().size(), 20u);
  for (const auto& [name, node] : tables.nodes()) ExpectSameNode(node, reference[name]);
  for (const auto& [name, values] : tables.enums()) {
    EXPECT_EQ(Json(values), reference["_enums"][name]) << name;
  }
  const Json& defaults = reference["_meta"]["default_fields_when_fields_omitted"];
  for (const char* name : {"Album", "Photo", "Video", "IGUser", "IGMedia", "IGMedia_IGLogin"}) {
    EXPECT_EQ(Json(tables.FindNode(name)->defaults), defaults[name]) << name;
  }
}

TEST(GraphTables, KnowFieldsEdgesParametersAndEnums) {
  const GraphTables& tables = GraphTables::Get();
  const GraphNodeType& photo = *tables.FindNode("Photo");
  EXPECT_EQ(photo.fields.at("images"), "list<PlatformImageSource>");
  EXPECT_FALSE(photo.fields.contains("filename"));
  EXPECT_TRUE(photo.extra.contains("tags"));
  EXPECT_EQ(tables.FindNode("User")->params.at("photos").at("type"), "userphotos_type_enum_param");
  EXPECT_EQ(tables.FindEnum("userphotos_type_enum_param")->size(), 2u);
  EXPECT_EQ(tables.FindNode("Nothing"), nullptr);
  EXPECT_EQ(ItemType("list<Photo>"), "Photo");
}

}  // namespace
}  // namespace photoferry::demo
