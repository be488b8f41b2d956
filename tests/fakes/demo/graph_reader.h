// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/base/json.h"
#include "tests/fakes/demo/cdn.h"
#include "tests/fakes/demo/graph_error.h"
#include "tests/fakes/demo/graph_fields.h"
#include "tests/fakes/demo/graph_state.h"
#include "tests/fakes/demo/graph_tables.h"
#include "tests/fakes/demo/login_book.h"

namespace photoferry::demo {

// What a call brings with it, and what a page inside its answer needs.
struct GraphCall {
  std::string graph_url;  // with the version
  std::string cdn_url;
  std::string token;
  Consent consent;             // behind the token
  int64_t page = 0;            // whose token it is, by number; 0: the person's
  std::optional<Fault> fault;  // one of those that spoil a page
};

// Things that an edge lists, by position.
struct EdgeItems {
  std::string type;  // of its items, where they are no nodes
  int64_t count = 0;
  std::function<std::variant<Node, Json>(int64_t position)> at;
};

// Nodes of one type with numbers that follow each other.
EdgeItems NodesFrom(NodeType type, int64_t first, int64_t count, int64_t page = 0);

using EdgeParameters = std::map<std::string, std::string>;

// An unknown name anywhere in `fields`, asked of a node of `type`.
std::optional<GraphError> CheckFields(absl::string_view type, const FieldRequests& fields);
// A parameter of the wrong type, or outside its enum.
std::optional<GraphError> CheckParameters(const GraphNodeType& type, const std::string& edge,
                                          const EdgeParameters& parameters);
// Leaves of an object, or of each object in a list, what `fields` asks for.
Json Project(absl::string_view type, const FieldRequests& fields, const Json& value);

absl::string_view TypeName(NodeType type);

// Turns nodes and edges into JSON. Made for one call; what it reads is thread-safe.
class GraphReader {
 public:
  GraphReader(const GraphOptions& options, const Account& account, GraphState& state,
              const UrlSigner& signer, GraphCall call);

  // All of these: no value means that nothing was wrong and `out` is the answer.
  std::optional<GraphError> ReadNode(Node node, const FieldRequests& fields, Json& out) const;
  std::optional<GraphError> ReadEdge(Node node, const std::string& edge,
                                     const EdgeParameters& parameters, const FieldRequests& fields,
                                     Json& out) const;
  // Deleted, or not for this token to see.
  bool IsHidden(Node node) const;
  // By what was granted, whether or not it still exists.
  bool IsShown(Node node) const;

 private:
  using Value = std::variant<Json, Node>;
  using Items = std::vector<int64_t>;  // positions in an edge
  struct Page {
    int64_t limit = 25;
    int64_t from = 0;  // position of the first item
    int64_t end = 0;   // position after the last one
    Items items;
  };

  // graph_reader.cc
  std::optional<GraphError> ReadFields(Node node, const FieldRequests& fields, Json& out) const;
  std::optional<GraphError> ReadField(Node node, const GraphNodeType& type,
                                      const FieldRequest& field, Json& out) const;

  // graph_node_values.cc: one field of a node; null: absent.
  Value ValueOf(Node node, const std::string& field) const;
  Json UserValue(const std::string& field) const;
  Value AlbumValue(Node node, const std::string& field) const;
  Value PhotoValue(Node node, const std::string& field) const;
  Json VideoValue(Node node, const std::string& field) const;
  Json Images(Node node, const DemoPhoto& photo) const;
  std::string PhotoUrl(Node node, Rendition rendition) const;

  // graph_pages.cc
  Value PageValue(int64_t index, const std::string& field) const;
  EdgeItems Pages() const;
  std::optional<GraphError> OpenPageEdge(int64_t index, const std::string& edge,
                                         const EdgeParameters& parameters, EdgeItems& items) const;
  EdgeItems PageStories(int64_t number) const;

  // graph_instagram.cc
  Value InstagramPageValue(int64_t index, const std::string& field) const;
  Value IgUserValue(Node node, const std::string& field) const;
  Json IgMediaValue(int64_t number, const std::string& field) const;
  Json IgFileUrl(int64_t number, const InstagramMedia& media) const;
  EdgeItems IgPosts(NodeType type) const;
  EdgeItems IgStories(NodeType type) const;
  EdgeItems IgChildren(Node carousel) const;

  // graph_edges.cc
  std::optional<GraphError> OpenEdge(Node node, const std::string& edge,
                                     const EdgeParameters& parameters, EdgeItems& items) const;
  std::optional<GraphError> OpenUserEdge(const std::string& edge, const EdgeParameters& parameters,
                                         EdgeItems& items) const;
  std::optional<GraphError> Guard(EdgeMode mode, const GraphError& unsupported,
                                  const std::string& permission, EdgeItems& items) const;
  EdgeItems AlbumPhotos(Node album) const;
  EdgeItems Tags(Node photo) const;
  EdgeItems Permissions(const EdgeParameters& parameters) const;
  EdgeItems Thumbnails(Node video) const;
  Json ProfilePicture() const;
  std::optional<Node> CoverOf(Node album) const;

  // graph_paging.cc
  std::optional<GraphError> ReadPage(const std::string& key, const EdgeItems& items,
                                     const EdgeParameters& parameters, const FieldRequests& fields,
                                     Page& page) const;
  bool Listable(const EdgeItems& items, int64_t position) const;
  void SpoilPage(const EdgeItems& items, Page& page) const;
  Json PagingJson(const std::string& key, const EdgeItems& items, const Page& page,
                  const EdgeParameters& parameters, const FieldRequests& fields) const;
  std::string PageLink(const std::string& key, const EdgeParameters& parameters,
                       const FieldRequests& fields, const std::string& direction,
                       int64_t position) const;

  const GraphOptions& options_;
  const Account& account_;
  GraphState& state_;
  const UrlSigner& signer_;
  const GraphCall call_;
};

}  // namespace photoferry::demo
