// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"
#include "tests/fakes/demo/demo_client.h"
#include "tests/fakes/demo/graph_server.h"
#include "tests/fakes/demo/loopback_server.h"

namespace photoferry::demo {

// Logs in by plain HTTP, as a person with curl would: the form, its answer, the code, the token.
class LoginClient {
 public:
  static constexpr char kBack[] = "http://localhost:9/back?from=demo";
  static constexpr char kState[] = "a state / more";

  explicit LoginClient(const GraphServer& server, LoginOptions app = {})
      : server_(server), app_(std::move(app)) {}

  // Where the app sends the browser.
  std::string FacebookUrl(const Parameters& more) const {
    return Url("/v25.0/dialog/oauth", app_.app_id, more);
  }
  std::string InstagramUrl(const Parameters& more) const {
    return Url("/oauth/authorize", app_.instagram_app_id, more);
  }

  // What comes back with the browser: the parameters of the redirect, and "#" its fragment.
  using Return = std::map<std::string, std::string>;
  static Return Answered(const std::string& url, const httplib::Params& form) {
    const DemoClient::Answer answer = DemoClient::Post(url, form);
    EXPECT_EQ(answer.status, 302) << answer.body;
    const std::string location = answer.Header("Location");
    EXPECT_TRUE(absl::StartsWith(location, kBack)) << location;
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(location, absl::MaxSplits('#', 1));
    Return result = {{"#", parts.second}};
    for (const auto& [name, value] :
         ParseParameters(parts.first.substr(parts.first.find('?') + 1))) {
      result[name] = value;
    }
    return result;
  }
  // All of these are ticked.
  static httplib::Params Ticking(const std::vector<std::string>& rights) {
    httplib::Params form = {{"answer", "continue"}};
    for (const std::string& right : rights) form.emplace("right", right);
    return form;
  }

  // The answer to a code; `more` may replace what is sent.
  DemoClient::Answer RedeemAtFacebook(const std::string& code, const Parameters& more = {}) const {
    return DemoClient::Fetch(GraphUrl("/oauth/access_token",
                                      {{"client_secret", app_.app_secret}, {"code", code}}, more));
  }
  DemoClient::Answer RedeemAtInstagram(const std::string& code, const Parameters& more = {}) const {
    httplib::Params form = {{"client_id", app_.instagram_app_id},
                            {"client_secret", app_.instagram_app_secret},
                            {"grant_type", "authorization_code"},
                            {"redirect_uri", kBack},
                            {"code", code}};
    for (const auto& [name, value] : more) {
      form.erase(name);
      form.emplace(name, value);
    }
    return DemoClient::Post(server_.login_url() + "/oauth/access_token", form);
  }
  DemoClient::Answer ExchangeAtFacebook(const std::string& token) const {
    return DemoClient::Fetch(GraphUrl("/oauth/access_token",
                                      {{"client_secret", app_.app_secret},
                                       {"grant_type", "fb_exchange_token"},
                                       {"fb_exchange_token", token}},
                                      {}));
  }
  DemoClient::Answer ExchangeAtInstagram(const std::string& token) const {
    return DemoClient::Fetch(
        absl::StrCat(server_.instagram_url(), "/access_token?",
                     FormatParameters({{"grant_type", "ig_exchange_token"},
                                       {"client_secret", app_.instagram_app_secret},
                                       {"access_token", token}})));
  }
  DemoClient::Answer RefreshAtInstagram(const std::string& token) const {
    return DemoClient::Fetch(absl::StrCat(
        server_.instagram_url(), "/refresh_access_token?",
        FormatParameters({{"grant_type", "ig_refresh_token"}, {"access_token", token}})));
  }
  Json Debug(const std::string& token) const {
    return DemoClient::Fetch(
               GraphUrl("/debug_token",
                        {{"input_token", token},
                         {"access_token", absl::StrCat(app_.app_id, "|", app_.app_secret)}},
                        {}))
        .json()["data"];
  }

  // The whole way. The token is empty if there was none.
  std::string FacebookToken(const std::string& asked, const std::vector<std::string>& ticked,
                            httplib::Params more = {}) const {
    more.merge(Ticking(ticked));
    Return back = Answered(FacebookUrl({{"scope", asked}}), more);
    return JsonString(RedeemAtFacebook(back["code"]).json(), "access_token");
  }
  std::string InstagramToken(const std::vector<std::string>& ticked = {
                                 "instagram_business_basic"}) const {
    Return back = Answered(InstagramUrl({{"scope", "instagram_business_basic"}}), Ticking(ticked));
    return JsonString(RedeemAtInstagram(back["code"]).json(), "access_token");
  }

 private:
  static Parameters Merged(Parameters parameters, const Parameters& more) {
    for (const auto& given : more) {
      std::erase_if(parameters, [&given](const auto& had) { return had.first == given.first; });
      parameters.push_back(given);
    }
    return parameters;
  }
  std::string Url(const std::string& path, const std::string& id, const Parameters& more) const {
    const Parameters usual = {
        {"client_id", id}, {"redirect_uri", kBack}, {"state", kState}, {"response_type", "code"}};
    return absl::StrCat(server_.login_url(), path, "?", FormatParameters(Merged(usual, more)));
  }
  std::string GraphUrl(const std::string& path, Parameters usual, const Parameters& more) const {
    usual.emplace_back("client_id", app_.app_id);
    usual.emplace_back("redirect_uri", kBack);
    return absl::StrCat(server_.base_url(), "/v25.0", path, "?",
                        FormatParameters(Merged(std::move(usual), more)));
  }

  const GraphServer& server_;
  const LoginOptions app_;
};

}  // namespace photoferry::demo
