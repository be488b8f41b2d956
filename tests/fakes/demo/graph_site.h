// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "tests/fakes/demo/account.h"
#include "tests/fakes/demo/cdn.h"
#include "tests/fakes/demo/fault_script.h"
#include "tests/fakes/demo/graph_server.h"
#include "tests/fakes/demo/graph_service.h"
#include "tests/fakes/demo/graph_state.h"
#include "tests/fakes/demo/login_dialog.h"
#include "tests/fakes/demo/token_desk.h"

namespace photoferry::demo {

// A Graph API, that of Instagram Login, their CDN and their logins in front of one account: what
// they answer, whatever carries the requests. Thread-safe once the URLs are set.
class GraphSite {
 public:
  explicit GraphSite(GraphOptions given);
  GraphSite(const GraphSite&) = delete;
  GraphSite& operator=(const GraphSite&) = delete;

  // Where they can be reached.
  void SetUrls(std::string graph_url, std::string cdn_url);
  void SetInstagramUrls(std::string instagram_url, std::string cdn_url);

  ServerReply AnswerGraph(const ServerRequest& request);
  ServerReply AnswerInstagram(const ServerRequest& request);
  ServerReply AnswerCdn(const ServerRequest& request) const { return cdn_.Answer(request); }
  // www.facebook.com, www.instagram.com and api.instagram.com.
  ServerReply AnswerLogin(const ServerRequest& request);

  const GraphOptions& options() const { return options_; }
  const Account& account() const { return account_; }
  GraphState& state() { return state_; }
  FaultScript& faults() { return faults_; }

 private:
  // What faults leave of `answer`, one of the login's.
  ServerReply Spoilt(const ServerRequest& request, ServerReply answer);

  const GraphOptions options_;
  const Account account_;
  FaultScript faults_;
  GraphState state_;
  const UrlSigner signer_;
  GraphService service_;
  GraphService instagram_;
  Cdn cdn_;
  TokenDesk token_desk_;
  LoginDialog login_dialog_;
};

}  // namespace photoferry::demo
