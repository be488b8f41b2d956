// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/demo/graph_site.h"

#include <utility>

#include "absl/strings/match.h"
#include "common/base/rng.h"
#include "tests/fakes/demo/control.h"

namespace photoferry::demo {

GraphSite::GraphSite(GraphOptions given)
    : options_(std::move(given)),
      account_(options_.account),
      state_(options_, account_),
      signer_((options_.seed ? NewRng(*options_.seed) : NewRng())->Uuid(), options_.url_lifetime),
      service_(GraphDoor::kFacebook, options_, account_, state_, signer_, faults_),
      instagram_(GraphDoor::kInstagramLogin, options_, account_, state_, signer_, faults_),
      cdn_(account_, state_, signer_, faults_) {}

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
  return service_.Answer(request);
}

}  // namespace photoferry::demo
