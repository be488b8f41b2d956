// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/demo/graph_service.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/hash.h"
#include "tests/fakes/demo/graph_request.h"

namespace photoferry::demo {
namespace {

constexpr size_t kMaxIds = 50;

bool IsSecret(const std::string& name) {
  return name == "access_token" || name == "appsecret_proof" || name == "appsecret_time";
}

std::string DecodedQuery(const ServerRequest& request) {
  std::string text;
  for (const auto& [name, value] : request.parameters) {
    if (!IsSecret(name)) absl::StrAppend(&text, text.empty() ? "" : "&", name, "=", value);
  }
  return text;
}

// "v25.0" -> 25.0
double VersionNumber(absl::string_view version) {
  double number = 0;
  absl::ConsumePrefix(&version, "v");
  return absl::SimpleAtod(version, &number) ? number : 0;
}

bool ReplacesAnswer(FaultKind kind) {
  return kind == FaultKind::kStatus || kind == FaultKind::kHtml || kind == FaultKind::kEmptyBody ||
         kind == FaultKind::kReset;
}

// The error envelope that a fault stands for.
std::optional<GraphError> ErrorIn(const std::optional<Fault>& fault) {
  if (!fault) return std::nullopt;
  if (fault->kind == FaultKind::kReduceData) return TooMuchData();
  if (fault->kind == FaultKind::kGraphError) return ErrorOfFault(*fault);
  if (fault->kind != FaultKind::kErrorIn200) return std::nullopt;
  GraphError error = ErrorOfFault(*fault);
  error.status = 200;
  return error;
}

}  // namespace

GraphService::GraphService(GraphDoor door, const GraphOptions& options, const Account& account,
                           GraphState& state, const UrlSigner& signer, FaultScript& faults)
    : door_(door),
      options_(options),
      account_(account),
      state_(state),
      signer_(signer),
      faults_(faults) {}

void GraphService::SetUrls(std::string graph_url, std::string cdn_url) {
  graph_url_ = std::move(graph_url);
  cdn_url_ = std::move(cdn_url);
}

ServerReply GraphService::Answer(const ServerRequest& request) const {
  Route route;
  if (const auto error = FindRoute(request, route)) return ErrorReply(*error);
  state_.Count(route.kind);
  const std::optional<Fault> fault = faults_.Next({.server = "graph",
                                                   .path = request.path,
                                                   .query = DecodedQuery(request),
                                                   .item = route.item});
  if (fault && fault->kind == FaultKind::kDeleteItem) state_.Delete(fault->target);
  if (fault && fault->kind == FaultKind::kLoseRole) state_.roles().Lose(fault->target);
  const MeterVerdict verdict =
      state_.meters().Count(route.account, route.calls, state_.Now(),
                            /*instagram_words=*/door_ == GraphDoor::kInstagramLogin);
  ServerReply reply;
  if (fault && ReplacesAnswer(fault->kind)) {
    Spoil(*fault, reply);
    return reply;
  }
  if (const auto error = ErrorIn(fault)) {
    reply = ErrorReply(*error);
  } else if (const auto refused = CheckToken(request, route)) {
    reply = ErrorReply(*refused);
  } else if (verdict.refusal) {
    reply = ErrorReply(*verdict.refusal);
  } else {
    reply = Call(request, route, fault);
  }
  AddHeaders(route, verdict, fault, reply);
  if (fault) Spoil(*fault, reply);
  return reply;
}

// A version that has died is answered by the oldest one alive.
std::optional<GraphError> GraphService::FindRoute(const ServerRequest& request,
                                                  Route& route) const {
  route.parts = absl::StrSplit(request.path, '/', absl::SkipEmpty());
  route.version = options_.oldest_version;
  if (!route.parts.empty() && IsVersion(route.parts.front())) {
    const double asked = VersionNumber(route.parts.front());
    if (asked > VersionNumber(options_.newest_version)) return UnknownPath(request.path);
    if (asked >= VersionNumber(options_.oldest_version)) route.version = route.parts.front();
    route.parts.erase(route.parts.begin());
  }
  if (route.parts.size() > 3) return UnknownPath(absl::StrCat("/", route.parts[3]));
  if (const auto token = state_.logins().Find(TokenOf(request))) route.page = token->page;
  if (!route.parts.empty()) {
    route.node = FindNode(route.parts[0], route.page);
    if (route.parts[0] != "me") route.item = route.parts[0];
  }
  route.kind = KindOf(request, route);
  route.account = AccountOf(route);
  if (const auto ids = request.Parameter("ids")) {
    route.calls = 1 + std::count(ids->begin(), ids->end(), ',');
  }
  if (route.kind == "batch") route.calls = 0;  // its members count
  return std::nullopt;
}

CallAccount GraphService::AccountOf(const Route& route) const {
  if (route.page > 0) return {account_.PageId(route.page), "pages"};
  const std::optional<Node>& node = route.node;
  const bool is_instagram =
      door_ == GraphDoor::kInstagramLogin ||
      (node && (node->type == NodeType::kIgUser || node->type == NodeType::kIgMedia));
  if (!is_instagram) return {};
  const bool is_user = node && node->type == NodeType::kIgUser;
  return {account_.IdOf({NodeType::kIgUser, is_user ? node->index : 0}), "instagram"};
}

std::string GraphService::KindOf(const ServerRequest& request, const Route& route) const {
  if (request.Parameter("batch")) return "batch";
  if (request.Parameter("ids")) return "ids";
  if (route.parts.empty()) return "root";
  std::string kind = "unknown";
  if (route.parts[0] == "me") {
    kind = "me";
  } else if (route.node) {
    kind = absl::AsciiStrToLower(absl::StripSuffix(TypeName(route.node->type), "_IGLogin"));
  }
  return route.parts.size() > 1 ? absl::StrCat(kind, "/", route.parts[1]) : kind;
}

std::optional<Node> GraphService::FindNode(const std::string& id, int64_t page) const {
  const bool by_instagram = door_ == GraphDoor::kInstagramLogin;
  if (id == "me" && page > 0) return account_.Find(account_.PageId(page));
  if (id == "me") return by_instagram ? Node{NodeType::kIgLoginUser} : Node{};
  const std::optional<Node> node = account_.Find(id);
  if (!node) return std::nullopt;
  if (!by_instagram) return node->type == NodeType::kIgLoginUser ? std::nullopt : node;
  switch (node->type) {
    case NodeType::kIgLoginUser:
      return node;
    case NodeType::kIgUser:
      if (node->index > 0) return std::nullopt;
      return Node{NodeType::kIgLoginUser};
    case NodeType::kIgMedia:
      return Node{NodeType::kIgLoginMedia, node->index};
    default:
      return std::nullopt;
  }
}

std::optional<GraphError> GraphService::CheckToken(const ServerRequest& request,
                                                   const Route& route) const {
  const std::string text = TokenOf(request);
  if (text.empty()) return NoToken(!route.parts.empty() && route.parts[0] == "me");
  const std::optional<LoginToken> token = state_.logins().Find(text);
  if (!token || token->door != door_) return BadToken(0);
  if (route.page > 0 && state_.roles().IsLost(route.page)) return BadToken(492);
  if (auto error = WhyEnded(*token, state_.Now())) return error;
  if (auto error = CheckProof(request, text)) return error;
  if (door_ == GraphDoor::kInstagramLogin && !token->consent.Allows("instagram_business_basic")) {
    return PermissionDenied(10);
  }
  // The name and what was allowed are no data that access to could expire.
  const bool open = route.kind == "me" || route.kind == "me/permissions";
  if (open || state_.Now() < token->consent.data_access_ends) return std::nullopt;
  return DataAccessExpired(options_.login.data_access_error);
}

// A proof that is not asked for must be right all the same.
std::optional<GraphError> GraphService::CheckProof(const ServerRequest& request,
                                                   const std::string& token) const {
  const std::optional<std::string> proof = request.Parameter("appsecret_proof");
  if (!proof && options_.app_secret.empty()) return std::nullopt;
  if (!proof) return BadParameter("API calls from the server require an appsecret_proof argument");
  const std::optional<std::string> time = request.Parameter("appsecret_time");
  const std::string message = time ? absl::StrCat(token, "|", *time) : token;
  if (*proof == HexOf(HmacSha256(AppSecretOf(options_, door_), message))) return std::nullopt;
  return BadParameter("Invalid appsecret_proof provided in the API argument");
}

ServerReply GraphService::Call(const ServerRequest& request, const Route& route,
                               const std::optional<Fault>& fault) const {
  if (request.method == "POST" && route.kind == "batch") return AnswerBatch(request, route);
  const bool on_rights = route.kind == "me/permissions" && door_ == GraphDoor::kFacebook;
  if (request.method == "DELETE" && on_rights) return TakeBack(request, route);
  if (request.method != "GET") {
    return ErrorReply({.type = "GraphMethodException",
                       .message = absl::StrCat(
                           "Unsupported ", absl::AsciiStrToLower(request.method), " request.")});
  }
  const Outcome outcome = Read(request, route, fault);
  if (outcome.error) return ErrorReply(*outcome.error);
  ServerReply reply;
  reply.body = GraphText(outcome.json);
  const std::string etag = absl::StrCat("\"", HexOf(Sha256Of(reply.body)).substr(0, 40), "\"");
  reply.headers = {{"Content-Type", "application/json; charset=UTF-8"},
                   {"ETag", etag},
                   {"Cache-Control", "private, no-cache, no-store, must-revalidate"}};
  if (request.Header("if-none-match") == etag) {
    reply.status = 304;
    reply.body.clear();
  }
  return reply;
}

// me/permissions, me/permissions/user_photos, me/permissions?permission=user_photos
ServerReply GraphService::TakeBack(const ServerRequest& request, const Route& route) const {
  std::string right = request.Parameter("permission").value_or("");
  if (route.parts.size() == 3) right = route.parts[2];
  const std::string token = TokenOf(request);
  const bool done =
      right.empty() ? state_.logins().TakeBackAll(token) : state_.logins().TakeBack(token, right);
  if (!done) return ErrorReply(BadParameter("The permission was not granted"));
  ServerReply reply;
  reply.headers = {{"Content-Type", "application/json; charset=UTF-8"}};
  reply.body = GraphText({{"success", true}});
  return reply;
}

GraphService::Outcome GraphService::Read(const ServerRequest& request, const Route& route,
                                         const std::optional<Fault>& fault) const {
  FieldRequests fields;
  if (auto error = ParseFields(request.Parameter("fields").value_or(""), fields))
    return {error, {}};
  EdgeParameters parameters;
  for (const auto& [name, value] : request.parameters) {
    if (!IsSecret(name) && name != "fields" && name != "ids" && name != "pretty") {
      parameters.emplace(name, value);
    }
  }
  const std::optional<LoginToken> token = state_.logins().Find(TokenOf(request));
  const GraphReader reader(options_, account_, state_, signer_,
                           {.graph_url = absl::StrCat(graph_url_, "/", route.version),
                            .cdn_url = cdn_url_,
                            .token = TokenOf(request),
                            .consent = token ? token->consent : Consent(),
                            .page = route.page,
                            .fault = fault});
  if (const auto ids = request.Parameter("ids")) {
    if (route.parts.size() > 1) return {UnknownPath(absl::StrCat("/", route.parts[1])), {}};
    return ReadMany(reader, route, *ids, parameters, fields);
  }
  if (route.parts.empty()) return {BadParameter("Unsupported get request."), {}};
  std::string edge = route.parts.size() > 1 ? route.parts[1] : "";
  if (route.parts.size() == 3) {
    // me/photos/uploaded is me/photos?type=uploaded.
    if (edge != "photos" && edge != "videos") {
      return {UnknownPath(absl::StrCat("/", route.parts[2])), {}};
    }
    parameters["type"] = route.parts[2];
  }
  return ReadOne(reader, route, route.parts[0], edge, parameters, fields);
}

GraphService::Outcome GraphService::ReadOne(const GraphReader& reader, const Route& route,
                                            const std::string& id, const std::string& edge,
                                            const EdgeParameters& parameters,
                                            const FieldRequests& fields) const {
  Outcome outcome;
  const std::optional<Node> node = FindNode(id, route.page);
  if (!node) {
    const bool alias = id.find_first_not_of("0123456789") != std::string::npos;
    outcome.error = NoSuchObject(id);
    if (alias) {
      outcome.error = GraphError{
          .status = 404,
          .code = 803,
          .message = absl::StrCat("(#803) Some of the aliases you requested do not exist: ", id)};
    }
    return outcome;
  }
  outcome.error = edge.empty() ? reader.ReadNode(*node, fields, outcome.json)
                               : reader.ReadEdge(*node, edge, parameters, fields, outcome.json);
  const bool wrapped =
      options_.wrapped_me && id == "me" && edge.empty() && door_ == GraphDoor::kInstagramLogin;
  if (wrapped && !outcome.error) outcome.json = {{"data", Json::array({outcome.json})}};
  return outcome;
}

GraphService::Outcome GraphService::ReadMany(const GraphReader& reader, const Route& route,
                                             const std::string& ids,
                                             const EdgeParameters& parameters,
                                             const FieldRequests& fields) const {
  const std::string edge = route.parts.empty() ? "" : route.parts[0];
  const std::vector<std::string> list = absl::StrSplit(ids, ',', absl::SkipEmpty());
  if (list.empty()) return {BadParameter("Param ids must be a non-empty list"), {}};
  if (list.size() > kMaxIds) {
    return {BadParameter(
                absl::StrCat("Too many IDs. Maximum: ", kMaxIds, ". Provided: ", list.size(), ".")),
            {}};
  }
  Outcome all;
  all.json = Json::object();
  for (const std::string& id : list) {
    Outcome one = ReadOne(reader, route, id, edge, parameters, fields);
    if (one.error) return one;
    all.json[id] = std::move(one.json);
  }
  return all;
}

void GraphService::AddHeaders(const Route& route, const MeterVerdict& verdict,
                              const std::optional<Fault>& fault, ServerReply& reply) const {
  for (const auto& [name, value] : std::initializer_list<std::pair<const char*, std::string>>{
           {"facebook-api-version", route.version},
           {"x-fb-rev", "1029384756"},
           {"x-fb-trace-id", "DemoTrace"},
           {"x-fb-request-id", "DemoRequest"},
           {"Pragma", "no-cache"},
           {"Expires", "Sat, 01 Jan 2000 00:00:00 GMT"},
           {"Access-Control-Allow-Origin", "*"},
           {"Strict-Transport-Security", "max-age=15552000; preload"}}) {
    reply.headers.emplace_back(name, value);
  }
  const bool blocks = fault && fault->wait_minutes;
  for (const auto& [name, value] : verdict.headers) {
    if (!blocks || name == "X-App-Usage") reply.headers.emplace_back(name, value);
  }
  if (blocks) {
    const Json entry = {{"type", "pages"},
                        {"call_count", 100},
                        {"total_cputime", 25},
                        {"total_time", 25},
                        {"estimated_time_to_regain_access", *fault->wait_minutes}};
    const Json blocked = {{account_.user().id, Json::array({entry})}};
    reply.headers.emplace_back("X-Business-Use-Case-Usage", ToText(blocked));
  }
}

}  // namespace photoferry::demo
