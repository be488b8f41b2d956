// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/fakes/demo/graph_state.h"
#include "tests/fakes/demo/login_page.h"
#include "tests/fakes/demo/login_rights.h"
#include "tests/fakes/demo/loopback_server.h"

namespace photoferry::demo {

// Where people are asked: www.facebook.com/vX/dialog/oauth and www.instagram.com/oauth/authorize.
// GET shows the form, and POSTing it sends the browser back to the app. Thread-safe.
class LoginDialog {
 public:
  LoginDialog(const GraphOptions& options, const Account& account, GraphState& state)
      : options_(options), account_(account), state_(state) {}

  ServerReply Answer(const ServerRequest& request) const;

 private:
  // What an app asks of a person.
  struct Question {
    GraphDoor door = GraphDoor::kFacebook;
    std::string redirect_uri;
    std::string state;
    std::vector<const LoginRight*> offered;
    std::vector<std::string> declined_before;  // and not to be asked for again
    std::vector<std::string> not_available;    // for want of a role or of Advanced Access
    bool tells_rights = false;                 // granted_scopes in the redirect
  };

  // Why it cannot be asked, in the service's words.
  std::optional<std::string> Read(const ServerRequest& request, Question& question) const;
  std::optional<std::string> ReadRights(const ServerRequest& request, Question& question) const;
  bool MayReturnTo(const std::string& redirect_uri) const;
  ServerReply Ask(const ServerRequest& request, const Question& question) const;
  void AddTicks(const Question& question, std::vector<LoginBox>& boxes) const;
  ServerReply Continue(const ServerRequest& request, const Question& question) const;
  Consent Decided(const ServerRequest& request, const Question& question) const;
  ServerReply Cancel(const Question& question) const;

  const GraphOptions& options_;
  const Account& account_;
  GraphState& state_;
};

}  // namespace photoferry::demo
