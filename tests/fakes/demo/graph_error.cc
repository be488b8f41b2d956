// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/demo/graph_error.h"

#include <atomic>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "tests/fakes/demo/dice.h"

namespace photoferry::demo {
namespace {

std::string FreshTraceId() {
  static std::atomic<uint64_t> number{0};
  return absl::StrCat("A", absl::Hex(Mix(0x7ace, number++), absl::kZeroPad16), "demo");
}

std::string TokenMessage(int subcode) {
  switch (subcode) {
    case 458:
      return "Error validating access token: The user has not authorized application 1234567890.";
    case 459:
      return "Error validating access token: You cannot access the app till you log in to "
             "www.facebook.com and follow the instructions given.";
    case 460:
      return "Error validating access token: The session has been invalidated because the user "
             "changed their password or Facebook has changed the session for security reasons.";
    case 463:
      return "Error validating access token: Session has expired on Thursday, 09-Apr-15 15:00:00 "
             "PDT. The current time is Friday, 10-Apr-15 10:26:12 PDT.";
    case 492:
      return "Error validating access token: The user must be an administrator, editor, or "
             "moderator of the page in order to impersonate it.";
    case 467:
      return "Error validating access token: This may be because the user logged out or may be due "
             "to a system error.";
    default:
      return "The access token could not be decrypted";
  }
}

absl::string_view Challenge(const GraphError& error) {
  if (error.code == 190) return "invalid_token";
  if (error.code == 10 || (error.code >= 200 && error.code < 300)) return "insufficient_scope";
  return "invalid_request";
}

}  // namespace

GraphError NonexistingField(absl::string_view field, absl::string_view type) {
  return BadParameter(absl::StrCat("Tried accessing nonexisting field (", field, ") on node type (",
                                   absl::StripSuffix(type, "_IGLogin"), ")"));
}

GraphError NoSuchObject(absl::string_view id) {
  return {.type = "GraphMethodException",
          .subcode = 33,
          .message = absl::StrCat(
              "Unsupported get request. Object with ID '", id,
              "' does not exist, cannot be loaded due to missing permissions, or does not support "
              "this operation. Please read the Graph API documentation at "
              "https://developers.facebook.com/docs/graph-api")};
}

GraphError UnknownPath(absl::string_view path) {
  return {.code = 2500, .message = absl::StrCat("Unknown path components: ", path)};
}

GraphError BadParameter(absl::string_view message) {
  return {.message = absl::StrCat("(#100) ", message)};
}

GraphError BadCursor() {
  return BadParameter("Invalid cursors values");
}

GraphError FieldSyntax(absl::string_view fields, size_t at) {
  return {.code = 2500,
          .message = absl::StrCat("Syntax error \"Field specified in an unexpected way.\" at "
                                  "character ",
                                  at, ": ", fields)};
}

GraphError TooMuchData() {
  return {.status = 500,
          .code = 1,
          .message = "Please reduce the amount of data you're asking for, then retry your request"};
}

GraphError NoToken(bool on_me) {
  if (on_me) {
    return {.code = 2500,
            .message =
                "An active access token must be used to query information about the "
                "current user."};
  }
  return {.code = 104, .message = "An access token is required to request this resource."};
}

GraphError BadToken(int subcode) {
  return {.status = subcode == 0 ? 400 : 401,
          .code = 190,
          .subcode = subcode,
          .message = TokenMessage(subcode)};
}

GraphError ExpiredToken(absl::Time expired, absl::Time now) {
  const absl::TimeZone pacific = absl::FixedTimeZone(-8 * 3600);
  const auto told = [&pacific](absl::Time time) {
    return absl::FormatTime("%A, %d-%b-%y %H:%M:%S PST", time, pacific);
  };
  GraphError error = BadToken(463);
  error.message = absl::StrCat("Error validating access token: Session has expired on ",
                               told(expired), ". The current time is ", told(now), ".");
  return error;
}

GraphError DataAccessExpired(int code) {
  GraphError error = code == 10 ? PermissionDenied(10) : BadToken(0);
  error.message = absl::StrCat(code == 10 ? "(#10) " : "Error validating access token: ",
                               "The user's data access has expired. The user must log in again.");
  return error;
}

GraphError PermissionDenied(int code) {
  if (code == 10) {
    return {.status = 403,
            .code = 10,
            .message = "(#10) Application does not have permission for this action"};
  }
  return {.status = 403,
          .code = code,
          .message = absl::StrCat("(#", code, ") Requires extended permission: user_photos")};
}

GraphError PageTokenWanted() {
  return {.status = 403,
          .code = 210,
          .message = "(#210) A page access token is required to request this resource."};
}

GraphError PageReadingNotAllowed() {
  return {.status = 403,
          .code = 10,
          .message =
              "(#10) This endpoint requires the 'pages_read_engagement' permission or the "
              "'Page Public Content Access' feature."};
}

GraphError Throttled(int code) {
  const absl::string_view what = code == 4    ? "Application request limit reached"
                                 : code == 17 ? "User request limit reached"
                                 : code == 32 ? "Page request limit reached"
                                 : code == 368
                                     ? "You're Temporarily Blocked"
                                     : "There have been too many calls to this account. Wait a bit "
                                       "and try again.";
  return {.status = code == 368 ? 400 : 403,
          .code = code,
          .message = absl::StrCat("(#", code, ") ", what),
          .transient = code == 4 || code == 17};
}

GraphError ErrorOfFault(const Fault& fault) {
  GraphError error;
  switch (fault.code) {
    case 1:
      error = {.status = 500, .code = 1, .message = "An unknown error has occurred."};
      break;
    case 2:
      error = {.status = 500,
               .code = 2,
               .message = "An unexpected error has occurred. Please retry your request later.",
               .transient = true};
      break;
    case 100:
      error = fault.subcode == 33 ? NoSuchObject("0") : BadParameter("Invalid parameter");
      break;
    case 190:
      error = BadToken(fault.subcode);
      break;
    case 10:
    case 200:
      error = PermissionDenied(fault.code);
      break;
    default:
      error = Throttled(fault.code);
  }
  error.subcode = fault.subcode;
  if (fault.status != 0) error.status = fault.status;
  if (fault.transient) error.transient = true;
  if (!fault.message.empty()) error.message = fault.message;
  return error;
}

std::string GraphText(const Json& json) {
  // A slash occurs inside strings only.
  return absl::StrReplaceAll(
      json.dump(-1, ' ', /*ensure_ascii=*/true, Json::error_handler_t::replace), {{"/", "\\/"}});
}

ServerReply ErrorReply(const GraphError& error) {
  Json body = {{"message", error.message},
               {"type", error.type},
               {"code", error.code},
               {"fbtrace_id", FreshTraceId()}};
  if (error.subcode != 0) body["error_subcode"] = error.subcode;
  if (error.transient) body["is_transient"] = true;
  ServerReply reply;
  reply.status = error.status;
  const std::string plain =
      absl::StrReplaceAll(error.message, {{"\"", "'"}, {"\n", " "}, {"\r", " "}});
  reply.headers = {{"Content-Type", "text/javascript; charset=UTF-8"},
                   {"Cache-Control", "no-store"},
                   {"WWW-Authenticate", absl::StrCat("OAuth \"Facebook Platform\" \"",
                                                     Challenge(error), "\" \"", plain, "\"")}};
  reply.body = GraphText({{"error", body}});
  return reply;
}

}  // namespace photoferry::demo
