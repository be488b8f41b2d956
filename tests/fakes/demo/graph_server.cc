// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/demo/graph_server.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/rng.h"
#include "common/base/status.h"
#include "tests/fakes/demo/cdn.h"
#include "tests/fakes/demo/control.h"
#include "tests/fakes/demo/graph_service.h"
#include "tests/fakes/demo/graph_state.h"
#include "tests/fakes/demo/loopback_server.h"

namespace photoferry::demo {

class GraphServer::Impl {
 public:
  explicit Impl(GraphOptions given)
      : options(std::move(given)),
        account(options.account),
        state(options, account),
        signer(NewRng()->Uuid(), options.url_lifetime),
        service(options, account, state, signer, faults),
        cdn(account, state, signer, faults),
        graph_server([this](const ServerRequest& request) { return AnswerGraph(request); }),
        cdn_server([this](const ServerRequest& request) { return cdn.Answer(request); }) {}

  ServerReply AnswerGraph(const ServerRequest& request) {
    if (options.control && absl::StartsWith(request.path, "/control/")) {
      return AnswerControl(request, state, faults);
    }
    return service.Answer(request);
  }

  const GraphOptions options;
  const Account account;
  FaultScript faults;
  GraphState state;
  const UrlSigner signer;
  GraphService service;
  Cdn cdn;
  LoopbackServer graph_server;
  LoopbackServer cdn_server;
};

GraphServer::GraphServer(GraphOptions options)
    : impl_(std::make_unique<Impl>(std::move(options))) {}

GraphServer::~GraphServer() {
  Stop();
}

absl::Status GraphServer::Start(int port) {
  PF_RETURN_IF_ERROR(impl_->cdn_server.Start());
  PF_RETURN_IF_ERROR(impl_->graph_server.Start(port, [this](absl::string_view graph_url) {
    impl_->service.SetUrls(std::string(graph_url), impl_->cdn_server.url());
  }));
  return absl::OkStatus();
}

void GraphServer::Stop() {
  impl_->graph_server.Stop();
  impl_->cdn_server.Stop();
}

std::string GraphServer::base_url() const {
  return impl_->graph_server.url();
}
std::string GraphServer::cdn_url() const {
  return impl_->cdn_server.url();
}
const std::string& GraphServer::token() const {
  return impl_->options.token;
}
const Account& GraphServer::account() const {
  return impl_->account;
}
FaultScript& GraphServer::faults() {
  return impl_->faults;
}
std::map<std::string, int64_t> GraphServer::counters() const {
  return impl_->state.counters();
}

void GraphServer::Delete(absl::string_view id) {
  impl_->state.Delete(id);
}
void GraphServer::InvalidateCursors() {
  impl_->state.InvalidateCursors();
}
void GraphServer::RevokeToken(int subcode) {
  impl_->state.RevokeToken(subcode);
}
void GraphServer::AcceptToken(absl::string_view token) {
  impl_->state.AcceptToken(token);
}
void GraphServer::SetUsagePercent(int percent) {
  impl_->state.SetUsagePercent(percent);
}
void GraphServer::AdvanceClock(absl::Duration by) {
  impl_->state.AdvanceClock(by);
}

}  // namespace photoferry::demo
