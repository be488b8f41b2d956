// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/scripted_http_client.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "gtest/gtest.h"

namespace photoferry {
namespace {

// The URL from its path on, percent signs undone.
std::string PathOf(absl::string_view url) {
  const size_t host = url.find("://");
  if (host != absl::string_view::npos) url.remove_prefix(host + 3);
  const size_t slash = url.find('/');
  if (slash != absl::string_view::npos) url.remove_prefix(slash);
  std::string path;
  for (size_t i = 0; i < url.size(); ++i) {
    if (url[i] == '%' && i + 2 < url.size()) {
      path += absl::HexStringToBytes(url.substr(i + 1, 2));
      i += 2;
    } else {
      path += url[i];
    }
  }
  return path;
}

std::optional<HttpBody> WithoutStream(const std::optional<HttpBody>& body) {
  if (!body.has_value()) return std::nullopt;
  return HttpBody{.prefix = body->prefix, .suffix = body->suffix};
}

}  // namespace

void ScriptedHttpClient::Answer(absl::string_view part, absl::StatusOr<HttpResponse> answer,
                                int times) {
  MutexLock lock(mutex_);
  rules_.push_back({std::string(part), std::move(answer), times});
}

void ScriptedHttpClient::Answer(absl::string_view part, absl::string_view body, int times) {
  Answer(part, HttpResponse{.status = 200, .body = std::string(body)}, times);
}

void ScriptedHttpClient::AnswerJson(absl::string_view part, const Json& body, int times) {
  Answer(part, absl::string_view(ToText(body)), times);
}

absl::StatusOr<HttpResponse> ScriptedHttpClient::Call(const HttpRequest& request,
                                                      const std::stop_token& stop) {
  if (stop.stop_requested()) return Failure(v1::STOPPED, "Stopped.");
  const std::string path = PathOf(request.url);
  MutexLock lock(mutex_);
  requests_.push_back({.method = request.method,
                       .url = request.url,
                       .headers = request.headers,
                       .secret_headers = request.secret_headers,
                       .body = WithoutStream(request.body),
                       .url_origin = request.url_origin});
  for (auto rule = rules_.begin(); rule != rules_.end(); ++rule) {
    if (!absl::StrContains(path, rule->part)) continue;
    absl::StatusOr<HttpResponse> answer = rule->answer;
    if (rule->times > 0 && --rule->times == 0) rules_.erase(rule);
    return answer;
  }
  ADD_FAILURE() << "no answer was scripted for " << path;
  return Failure(v1::BAD_REQUEST, absl::StrCat("no answer was scripted for ", path));
}

absl::StatusOr<HttpStream> ScriptedHttpClient::Open(const HttpRequest& request, OpenOptions,
                                                    const std::stop_token&) {
  ADD_FAILURE() << "Open is not scripted: " << PathOf(request.url);
  return Failure(v1::BAD_REQUEST, "Open is not scripted");
}

std::vector<HttpRequest> ScriptedHttpClient::requests() const {
  MutexLock lock(mutex_);
  return requests_;
}

std::vector<std::string> ScriptedHttpClient::paths() const {
  std::vector<std::string> paths;
  for (const HttpRequest& request : requests()) paths.push_back(PathOf(request.url));
  return paths;
}

int ScriptedHttpClient::left() const {
  MutexLock lock(mutex_);
  int left = 0;
  for (const Rule& rule : rules_) left += rule.times > 0 ? rule.times : 0;
  return left;
}

}  // namespace photoferry
