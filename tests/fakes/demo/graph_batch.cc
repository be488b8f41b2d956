// SPDX-License-Identifier: Apache-2.0
// Several calls in one: POST / with batch=[...].
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "tests/fakes/demo/graph_service.h"

namespace photoferry::demo {
namespace {

constexpr size_t kMaxOperations = 50;

// "$.data.*.id": the values that a path through an earlier answer finds.
void Collect(const Json& json, absl::string_view path, std::vector<std::string>& found) {
  if (path.empty()) {
    found.push_back(json.is_string() ? json.get<std::string>() : ToText(json));
    return;
  }
  const std::pair<std::string, std::string> step = absl::StrSplit(path, absl::MaxSplits('.', 1));
  if (step.first == "*") {
    for (const Json& child : json) Collect(child, step.second, found);
  } else if (json.is_object() && json.contains(step.first)) {
    Collect(json[step.first], step.second, found);
  }
}

// Replaces each {result=NAME:$.PATH}; false if there is no such answer.
bool FillIn(const std::map<std::string, Json>& results, std::string& text) {
  constexpr absl::string_view kOpen = "{result=";
  for (size_t at; (at = text.find(std::string(kOpen))) != std::string::npos;) {
    const size_t end = text.find('}', at);
    if (end == std::string::npos) return false;
    const std::string inside = text.substr(at + kOpen.size(), end - at - kOpen.size());
    const std::pair<std::string, std::string> reference =
        absl::StrSplit(inside, absl::MaxSplits(':', 1));
    const auto result = results.find(reference.first);
    if (result == results.end()) return false;
    std::vector<std::string> found;
    Collect(result->second, absl::StripPrefix(reference.second, "$."), found);
    text.replace(at, end - at + 1, absl::StrJoin(found, ","));
  }
  return true;
}

Json MemberJson(const ServerReply& reply, bool with_headers) {
  Json json = {{"code", reply.status}, {"body", reply.body}};
  if (!with_headers) return json;
  json["headers"] = Json::array();
  for (const auto& [name, value] : reply.headers) {
    json["headers"].push_back({{"name", name}, {"value", value}});
  }
  return json;
}

}  // namespace

ServerReply GraphService::AnswerBatch(const ServerRequest& request, const Route& route) const {
  const absl::StatusOr<Json> batch = ParseJson(request.Parameter("batch").value_or(""));
  if (!batch.ok() || !batch->is_array()) {
    return ErrorReply(BadParameter("Param batch must be a JSON array"));
  }
  if (batch->size() > kMaxOperations) {
    return ErrorReply(BadParameter("Too many requests in batch message. Maximum batch size is 50"));
  }
  std::map<std::string, Json> results;
  Json answers = Json::array();
  for (const Json& operation : *batch) {
    answers.push_back(AnswerMember(request, route, operation, results));
  }
  ServerReply reply;
  reply.headers = {{"Content-Type", "application/json; charset=UTF-8"}};
  reply.body = GraphText(answers);
  return reply;
}

// A named operation whose answer succeeded and is not asked for is null.
Json GraphService::AnswerMember(const ServerRequest& outer, const Route& route,
                                const Json& operation, std::map<std::string, Json>& results) const {
  const bool with_headers = outer.Parameter("include_headers").value_or("true") != "false";
  std::string url = JsonString(operation, "relative_url");
  ServerRequest member;
  member.method = operation.contains("method") ? JsonString(operation, "method") : "GET";
  member.headers = outer.headers;
  const std::pair<std::string, std::string> target =
      absl::StrSplit(absl::StripPrefix(url, "/"), absl::MaxSplits('?', 1));
  member.path = absl::StrCat("/", target.first);
  if (!absl::StartsWith(target.first, "v")) {
    member.path = absl::StrCat("/", route.version, member.path);
  }
  member.parameters = ParseParameters(target.second);
  for (auto& [name, value] : member.parameters) {
    if (!FillIn(results, value)) {
      return MemberJson(ErrorReply(BadParameter("Invalid batch reference")), with_headers);
    }
  }
  for (const char* inherited : {"access_token", "appsecret_proof", "appsecret_time"}) {
    const std::optional<std::string> value = outer.Parameter(inherited);
    if (value && !member.Parameter(inherited)) member.parameters.emplace_back(inherited, *value);
  }
  const ServerReply reply = Answer(member);
  const std::string name = JsonString(operation, "name");
  if (!name.empty() && reply.status == 200) {
    if (const absl::StatusOr<Json> body = ParseJson(reply.body); body.ok()) results[name] = *body;
    if (JsonBool(operation, "omit_response_on_success", true)) return nullptr;
  }
  return MemberJson(reply, with_headers);
}

}  // namespace photoferry::demo
