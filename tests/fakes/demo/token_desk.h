// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "absl/strings/string_view.h"
#include "tests/fakes/demo/graph_error.h"
#include "tests/fakes/demo/graph_state.h"
#include "tests/fakes/demo/loopback_server.h"

namespace photoferry::demo {

// Where an app's server gets tokens for codes, better tokens for tokens, and is told what a token
// is. Each of the answers is nothing for a path that is no business of this desk. Thread-safe.
class TokenDesk {
 public:
  TokenDesk(const GraphOptions& options, const Account& account, GraphState& state)
      : options_(options), account_(account), state_(state) {}

  // graph.facebook.com: oauth/access_token, debug_token
  std::optional<ServerReply> AnswerFacebook(const ServerRequest& request) const;
  // graph.instagram.com: access_token, refresh_access_token
  std::optional<ServerReply> AnswerInstagram(const ServerRequest& request) const;
  // api.instagram.com: oauth/access_token
  std::optional<ServerReply> AnswerInstagramCode(const ServerRequest& request) const;

 private:
  // token_desk.cc
  std::optional<GraphError> CheckApp(const ServerRequest& request) const;
  ServerReply RedeemFacebookCode(const ServerRequest& request) const;
  ServerReply ExchangeFacebookToken(const ServerRequest& request) const;
  ServerReply DebugToken(const ServerRequest& request) const;
  bool MayDebug(const ServerRequest& request) const;
  Json Described(const LoginToken& token) const;

  // token_desk_instagram.cc
  ServerReply ExchangeInstagramToken(const ServerRequest& request) const;
  ServerReply RefreshInstagramToken(const ServerRequest& request) const;
  ServerReply FirstInstagramToken() const;

  // A token of this door that still serves, or why there is none.
  std::optional<GraphError> FindGood(GraphDoor door, absl::string_view text,
                                     LoginToken& token) const;
  // {"access_token", "token_type", "expires_in"}
  ServerReply TokenReply(const LoginToken& token) const;

  const GraphOptions& options_;
  const Account& account_;
  GraphState& state_;
};

}  // namespace photoferry::demo
