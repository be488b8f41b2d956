// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <stop_token>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/status.h"
#include "common/http/http_client.h"
#include "common/http/query_text.h"
#include "common/http/url.h"

namespace photoferry {

// A person at a browser, as far as oidc-provider's own pages need one: cookies, redirects and two
// forms. One thread at a time.
class Browser {
 public:
  explicit Browser(HttpClient& http) : http_(http) {}

  // Opens `url` and follows the server's pages. The query that the browser takes to `redirect_uri`.
  absl::StatusOr<std::string> LogIn(const std::string& url, absl::string_view redirect_uri,
                                    bool agree = true) {
    HttpRequest next{.method = "GET", .url = url};
    for (int page = 0; page < 20; ++page) {
      PF_ASSIGN_OR_RETURN(const HttpResponse answer, Visit(next));
      const std::string place = answer.headers.Get("Location").value_or("");
      if (absl::StartsWith(place, redirect_uri)) return std::string(QueryOf(place));
      PF_ASSIGN_OR_RETURN(const Url here, ParseUrl(next.url));
      const bool moved = answer.status >= 300 && answer.status <= 399;
      PF_ASSIGN_OR_RETURN(next, moved ? ToPage(here, place) : FromForm(here, answer.body, agree));
    }
    return Failure(v1::MALFORMED_ANSWER, "The pages never come to an end.");
  }

 private:
  absl::StatusOr<HttpResponse> Visit(HttpRequest request) {
    request.headers.Add("Cookie", absl::StrJoin(cookies_, "; ", absl::PairFormatter("=")));
    absl::StatusOr<HttpResponse> answer = http_.Call(request, std::stop_token());
    if (!answer.ok()) return answer;
    for (const auto& [name, value] : answer->headers.all()) {
      if (!absl::EqualsIgnoreCase(name, "Set-Cookie")) continue;
      const absl::string_view cookie = *absl::StrSplit(value, ';').begin();
      cookies_.insert_or_assign(std::string(cookie.substr(0, cookie.find('='))),
                                std::string(cookie.substr(cookie.find('=') + 1)));
    }
    return answer;
  }

  static absl::StatusOr<HttpRequest> ToPage(const Url& here, const std::string& place) {
    PF_ASSIGN_OR_RETURN(const Url url, ResolveUrl(here, place));
    return HttpRequest{.method = "GET", .url = url.ToString()};
  }

  // The login's form and the consent's differ in their hidden field alone.
  static absl::StatusOr<HttpRequest> FromForm(const Url& here, const std::string& page,
                                              bool agree) {
    const bool login = absl::StrContains(page, R"(name="prompt" value="login")");
    if (!login && !absl::StrContains(page, R"(name="prompt" value="consent")")) {
      return Failure(v1::MALFORMED_ANSWER, absl::StrCat("There is no form here: ", page));
    }
    if (!login && !agree) return ToPage(here, absl::StrCat(here.path, "/abort"));
    return HttpRequest{.method = "POST",
                       .url = here.ToString(),
                       .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                       .body = HttpBody{.prefix = login ? "prompt=login&login=ada&password=any"
                                                        : "prompt=consent"}};
  }

  HttpClient& http_;
  std::map<std::string, std::string> cookies_;
};

}  // namespace photoferry
