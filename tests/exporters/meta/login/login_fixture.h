// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "common/http/query_text.h"
#include "common/http/url.h"
#include "common/provider/login_plugin.h"
#include "exporters/exporter.h"
#include "tests/exporters/meta/meta_fixture.h"
#include "tests/testing/status_matchers.h"

namespace photoferry {

ExporterPlugin meta_facebook_exporter_plugin();
ExporterPlugin meta_instagram_exporter_plugin();

namespace meta {

constexpr char kRedirect[] = "http://127.0.0.1:8723/login";

// Logs in by a plugin's own logins, at hosts that are scripted.
class MetaLoginTest : public MetaTest {
 protected:
  explicit MetaLoginTest(ExporterPlugin plugin) : plugin_(std::move(plugin)) {}

  absl::StatusOr<std::unique_ptr<ProviderLogin>> Login(
      const std::string& id, OAuthApp app, std::map<std::string, std::string> options = {}) {
    PF_ASSIGN_OR_RETURN(const ProviderOptions complete,
                        ProviderOptions::From(plugin_.spec, options));
    for (const LoginPlugin& login : plugin_.logins) {
      if (login.id == id) {
        return login.make(complete, std::move(app), {http_, scheduler_, *rng_, memory_});
      }
    }
    return Failure(v1::BAD_REQUEST, "There is no such login.");
  }

  static OAuthApp App() { return {.id = "1234567890", .secret = Secret(canary::Token("app"))}; }

  // What the browser brings back of `begun` when the person agrees.
  static std::string Agreed(const Authorization& begun) {
    return QueryString({{"code", canary::Token("code")},
                        {"state", std::string(begun.pending.state.Reveal())}}) +
           "#_";
  }

  absl::StatusOr<CompletedLogin> LogIn(ProviderLogin& login) {
    PF_ASSIGN_OR_RETURN(Authorization begun, login.Begin({.redirect_uri = kRedirect}));
    const std::string query = Agreed(begun);
    return login.Complete(std::move(begun.pending), query, stop_.get_token());
  }

  static std::map<std::string, std::string> AskedIn(const std::string& url) {
    return ParseQuery(QueryOf(url));
  }
  std::map<std::string, std::string> QueryOfRequest(size_t index) const {
    return ParseQuery(QueryOf(http_.requests().at(index).url));
  }
  std::string BearerOf(size_t index) const {
    const HttpRequest request = http_.requests().at(index);
    for (const auto& [name, value] : request.secret_headers) {
      if (name == "Authorization") return std::string(value.Reveal());
    }
    return "";
  }
  int64_t Seconds(absl::Duration from_now) const {
    return absl::ToUnixSeconds(scheduler_.clock().Now() + from_now);
  }

  const ExporterPlugin plugin_;
};

}  // namespace meta
}  // namespace photoferry
