// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/base/json.h"
#include "tests/fakes/demo/cdn.h"
#include "tests/fakes/demo/fault_script.h"
#include "tests/fakes/demo/graph_error.h"
#include "tests/fakes/demo/graph_reader.h"
#include "tests/fakes/demo/graph_state.h"
#include "tests/fakes/demo/loopback_server.h"

namespace photoferry::demo {

// Answers the requests of one of the two APIs. Thread-safe once the URLs are set.
class GraphService {
 public:
  GraphService(GraphDoor door, const GraphOptions& options, const Account& account,
               GraphState& state, const UrlSigner& signer, FaultScript& faults);

  // Where this server and its CDN can be reached.
  void SetUrls(std::string graph_url, std::string cdn_url);

  ServerReply Answer(const ServerRequest& request) const;

 private:
  // A path taken apart.
  struct Route {
    std::string version;             // that answers
    std::vector<std::string> parts;  // "me", "photos", "uploaded"
    std::optional<Node> node;        // of the first part
    std::string kind;                // for counting
    std::string item;                // the id, as written
    int64_t page = 0;                // whose token it brings, by number; 0: no Page's
    CallAccount account;             // on whose budget it is
    int64_t calls = 1;               // that it counts for
  };
  struct Outcome {
    std::optional<GraphError> error;
    Json json;
  };

  std::optional<GraphError> FindRoute(const ServerRequest& request, Route& route) const;
  std::string KindOf(const ServerRequest& request, const Route& route) const;
  std::optional<GraphError> CheckToken(const ServerRequest& request, const Route& route) const;
  std::optional<GraphError> CheckProof(const ServerRequest& request,
                                       const std::string& token) const;
  ServerReply TakeBack(const ServerRequest& request, const Route& route) const;
  ServerReply Call(const ServerRequest& request, const Route& route,
                   const std::optional<Fault>& fault) const;
  Outcome Read(const ServerRequest& request, const Route& route,
               const std::optional<Fault>& fault) const;
  Outcome ReadOne(const GraphReader& reader, const Route& route, const std::string& id,
                  const std::string& edge, const EdgeParameters& parameters,
                  const FieldRequests& fields) const;
  Outcome ReadMany(const GraphReader& reader, const Route& route, const std::string& ids,
                   const EdgeParameters& parameters, const FieldRequests& fields) const;
  // Nothing for a node that this API does not show.
  std::optional<Node> FindNode(const std::string& id, int64_t page) const;
  CallAccount AccountOf(const Route& route) const;
  void AddHeaders(const Route& route, const MeterVerdict& verdict,
                  const std::optional<Fault>& fault, ServerReply& reply) const;

  // graph_batch.cc
  ServerReply AnswerBatch(const ServerRequest& request, const Route& route) const;
  Json AnswerMember(const ServerRequest& outer, const Route& route, const Json& operation,
                    std::map<std::string, Json>& results) const;

  const GraphDoor door_;
  const GraphOptions& options_;
  const Account& account_;
  GraphState& state_;
  const UrlSigner& signer_;
  FaultScript& faults_;
  std::string graph_url_;
  std::string cdn_url_;
};

}  // namespace photoferry::demo
