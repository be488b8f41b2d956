// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/demo/graph_site.h"

#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "common/base/rng.h"
#include "tests/fakes/demo/control.h"
#include "tests/fakes/demo/graph_error.h"

namespace photoferry::demo {

GraphSite::GraphSite(GraphOptions given)
    : options_(std::move(given)),
      account_(options_.account),
      state_(options_, account_),
      signer_((options_.seed ? NewRng(*options_.seed) : NewRng())->Uuid(), options_.url_lifetime),
      service_(GraphDoor::kFacebook, options_, account_, state_, signer_, faults_),
      instagram_(GraphDoor::kInstagramLogin, options_, account_, state_, signer_, faults_),
      cdn_(account_, state_, signer_, faults_),
      token_desk_(options_, account_, state_),
      login_dialog_(options_, account_, state_) {}

void GraphSite::SetUrls(std::string graph_url, std::string cdn_url) {
  service_.SetUrls(std::move(graph_url), std::move(cdn_url));
}

void GraphSite::SetInstagramUrls(std::string instagram_url, std::string cdn_url) {
  instagram_.SetUrls(std::move(instagram_url), std::move(cdn_url));
}

ServerReply GraphSite::AnswerGraph(const ServerRequest& request) {
  if (options_.control && absl::StartsWith(request.path, "/control/")) {
    return AnswerControl(request, state_, faults_);
  }
  if (auto answer = token_desk_.AnswerFacebook(request)) return Spoilt(request, *answer);
  return service_.Answer(request);
}

ServerReply GraphSite::AnswerInstagram(const ServerRequest& request) {
  if (auto answer = token_desk_.AnswerInstagram(request)) return Spoilt(request, *answer);
  return instagram_.Answer(request);
}

ServerReply GraphSite::AnswerLogin(const ServerRequest& request) {
  if (auto answer = token_desk_.AnswerInstagramCode(request)) return Spoilt(request, *answer);
  return Spoilt(request, login_dialog_.Answer(request));
}

ServerReply GraphSite::Spoilt(const ServerRequest& request, ServerReply answer) {
  const std::optional<Fault> fault =
      faults_.Next({.server = "login", .path = request.path, .query = "", .item = ""});
  if (!fault) return answer;
  if (fault->kind == FaultKind::kGraphError) return ErrorReply(ErrorOfFault(*fault));
  Spoil(*fault, answer);
  return answer;
}

}  // namespace photoferry::demo
