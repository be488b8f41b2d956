// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/demo/graph_reader.h"

#include <utility>

namespace photoferry::demo {

absl::string_view TypeName(NodeType type) {
  switch (type) {
    case NodeType::kUser:
      return "User";
    case NodeType::kAlbum:
      return "Album";
    case NodeType::kPhoto:
      return "Photo";
    case NodeType::kVideo:
      return "Video";
    case NodeType::kPage:
      return "Page";
    case NodeType::kIgUser:
      return "IGUser";
    case NodeType::kIgMedia:
      return "IGMedia";
    case NodeType::kIgLoginUser:
      return "IGUser_IGLogin";
    case NodeType::kIgLoginMedia:
      return "IGMedia_IGLogin";
  }
  return "";
}

GraphReader::GraphReader(const GraphOptions& options, const Account& account, GraphState& state,
                         const UrlSigner& signer, GraphCall call)
    : options_(options),
      account_(account),
      state_(state),
      signer_(signer),
      call_(std::move(call)) {}

bool GraphReader::IsHidden(Node node) const {
  return !IsShown(node) || state_.IsDeleted(node);
}

bool GraphReader::IsShown(Node node) const {
  // A Page's own is for its own token, and a person's for the person's.
  if (node.page > 0 && node.page == call_.page) return true;
  if (node.type != NodeType::kPage && node.page != call_.page) return false;
  const Consent& consent = call_.consent;
  const bool professional = account_.options().instagram.tie == PageTie::kProfessional;
  switch (node.type) {
    case NodeType::kUser:
      return true;
    case NodeType::kAlbum:
    case NodeType::kPhoto:
      return consent.Allows("user_photos");
    case NodeType::kVideo:
      return consent.Allows("user_videos");
    case NodeType::kPage: {
      const int64_t number = account_.PageNumber(node.index);
      if (number > 0 && state_.roles().IsLost(number)) return false;
      if (number > 0 && number == call_.page) return true;
      return consent.Allows("pages_show_list") && consent.AllowsPage(account_.IdOf(node));
    }
    case NodeType::kIgUser:
      return consent.Allows("instagram_basic") && professional &&
             consent.AllowsInstagram(account_.IdOf(node));
    case NodeType::kIgMedia:
      return IsShown({NodeType::kIgUser, 0});
    case NodeType::kIgLoginUser:
    case NodeType::kIgLoginMedia:
      return consent.Allows("instagram_business_basic");
  }
  return false;
}

std::optional<GraphError> GraphReader::ReadNode(Node node, const FieldRequests& fields,
                                                Json& out) const {
  if (IsHidden(node)) return NoSuchObject(account_.IdOf(node));
  if (auto error = CheckFields(TypeName(node.type), fields)) return error;
  return ReadFields(node, fields, out);
}

// A video among an album's photos is asked for a photo's fields: those it lacks are absent.
std::optional<GraphError> GraphReader::ReadFields(Node node, const FieldRequests& fields,
                                                  Json& out) const {
  const GraphNodeType& type = *GraphTables::Get().FindNode(TypeName(node.type));
  out = {{"id", account_.IdOf(node)}};
  if (fields.empty()) {
    for (const std::string& name : type.defaults) {
      if (auto error = ReadField(node, type, {.name = name}, out)) return error;
    }
  }
  for (const FieldRequest& field : fields) {
    if (auto error = ReadField(node, type, field, out)) return error;
  }
  return std::nullopt;
}

std::optional<GraphError> GraphReader::ReadField(Node node, const GraphNodeType& type,
                                                 const FieldRequest& field, Json& out) const {
  const auto alias = field.modifiers.find("as");
  const std::string& key = alias != field.modifiers.end() ? alias->second : field.name;
  if (type.edges.contains(field.name) && !type.fields.contains(field.name)) {
    Json page;
    if (auto error = ReadEdge(node, field.name, field.modifiers, field.fields, page)) return error;
    if (!page["data"].empty()) out[key] = std::move(page);
    return std::nullopt;
  }
  const auto declared = type.fields.find(field.name);
  if (declared == type.fields.end()) return std::nullopt;
  const Value value = ValueOf(node, field.name);
  if (const Node* other = std::get_if<Node>(&value)) {
    if (IsHidden(*other)) return std::nullopt;
    return ReadFields(*other, field.fields, out[key]);
  }
  const Json& json = std::get<Json>(value);
  if (!json.is_null()) out[key] = Project(declared->second, field.fields, json);
  return std::nullopt;
}

}  // namespace photoferry::demo
