// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/json.h"
#include "tests/fakes/demo/fault_script.h"
#include "tests/fakes/demo/loopback_server.h"

// The errors of the Graph API, in its own words.

namespace photoferry::demo {

struct GraphError {
  int status = 400;
  std::string type = "OAuthException";
  int code = 100;
  int subcode = 0;
  std::string message;
  bool transient = false;
};

GraphError NonexistingField(absl::string_view field, absl::string_view type);
GraphError NoSuchObject(absl::string_view id);  // 100/33
GraphError UnknownPath(absl::string_view path);
GraphError BadParameter(absl::string_view message);  // "(#100) ..."
GraphError BadCursor();
GraphError FieldSyntax(absl::string_view fields, size_t at);
GraphError TooMuchData();
GraphError NoToken(bool on_me);
GraphError BadToken(int subcode);
GraphError ExpiredToken(absl::Time expired, absl::Time now);  // 190/463
GraphError DataAccessExpired(int code);                       // 190 or 10
GraphError PageTokenWanted();                                 // 210
GraphError PageReadingNotAllowed();                           // 10
GraphError PermissionDenied(int code);
GraphError Throttled(int code);

// The error that a fault of kind kGraphError or kErrorIn200 asks for.
GraphError ErrorOfFault(const Fault& fault);

// "/" as "\/" and all but ASCII as \uXXXX, as the Graph API writes its JSON.
std::string GraphText(const Json& json);

// The envelope with a fresh fbtrace_id, and WWW-Authenticate.
ServerReply ErrorReply(const GraphError& error);

}  // namespace photoferry::demo
