// SPDX-License-Identifier: Apache-2.0
// Instagram Business Login's half of the desk.
#include "absl/strings/numbers.h"
#include "absl/strings/str_join.h"
#include "tests/fakes/demo/graph_request.h"
#include "tests/fakes/demo/token_desk.h"

namespace photoferry::demo {
namespace {

constexpr absl::Duration kFirstTokenLife = absl::Hours(1);
constexpr absl::Duration kRefreshableAfter = absl::Hours(24);

// api.instagram.com has a shape of its own for errors.
ServerReply Refused(absl::string_view message) {
  ServerReply reply;
  reply.status = 400;
  reply.headers = {{"Content-Type", "application/json"}};
  reply.body = ToText(
      {{"error_type", "OAuthException"}, {"code", 400}, {"error_message", std::string(message)}});
  return reply;
}

absl::string_view MessageOf(LoginBook::CodeVerdict verdict) {
  switch (verdict) {
    case LoginBook::CodeVerdict::kOtherAddress:
      return "Error validating verification code. Please make sure your redirect_uri is identical "
             "to the one you used in the OAuth dialog request";
    case LoginBook::CodeVerdict::kExpired:
      return "This authorization code has expired";
    default:
      return "Matching code was not found or was already used";
  }
}

}  // namespace

std::optional<ServerReply> TokenDesk::AnswerInstagramCode(const ServerRequest& request) const {
  if (request.path != "/oauth/access_token") return std::nullopt;
  state_.Count("login/code");
  if (request.method != "POST") return Refused("Unsupported request - method type: get");
  const LoginOptions& app = options_.login;
  if (request.Parameter("client_id") != app.instagram_app_id) {
    return Refused("Invalid platform app");
  }
  if (request.Parameter("client_secret") != AppSecretOf(options_, GraphDoor::kInstagramLogin)) {
    return Refused("Error validating client secret.");
  }
  if (request.Parameter("grant_type") != "authorization_code") {
    return Refused("Invalid grant type");
  }
  const LoginBook::CodeVerdict verdict =
      state_.logins().RedeemCode(GraphDoor::kInstagramLogin, request.Parameter("code").value_or(""),
                                 request.Parameter("redirect_uri").value_or(""), state_.Now());
  if (verdict != LoginBook::CodeVerdict::kGood) return Refused(MessageOf(verdict));
  return FirstInstagramToken();
}

// The person's id comes as a number or as text, the rights as a list or as text.
ServerReply TokenDesk::FirstInstagramToken() const {
  const LoginToken token = state_.logins().Mint(
      {.door = GraphDoor::kInstagramLogin, .life = kFirstTokenLife}, state_.Now());
  const std::string id = account_.IdOf({NodeType::kIgUser, 0});
  const std::set<std::string>& rights = token.consent.granted;
  Json json = {{"access_token", token.text}};
  if (options_.login.wrapped_token) {
    json["user_id"] = id;
    json["permissions"] = absl::StrJoin(rights, ",");
    json = {{"data", Json::array({json})}};
  } else {
    int64_t number = 0;
    if (absl::SimpleAtoi(id, &number)) json["user_id"] = number;
    json["permissions"] = rights;
  }
  ServerReply reply;
  reply.headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}};
  reply.body = ToText(json);
  return reply;
}

std::optional<ServerReply> TokenDesk::AnswerInstagram(const ServerRequest& request) const {
  const absl::string_view path = WithoutVersion(request.path);
  const std::string grant = request.Parameter("grant_type").value_or("");
  if (path == "/access_token") {
    state_.Count("login/exchange");
    if (grant == "ig_exchange_token") return ExchangeInstagramToken(request);
  } else if (path == "/refresh_access_token") {
    state_.Count("login/refresh");
    if (grant == "ig_refresh_token") return RefreshInstagramToken(request);
  } else {
    return std::nullopt;
  }
  return ErrorReply(BadParameter("Invalid parameter: grant_type"));
}

ServerReply TokenDesk::ExchangeInstagramToken(const ServerRequest& request) const {
  if (request.Parameter("client_secret") != AppSecretOf(options_, GraphDoor::kInstagramLogin)) {
    return ErrorReply({.code = 1, .message = "Error validating client secret."});
  }
  const std::string text = TokenOf(request);
  LoginToken token;
  if (const auto error = FindGood(GraphDoor::kInstagramLogin, text, token)) {
    return ErrorReply(*error);
  }
  if (token.long_lived) return TokenReply(token);
  return TokenReply(state_.logins().MintLike(text,
                                             {.door = GraphDoor::kInstagramLogin,
                                              .life = options_.login.long_token_life,
                                              .long_lived = true},
                                             state_.Now()));
}

// Only a long-lived token, a day old, not expired, with the right to read.
ServerReply TokenDesk::RefreshInstagramToken(const ServerRequest& request) const {
  const std::string text = TokenOf(request);
  LoginToken token;
  if (const auto error = FindGood(GraphDoor::kInstagramLogin, text, token)) {
    return ErrorReply(*error);
  }
  if (!token.consent.Allows("instagram_business_basic")) return ErrorReply(PermissionDenied(10));
  if (!token.long_lived) {
    return ErrorReply(BadParameter("Only long-lived tokens can be refreshed"));
  }
  if (state_.Now() - token.issued < kRefreshableAfter) {
    return ErrorReply(BadParameter("The access token must be at least 24 hours old"));
  }
  return TokenReply(state_.logins().MintLike(text,
                                             {.door = GraphDoor::kInstagramLogin,
                                              .life = options_.login.long_token_life,
                                              .long_lived = true},
                                             state_.Now()));
}

}  // namespace photoferry::demo
