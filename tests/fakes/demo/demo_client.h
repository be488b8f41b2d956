// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/json.h"
#include "httplib.h"
#include "tests/fakes/demo/graph_server.h"

namespace photoferry::demo {

// Asks a GraphServer as a stranger would, over another project's HTTP client.
class DemoClient {
 public:
  explicit DemoClient(const GraphServer& server) : DemoClient(server.base_url(), server.token()) {}
  DemoClient(const std::string& url, std::string token) : client_(url), token_(std::move(token)) {
    client_.set_url_encode(false);
  }

  struct Answer {
    int status = 0;  // 0: no answer came
    std::string body;
    httplib::Headers headers;
    std::string Header(const std::string& name) const {
      const auto found = headers.find(name);
      return found == headers.end() ? "" : found->second;
    }
    Json json() const { return Json::parse(body, nullptr, /*allow_exceptions=*/false); }
    int error_code() const {
      return static_cast<int>(JsonInt(JsonMember(json(), "error"), "code"));
    }
    std::string error_message() const { return JsonString(JsonMember(json(), "error"), "message"); }
  };

  // "me/photos?limit=5": below /v25.0/.
  Answer Get(const std::string& path, httplib::Headers headers = {}) {
    headers.emplace("Authorization", "Bearer " + token_);
    return From(client_.Get("/v25.0/" + path, headers));
  }
  Answer GetWithoutToken(const std::string& path) { return From(client_.Get("/v25.0/" + path)); }
  Answer PostForm(const std::string& path, const httplib::Params& form) {
    return From(client_.Post(path, form));
  }
  // "me/permissions"
  Answer Delete(const std::string& path) {
    return From(client_.Delete("/v25.0/" + path, {{"Authorization", "Bearer " + token_}}));
  }
  // An absolute URL on loopback, with no token.
  static Answer Fetch(const std::string& url, const httplib::Headers& headers = {}) {
    const size_t path = url.find('/', url.find("//") + 2);
    httplib::Client client(url.substr(0, path));
    client.set_url_encode(false);
    return From(client.Get(url.substr(path), headers));
  }

  static Answer Post(const std::string& url, const httplib::Params& form) {
    const size_t path = url.find('/', url.find("//") + 2);
    httplib::Client client(url.substr(0, path));
    client.set_url_encode(false);
    return From(client.Post(url.substr(path), form));
  }

  // Every item of an edge: follows paging.next until there is none.
  std::vector<Json> All(const std::string& path) {
    std::vector<Json> items;
    Json page = Get(path).json();
    for (;;) {
      for (const Json& item : JsonMember(page, "data")) items.push_back(item);
      const std::string next = JsonString(JsonMember(page, "paging"), "next");
      if (next.empty()) return items;
      page = Fetch(next).json();
    }
  }

 private:
  static Answer From(const httplib::Result& result) {
    if (!result) return {};
    return {result->status, result->body, result->headers};
  }

  httplib::Client client_;
  const std::string token_;
};

}  // namespace photoferry::demo
