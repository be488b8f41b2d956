// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stop_token>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/auth/token_answer.h"
#include "common/base/json.h"
#include "common/http/http_client.h"
#include "exporters/meta/graph/graph_client.h"

// How Meta's hosts answer a login, brought into the form of RFC 6749.

namespace photoferry::meta {

// For OAuthServer::to_standard: takes {"data":[{...}]} apart, makes `scope` of Instagram's
// `permissions` (a list or a text), and an `error` of the Graph API's envelope and of the flat form
// {"error_type","code","error_message"}.
Json StandardAnswer(Json answer);

// The query of a redirect without the "#_" and "#_=_" that Meta puts behind it.
absl::string_view WithoutMetaSuffix(absl::string_view query);

// Asks for a token as Meta has it: by GET, with everything in the query. `asked` as in
// ReadTokenAnswer.
absl::StatusOr<TokenGrant> GetToken(const std::string& url, const GraphParams& params,
                                    OAuthCall call, const OAuthServer& server,
                                    const std::vector<std::string>& asked, HttpClient& http,
                                    const Clock& clock, const std::stop_token& stop);

}  // namespace photoferry::meta
