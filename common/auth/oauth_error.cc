// SPDX-License-Identifier: Apache-2.0
#include "common/auth/oauth_error.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/log.h"
#include "common/base/status.h"
#include "common/base/text.h"

namespace photoferry {
namespace {

constexpr size_t kLongestQuote = 200;
constexpr size_t kLongestCode = 64;

struct Meaning {
  v1::Reason reason;
  const char* what;  // after the server's name
  const char* what_to_do;
};

constexpr char kLogIn[] = "Log in again; a job that waits for it then goes on where it stopped.";
constexpr char kLater[] =
    "Nothing need be done for a job: it goes on by itself. A login is tried "
    "again by hand, in a few minutes.";
constexpr char kAskOperator[] =
    "Ask whoever runs this worker to compare the app's settings with what is registered there.";

struct Line {
  const char* code;
  Meaning meaning;
};

// Where the call makes no difference.
constexpr Line kLines[] = {
    // RFC 6749, 4.1.2.1.
    {"access_denied",
     {v1::LOGIN_NEEDED, "was told not to allow access, and without it no photo can be moved",
      "Log in again and allow what is asked for, if that was not meant."}},
    {"unsupported_response_type",
     {v1::BAD_CONFIGURATION, "does not offer this way of logging in to the app", kAskOperator}},
    {"server_error", {v1::SERVICE_DOWN, "says that it is ill just now", kLater}},
    {"temporarily_unavailable", {v1::SERVICE_DOWN, "says that it is too busy just now", kLater}},
    // RFC 6749, 5.2, and those that it has in common with the above.
    {"invalid_request",
     {v1::BAD_CONFIGURATION, "did not understand what was asked of it", kAskOperator}},
    {"invalid_client",
     {v1::BAD_CONFIGURATION, "does not know this app, or not with this secret", kAskOperator}},
    {"unauthorized_client",
     {v1::BAD_CONFIGURATION, "does not let this app ask for logins in this way", kAskOperator}},
    {"unsupported_grant_type",
     {v1::BAD_CONFIGURATION, "does not offer this way of logging in to the app", kAskOperator}},
    {"invalid_scope",
     {v1::BAD_CONFIGURATION, "does not give this app one of the permissions that were asked for",
      kAskOperator}},
    // RFC 7009, 2.2.1.
    {"unsupported_token_type",
     {v1::BAD_REQUEST, "does not take logins of this kind back by itself",
      "Take the app's access away at its own site."}},
    // RFC 8628, 3.5, and OpenID Connect Core, 3.1.2.6; some say so elsewhere too.
    {"slow_down", {v1::RATE_LIMITED, "was asked too often", kLater}},
    {"login_required", {v1::LOGIN_NEEDED, "wants the person to log in", kLogIn}},
    {"consent_required", {v1::LOGIN_NEEDED, "wants the person to allow access", kLogIn}},
    {"interaction_required", {v1::LOGIN_NEEDED, "wants to ask the person something", kLogIn}},
};

constexpr Meaning kCodeRefused = {
    v1::LOGIN_NEEDED,
    "no longer accepts the code of this login: a code lives for minutes and works once",
    "Log in again without a pause. If that never works, check the clock of this machine and the "
    "app's redirect address."};
constexpr Meaning kLoginEnded = {
    v1::LOGIN_NEEDED,
    "has ended the login: it ran out, was withdrawn, or the answer to an earlier renewal was lost",
    kLogIn};

// For codes of nobody's list.
Meaning MeaningOfStatus(int http_status) {
  if (http_status >= 500) return {v1::SERVICE_DOWN, "says that it is ill just now", kLater};
  if (http_status == 429) return {v1::RATE_LIMITED, "was asked too often", kLater};
  if (http_status == 401) {
    return {v1::BAD_CONFIGURATION, "does not know this app, or not with this secret", kAskOperator};
  }
  return {v1::BAD_REQUEST, "refused the login with an error of its own", kAskOperator};
}

Meaning MeaningOf(const OAuthError& error, OAuthCall call) {
  if (error.code == "invalid_grant") {
    return call == OAuthCall::kRefresh ? kLoginEnded : kCodeRefused;
  }
  const auto* const line = std::find_if(std::begin(kLines), std::end(kLines),
                                        [&](const Line& l) { return error.code == l.code; });
  return line == std::end(kLines) ? MeaningOfStatus(error.http_status) : line->meaning;
}

// A word that may stand in a message as it is, or nothing.
std::string PlainCode(absl::string_view code) {
  const bool plain = std::all_of(code.begin(), code.end(),
                                 [](char c) { return absl::ascii_isalnum(c) || c == '_'; });
  return plain && code.size() <= kLongestCode ? std::string(code) : "";
}

// The server's own words for those who look for the cause.
std::string Quoted(const OAuthError& error) {
  std::string quoted;
  if (const std::string code = PlainCode(error.code); !code.empty()) {
    absl::StrAppend(&quoted, " (", code, ")");
  }
  if (!error.description.empty() && IsUtf8(error.description)) {
    absl::StrAppend(&quoted, ": \"", Beginning(Redacted(error.description), kLongestQuote), "\"");
  }
  return quoted;
}

}  // namespace

absl::Status StatusOf(const OAuthError& error, OAuthCall call, absl::string_view server) {
  const Meaning meaning = MeaningOf(error, call);
  return Failure(meaning.reason, absl::StrCat(server, " ", meaning.what, Quoted(error), "."),
                 meaning.what_to_do);
}

}  // namespace photoferry
