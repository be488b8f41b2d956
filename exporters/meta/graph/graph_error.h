// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/base/json.h"
#include "common/http/http_client.h"
#include "photoferry/v1/provider.pb.h"

// What the Graph API means by an error: one table from its codes to our reasons. Source: the
// error-handling page of the Graph API reference, and recorded answers.

namespace photoferry::meta {

// The error envelope, {"error":{"message","type","code","error_subcode",...}}.
struct GraphError {
  int http_status = 0;
  int code = 0;  // 0: none given, and none in the message either
  int subcode = 0;
  bool transient = false;
  std::string type;
  std::string message;
};

// Nothing if `body` is no error envelope. Reads old bodies, whose code is in the message as
// "(#100) ...", and the flat form of the OAuth endpoints.
std::optional<GraphError> ReadGraphError(const Json& body, int http_status);

// Never OK. `service` is the name that people know ("Facebook"). The problem's metadata tells
// graph_code, graph_subcode, and of an unknown field: field, node_type.
absl::Status StatusOf(const GraphError& error, absl::string_view service);

// For an answer that is neither data nor an error envelope: HTML, nothing at all, a proxy's text.
absl::Status StatusOfForeignAnswer(const HttpResponse& answer, absl::string_view service);

// The table, for people: one row for each of its lines.
void AddGraphAnswers(absl::string_view service, v1::ProviderSpec& spec);

// The Graph code and its subcode inside `status`, or 0.
int GraphCodeOf(const absl::Status& status);
int GraphSubcodeOf(const absl::Status& status);
// X and Y of "Tried accessing nonexisting field (X) on node type (Y)"; empty for other errors.
std::string UnknownFieldOf(const absl::Status& status);
std::string UnknownFieldNodeOf(const absl::Status& status);
// The edge or field is not there, or not for this app (100 without a subcode, 10, 200 to 299):
// another way to the same data may be open.
bool IsRefusal(const absl::Status& status);

}  // namespace photoferry::meta
