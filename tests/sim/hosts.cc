// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/hosts.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace photoferry::sim {
namespace {

demo::ServerRequest ServerRequestOf(const HttpRequest& request, const Url& url) {
  demo::ServerRequest asked;
  asked.method = request.method;
  asked.path = url.path;
  asked.parameters = demo::ParseParameters(url.query);
  for (const auto& [name, value] : request.headers.all()) {
    asked.headers[absl::AsciiStrToLower(name)] = value;
  }
  for (const auto& [name, value] : request.secret_headers) {
    asked.headers[absl::AsciiStrToLower(name)] = std::string(value.Reveal());
  }
  if (request.body) asked.body = request.body->prefix;
  if (absl::StartsWith(asked.Header("content-type"), "application/x-www-form-urlencoded")) {
    for (auto& parameter : demo::ParseParameters(asked.body)) asked.parameters.push_back(parameter);
  }
  return asked;
}

SimAnswer AnswerOf(demo::ServerReply reply) {
  SimAnswer answer{.status = reply.status};
  for (const auto& [name, value] : reply.headers) answer.headers.Add(name, value);
  answer.body = std::move(reply.body);
  if (reply.file) {
    answer.body.resize(static_cast<size_t>(reply.length));
    reply.file->Read(reply.offset, answer.body.data(), answer.body.size());
  }
  answer.hangs_up = reply.reset;
  answer.claimed_length = reply.claimed_length;
  answer.ends_after = reply.end_after;
  answer.tells_length = reply.tells_length;
  answer.delay = reply.delay;
  answer.bytes_per_second = reply.bytes_per_second;
  return answer;
}

}  // namespace

SimAnswer GraphHost::Answer(const HttpRequest& request, const Url& url, const BodyReader&) {
  const demo::ServerRequest asked = ServerRequestOf(request, url);
  const bool reads = request.method == "GET" || asked.Parameter("batch").has_value();
  if (!reads) laws_.Break(9, absl::StrCat("the source is asked to ", request.method));
  laws_.Said(request.url);
  return AnswerOf(site_.AnswerGraph(asked));
}

SimAnswer InstagramHost::Answer(const HttpRequest& request, const Url& url, const BodyReader&) {
  if (request.method != "GET") laws_.Break(9, "Instagram is asked to do something");
  laws_.Said(request.url);
  return AnswerOf(site_.AnswerInstagram(ServerRequestOf(request, url)));
}

SimAnswer CdnHost::Answer(const HttpRequest& request, const Url& url, const BodyReader&) {
  if (request.url_origin != UrlOrigin::kData) {
    laws_.Break(8, "a URL that came out of data was taken for one that a person wrote");
  }
  if (!request.secret_headers.empty()) laws_.Break(7, "a token was sent to the media servers");
  if (request.method != "GET") laws_.Break(9, "a media server was asked to do something");
  return AnswerOf(site_.AnswerCdn(ServerRequestOf(request, url)));
}

}  // namespace photoferry::sim
