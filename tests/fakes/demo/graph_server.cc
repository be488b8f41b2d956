// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/demo/graph_server.h"

#include <utility>

#include "common/base/status.h"
#include "tests/fakes/demo/graph_site.h"
#include "tests/fakes/demo/loopback_server.h"

namespace photoferry::demo {

struct GraphServer::Impl {
  explicit Impl(GraphOptions given)
      : site(std::move(given)),
        graph_server([this](const ServerRequest& request) { return site.AnswerGraph(request); }),
        instagram_server(
            [this](const ServerRequest& request) { return site.AnswerInstagram(request); }),
        cdn_server([this](const ServerRequest& request) { return site.AnswerCdn(request); }),
        login_server([this](const ServerRequest& request) { return site.AnswerLogin(request); }) {}

  GraphSite site;
  LoopbackServer graph_server;
  LoopbackServer instagram_server;
  LoopbackServer cdn_server;
  LoopbackServer login_server;
};

GraphServer::GraphServer(GraphOptions options)
    : impl_(std::make_unique<Impl>(std::move(options))) {}

GraphServer::~GraphServer() {
  Stop();
}

absl::Status GraphServer::Start(int port) {
  PF_RETURN_IF_ERROR(impl_->cdn_server.Start());
  PF_RETURN_IF_ERROR(impl_->login_server.Start());
  const std::string cdn_url = impl_->cdn_server.url();
  if (account().instagram().exists()) {
    PF_RETURN_IF_ERROR(impl_->instagram_server.Start(0, [&](absl::string_view url) {
      impl_->site.SetInstagramUrls(std::string(url), cdn_url);
    }));
  }
  return impl_->graph_server.Start(port, [&](absl::string_view graph_url) {
    impl_->site.SetUrls(std::string(graph_url), cdn_url);
  });
}

void GraphServer::Stop() {
  impl_->graph_server.Stop();
  impl_->instagram_server.Stop();
  impl_->cdn_server.Stop();
  impl_->login_server.Stop();
}

std::string GraphServer::base_url() const {
  return impl_->graph_server.url();
}
std::string GraphServer::instagram_url() const {
  return account().instagram().exists() ? impl_->instagram_server.url() : "";
}
std::string GraphServer::cdn_url() const {
  return impl_->cdn_server.url();
}
std::string GraphServer::login_url() const {
  return impl_->login_server.url();
}
const std::string& GraphServer::token() const {
  return impl_->site.options().token;
}
const std::string& GraphServer::instagram_token() const {
  return impl_->site.options().instagram_token;
}
const Account& GraphServer::account() const {
  return impl_->site.account();
}
FaultScript& GraphServer::faults() {
  return impl_->site.faults();
}
std::map<std::string, int64_t> GraphServer::counters() const {
  return impl_->site.state().counters();
}

void GraphServer::Delete(absl::string_view id) {
  impl_->site.state().Delete(id);
}
void GraphServer::InvalidateCursors() {
  impl_->site.state().InvalidateCursors();
}
void GraphServer::TakeBack(const std::string& right) {
  impl_->site.state().logins().TakeBack(token(), right);
}
void GraphServer::RevokeToken(int subcode) {
  impl_->site.state().RevokeToken(subcode);
}
void GraphServer::LoseRole(absl::string_view page_id) {
  impl_->site.state().roles().Lose(page_id);
}
void GraphServer::AcceptToken(absl::string_view token) {
  impl_->site.state().AcceptToken(token);
}
void GraphServer::EndDataAccess() {
  impl_->site.state().EndDataAccess();
}
void GraphServer::SetBudgets(CallBudget app, CallBudget account) {
  impl_->site.state().meters().SetBudgets(app, account);
}
void GraphServer::ScriptUsage(std::vector<int> percents) {
  impl_->site.state().meters().Script(std::move(percents));
}
int64_t GraphServer::refused_calls() const {
  return impl_->site.state().meters().refused();
}
void GraphServer::AdvanceClock(absl::Duration by) {
  impl_->site.state().AdvanceClock(by);
}

}  // namespace photoferry::demo
