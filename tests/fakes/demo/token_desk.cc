// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/demo/token_desk.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/fakes/demo/graph_request.h"

namespace photoferry::demo {
namespace {

GraphError AppError(int code, absl::string_view message) {
  return {.code = code, .message = std::string(message)};
}

GraphError CodeError(int subcode, absl::string_view message) {
  return {.subcode = subcode, .message = std::string(message)};
}

GraphError ErrorOf(LoginBook::CodeVerdict verdict) {
  switch (verdict) {
    case LoginBook::CodeVerdict::kOtherAddress:
      return CodeError(36008,
                       "Error validating verification code. Please make sure your redirect_uri is "
                       "identical to the one you used in the OAuth dialog request");
    case LoginBook::CodeVerdict::kUsed:
      return CodeError(36009, "This authorization code has been used.");
    case LoginBook::CodeVerdict::kExpired:
      return CodeError(36007, "This authorization code has expired.");
    default:
      return CodeError(0, "Invalid verification code format.");
  }
}

Json ListOf(const std::set<std::string>& names) {
  Json list = Json::array();
  for (const std::string& name : names) list.push_back(name);
  return list;
}

// Never: 0.
int64_t UnixOrZero(absl::Time time) {
  return time == absl::InfiniteFuture() ? 0 : absl::ToUnixSeconds(time);
}

// The rights that reach no further than to what was ticked.
Json GranularScopes(const Consent& consent) {
  Json scopes = Json::array();
  const auto add = [&](const char* right, const std::optional<std::set<std::string>>& ticked) {
    if (!consent.Allows(right)) return;
    Json& scope = scopes.emplace_back(Json{{"scope", right}});
    if (ticked) scope["target_ids"] = ListOf(*ticked);
  };
  add("pages_show_list", consent.pages);
  add("pages_read_engagement", consent.pages);
  add("instagram_basic", consent.instagram_accounts);
  return scopes;
}

ServerReply JsonReply(const Json& json) {
  ServerReply reply;
  reply.headers = {{"Content-Type", "application/json; charset=UTF-8"},
                   {"Cache-Control", "no-store"}};
  reply.body = GraphText(json);
  return reply;
}

}  // namespace

std::optional<ServerReply> TokenDesk::AnswerFacebook(const ServerRequest& request) const {
  const absl::string_view path = WithoutVersion(request.path);
  if (path == "/debug_token") {
    state_.Count("login/debug");
    return DebugToken(request);
  }
  if (path != "/oauth/access_token") return std::nullopt;
  if (const auto refused = CheckApp(request)) return ErrorReply(*refused);
  const std::string grant = request.Parameter("grant_type").value_or("authorization_code");
  if (grant == "fb_exchange_token") return ExchangeFacebookToken(request);
  if (grant == "client_credentials") {
    return JsonReply({{"access_token", absl::StrCat(options_.login.app_id, "|",
                                                    AppSecretOf(options_, GraphDoor::kFacebook))},
                      {"token_type", "bearer"}});
  }
  if (grant == "authorization_code") return RedeemFacebookCode(request);
  return ErrorReply(BadParameter(absl::StrCat("Unknown grant_type ", grant)));
}

std::optional<GraphError> TokenDesk::CheckApp(const ServerRequest& request) const {
  const std::string id = request.Parameter("client_id").value_or("");
  if (id.empty()) return AppError(101, "Missing client_id parameter.");
  if (id != options_.login.app_id) {
    return AppError(101,
                    "Error validating application. Cannot get application info due to a system "
                    "error.");
  }
  if (request.Parameter("client_secret") == AppSecretOf(options_, GraphDoor::kFacebook)) {
    return std::nullopt;
  }
  return AppError(1, "Error validating client secret.");
}

ServerReply TokenDesk::RedeemFacebookCode(const ServerRequest& request) const {
  state_.Count("login/code");
  const std::optional<std::string> address = request.Parameter("redirect_uri");
  if (!address) return ErrorReply(AppError(191, "Missing redirect_uri parameter."));
  const LoginBook::CodeVerdict verdict = state_.logins().RedeemCode(
      GraphDoor::kFacebook, request.Parameter("code").value_or(""), *address, state_.Now());
  if (verdict != LoginBook::CodeVerdict::kGood) return ErrorReply(ErrorOf(verdict));
  const absl::Duration life = options_.login.first_token_life;
  return TokenReply(state_.logins().Mint({.door = GraphDoor::kFacebook,
                                          .life = life,
                                          .long_lived = life >= options_.login.long_token_life},
                                         state_.Now()));
}

// A token that is long-lived already comes back as it is. One that has expired cannot be exchanged.
ServerReply TokenDesk::ExchangeFacebookToken(const ServerRequest& request) const {
  state_.Count("login/exchange");
  LoginToken token;
  const std::string text = request.Parameter("fb_exchange_token").value_or("");
  if (const auto error = FindGood(GraphDoor::kFacebook, text, token)) return ErrorReply(*error);
  if (token.long_lived) return TokenReply(token);
  return TokenReply(state_.logins().MintLike(
      text,
      {.door = GraphDoor::kFacebook, .life = options_.login.long_token_life, .long_lived = true},
      state_.Now()));
}

std::optional<GraphError> TokenDesk::FindGood(GraphDoor door, absl::string_view text,
                                              LoginToken& token) const {
  const std::optional<LoginToken> found = state_.logins().Find(text);
  if (!found || found->door != door) return BadToken(0);
  token = *found;
  return WhyEnded(token, state_.Now());
}

ServerReply TokenDesk::TokenReply(const LoginToken& token) const {
  Json json = {{"access_token", token.text}, {"token_type", "bearer"}};
  if (options_.login.tells_lifetime && token.expires != absl::InfiniteFuture()) {
    json["expires_in"] =
        absl::ToInt64Seconds(absl::Ceil(token.expires - state_.Now(), absl::Seconds(1)));
  }
  return JsonReply(json);
}

// The app itself, or a person whom it belongs to.
bool TokenDesk::MayDebug(const ServerRequest& request) const {
  const std::string asker = TokenOf(request);
  LoginToken token;
  return asker == absl::StrCat(options_.login.app_id, "|",
                               AppSecretOf(options_, GraphDoor::kFacebook)) ||
         !FindGood(GraphDoor::kFacebook, asker, token);
}

// About a token that does not serve the answer is 200, too.
ServerReply TokenDesk::DebugToken(const ServerRequest& request) const {
  if (!MayDebug(request)) {
    return ErrorReply(
        BadParameter("You must provide an app access token, or a user access token that is an "
                     "owner or developer of the app"));
  }
  const std::string text = request.Parameter("input_token").value_or("");
  if (text.empty()) return ErrorReply(BadParameter("The parameter input_token is required"));
  const std::optional<LoginToken> found = state_.logins().Find(text);
  std::optional<GraphError> error = BadToken(0);
  Json data = {{"scopes", Json::array()}};
  if (found && found->door == GraphDoor::kFacebook) {
    data = Described(*found);
    error = WhyEnded(*found, state_.Now());
  }
  data["is_valid"] = !error;
  if (error) {
    data["error"] = {{"code", error->code}, {"message", error->message}};
    if (error->subcode != 0) data["error"]["subcode"] = error->subcode;
  }
  return JsonReply({{"data", data}});
}

Json TokenDesk::Described(const LoginToken& token) const {
  Json json = {{"app_id", options_.login.app_id},
               {"type", token.page > 0 ? "PAGE" : "USER"},
               {"application", "Photoferry"},
               {"data_access_expires_at", UnixOrZero(token.consent.data_access_ends)},
               {"expires_at", UnixOrZero(token.expires)},
               {"issued_at", absl::ToUnixSeconds(token.issued)},
               {"scopes", ListOf(token.consent.granted)},
               {"granular_scopes", GranularScopes(token.consent)},
               {"user_id", account_.user().id}};
  if (token.page > 0) json["profile_id"] = account_.PageId(token.page);
  return json;
}

}  // namespace photoferry::demo
