// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/destinations/destination_service.h"

#include <regex>
#include <utility>

namespace photoferry::fakes {
namespace {

const std::regex& PatternOf(const DestinationService::Route& route) {
  static const auto& patterns = *new auto([] {
    std::map<absl::string_view, std::regex> made;
    for (const auto& each : DestinationService::Routes()) {
      made.emplace(each.pattern, std::regex(each.pattern));
    }
    return made;
  }());
  return patterns.at(route.pattern);
}

}  // namespace

const std::vector<DestinationService::Route>& DestinationService::Routes() {
  using Calls = DestinationCalls;
  static const auto& routes = *new std::vector<Route>{
      {"GET", "/v1/account", "connect", &Calls::Account},
      {"GET", "/v1/albums", "find_album", &Calls::FindAlbum},
      {"POST", "/v1/albums", "make_album", &Calls::MakeAlbum},
      {"POST", R"(/v1/albums/([^/]+)/items)", "place", &Calls::Place},
      {"POST", "/v1/lookup", "check", &Calls::LookUp},
      {"POST", "/v1/uploads", "send", &Calls::Upload, true},
      {"POST", "/v1/publish", "publish", &Calls::Publish},
      {"POST", "/v1/sessions", "session", &Calls::OpenSession},
      {"GET", R"(/v1/sessions/([^/]+))", "session", &Calls::AskSession},
      {"DELETE", R"(/v1/sessions/([^/]+))", "discard", &Calls::DropSession},
      {"PUT", R"(/v1/sessions/([^/]+))", "fragment", &Calls::PutFragment, true},
      {"POST", "/v1/items", "send", &Calls::CreateItem, true},
      {"POST", "/v1/unique-items", "send", &Calls::CreateUnique, true},
  };
  return routes;
}

void DestinationService::SetToken(absl::string_view token) {
  MutexLock lock(mutex_);
  token_ = std::string(token);
}

Call DestinationService::Begin(const Route& route, const httplib::Request& request,
                               const httplib::ContentReader* reader) {
  Call call{.request = request, .reader = reader, .fault = faults_.Next(route.call), .json = {}};
  if (reader == nullptr) call.json = ParseJson(request.body).value_or(Json::object());
  return call;
}

std::optional<Answer> DestinationService::Refused(const Call& call) {
  if (call.Struck(Fault::Kind::kStatus)) return Refusal(call.fault->status, "scripted");
  MutexLock lock(mutex_);
  if (token_.empty() || call.request.get_header_value("Authorization") == "Bearer " + token_) {
    return std::nullopt;
  }
  return Refusal(401, "token_rejected");
}

Reply DestinationService::Serve(const Route& route, Call& call) {
  Reply reply;
  reply.retry_after_seconds = call.fault ? call.fault->retry_after_seconds : 0;
  const bool midway = call.Struck(Fault::Kind::kCloseMidway);
  if (call.Struck(Fault::Kind::kCloseBefore) || (midway && call.reader == nullptr)) {
    reply.hangs_up = true;
    return reply;
  }
  if (std::optional<Answer> refusal = Refused(call)) {
    reply.answer = *std::move(refusal);
    reply.answer.early = call.reader != nullptr;
    return reply;
  }
  reply.answer = (calls_.*route.handler)(call);
  reply.hangs_up = midway || call.Struck(Fault::Kind::kCloseAfter);
  if (call.Struck(Fault::Kind::kStatusAfter)) reply.answer.status = call.fault->status;
  return reply;
}

Reply DestinationService::Serve(const PlainRequest& plain, const BodyReader& body) {
  httplib::Request request;
  request.method = plain.method;
  request.path = plain.path;
  request.params.insert(plain.parameters.begin(), plain.parameters.end());
  request.headers.insert(plain.headers.begin(), plain.headers.end());
  request.body = plain.body;
  const httplib::ContentReader reader(
      [&](httplib::ContentReceiver receive) {
        return body([&](absl::string_view bytes) { return receive(bytes.data(), bytes.size()); });
      },
      [](httplib::MultipartContentHeader, httplib::ContentReceiver) { return false; });
  for (const Route& route : Routes()) {
    if (plain.method != route.method) continue;
    if (!std::regex_match(request.path, request.matches, PatternOf(route))) continue;
    Call call = Begin(route, request, route.uploads ? &reader : nullptr);
    return Serve(route, call);
  }
  return {.answer = Refusal(404, "no_such_call")};
}

}  // namespace photoferry::fakes
