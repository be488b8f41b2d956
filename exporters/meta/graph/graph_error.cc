// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/graph/graph_error.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/log.h"
#include "common/base/status.h"
#include "common/base/text.h"

namespace photoferry::meta {
namespace {

constexpr int kAny = -1;
constexpr size_t kLongestQuote = 300;
constexpr size_t kLongestName = 64;

// Codes from `first` to `last` whose subcode and text fit. The first line that fits counts.
struct Line {
  int first;
  int last;
  int subcode;
  const char* text;  // part of the message in lower case; nullptr: any
  v1::Reason reason;
  const char* meaning;  // after the service's name
  const char* what_to_do;
};

constexpr char kReconnect[] = "Connect the account again; the job then goes on where it stopped.";
constexpr char kGoesOn[] = "Nothing need be done: it goes on by itself.";
constexpr char kGrant[] = "Connect the account again and allow access to photos and videos.";
constexpr char kLookThere[] = "Log in at its own site, see what it asks for, then resume the job.";
constexpr char kAskOperator[] = "Ask whoever runs this worker to check the app's settings.";

constexpr Line kLines[] = {
    {1, 1, kAny, "reduce the amount of data", v1::PAGE_TOO_HEAVY, "asks for smaller pages", ""},
    {1, 1, 2207057, nullptr, v1::ITEM_REJECTED, "does not take this still picture", ""},
    {1, 2, kAny, nullptr, v1::SERVICE_DOWN, "says that it is ill just now", kGoesOn},
    {3, 3, kAny, nullptr, v1::BAD_CONFIGURATION, "does not let this app make the call",
     kAskOperator},
    {4, 4, 2207051, nullptr, v1::ACCOUNT_BLOCKED, "takes what the account does for spam",
     kLookThere},
    {4, 4, kAny, nullptr, v1::RATE_LIMITED, "has had too many calls from this app", kGoesOn},
    {17, 17, kAny, nullptr, v1::RATE_LIMITED, "has had too many calls for this account", kGoesOn},
    {32, 32, kAny, nullptr, v1::RATE_LIMITED, "has had too many calls for this page", kGoesOn},
    {341, 341, kAny, nullptr, v1::RATE_LIMITED, "has had too many calls", kGoesOn},
    {613, 613, kAny, nullptr, v1::RATE_LIMITED, "has had too many calls", kGoesOn},
    {80000, 80014, kAny, nullptr, v1::RATE_LIMITED, "has had too many calls for this account",
     kGoesOn},
    {25, 25, kAny, nullptr, v1::ACCOUNT_BLOCKED, "has restricted the account", kLookThere},
    {368, 368, kAny, nullptr, v1::ACCOUNT_BLOCKED, "has blocked the account for a while",
     kLookThere},
    {210, 210, kAny, nullptr, v1::SOURCE_GONE, "does not show this to the account", ""},
    {240, 240, kAny, nullptr, v1::SOURCE_GONE, "does not show this to the account", ""},
    {10, 10, kAny, "data access", v1::LOGIN_NEEDED,
     "lets the app see the account's data no longer, since nobody has used it for too long",
     kReconnect},
    {10, 10, kAny, nullptr, v1::PERMISSION_MISSING, "was not allowed to give this", kGrant},
    {200, 299, kAny, nullptr, v1::PERMISSION_MISSING, "was not allowed to give this", kGrant},
    {100, 100, 36008, nullptr, v1::BAD_CONFIGURATION,
     "does not know the address that the login was to come back to", kAskOperator},
    {100, 100, 36009, nullptr, v1::LOGIN_NEEDED, "says that the login's code was used already",
     kReconnect},
    {191, 191, kAny, nullptr, v1::BAD_CONFIGURATION,
     "does not know the address that the login was to come back to", kAskOperator},
    {100, 100, 33, nullptr, v1::SOURCE_GONE, "no longer has this, or no longer shows it", ""},
    {100, 100, 2108006, nullptr, v1::NO_MEDIA_URL,
     "has no statistics of this from before the account was a professional one", ""},
    {100, 100, 2207023, nullptr, v1::TYPE_UNSUPPORTED, "does not take this kind of media", ""},
    {100, 100, 2207028, nullptr, v1::ITEM_REJECTED, "takes 2 to 10 items in a carousel", ""},
    {100, 100, 2207040, nullptr, v1::ITEM_REJECTED, "takes 20 tags at most", ""},
    {100, 100, kAny, "cursor", v1::CURSOR_DEAD, "no longer knows this place in the list", ""},
    {100, 100, kAny, "param after", v1::CURSOR_DEAD, "no longer knows this place in the list", ""},
    {100, 100, kAny, "appsecret_proof", v1::BAD_CONFIGURATION,
     "wants calls signed with the app's secret, and did not accept the one in use", kAskOperator},
    {100, 100, kAny, nullptr, v1::BAD_REQUEST, "did not understand the call", ""},
    {102, 102, kAny, nullptr, v1::LOGIN_NEEDED, "has ended the login", kReconnect},
    {104, 104, kAny, nullptr, v1::BAD_CONFIGURATION, "did not accept the call's signature",
     kAskOperator},
    {110, 110, kAny, nullptr, v1::SOURCE_GONE, "does not know this id", ""},
    {803, 803, kAny, nullptr, v1::SOURCE_GONE, "does not know this id", ""},
    {190, 190, 458, nullptr, v1::LOGIN_NEEDED, "says that the app was removed from the account",
     kReconnect},
    {190, 190, 459, nullptr, v1::ACCOUNT_BLOCKED, "wants the person to look at the account first",
     "Log in at its own site, do what it asks for, then resume the job."},
    {190, 190, 464, nullptr, v1::ACCOUNT_BLOCKED, "wants the account confirmed first",
     "Log in at its own site, confirm the account, then resume the job."},
    {190, 190, 460, nullptr, v1::LOGIN_NEEDED, "ended the login when the password changed",
     kReconnect},
    {190, 190, 463, nullptr, v1::LOGIN_NEEDED, "says that the login has expired", kReconnect},
    {190, 190, 466, nullptr, v1::LOGIN_NEEDED, "says that the login was ended", kReconnect},
    {190, 190, 492, nullptr, v1::PERMISSION_MISSING, "says that the role on this page is gone",
     kGrant},
    {190, 190, kAny, nullptr, v1::LOGIN_NEEDED, "no longer accepts the login", kReconnect},
    // What only an importer is told.
    {-2, -2, 2207020, nullptr, v1::SESSION_EXPIRED, "has forgotten the upload", kGoesOn},
    {-2, -2, 2207003, nullptr, v1::SERVICE_DOWN, "could not fetch the file in time", kGoesOn},
    {-1, -1, 2207001, nullptr, v1::SERVICE_DOWN, "could not take it just now", kGoesOn},
    {-1, -1, 2207032, nullptr, v1::SERVICE_DOWN, "could not take it just now", kGoesOn},
    {-1, -1, 2207053, nullptr, v1::SERVICE_DOWN, "could not take it just now", kGoesOn},
    {9, 9, kAny, nullptr, v1::DAILY_QUOTA, "takes no more posts today", kGoesOn},
    {24, 24, 2207006, nullptr, v1::ITEM_REJECTED, "does not find the media", ""},
    {24, 24, kAny, nullptr, v1::SESSION_EXPIRED, "does not know the upload", kGoesOn},
    {324, 324, kAny, nullptr, v1::ITEM_REJECTED, "cannot read the picture", ""},
    {352, 352, kAny, nullptr, v1::TYPE_UNSUPPORTED, "does not take this kind of video", ""},
    {382, 382, kAny, nullptr, v1::ITEM_REJECTED, "finds the video too small", ""},
    {389, 389, kAny, nullptr, v1::ITEM_REJECTED, "could not fetch the video", ""},
    {506, 506, kAny, nullptr, v1::ITEM_REJECTED, "has the same post already", ""},
    {6000, 6001, kAny, nullptr, v1::ITEM_REJECTED, "could not take the video", ""},
    {9004, 9004, kAny, nullptr, v1::ITEM_REJECTED, "could not fetch the file", ""},
    {9007, 9007, kAny, nullptr, v1::SERVICE_DOWN, "is not done with the upload yet", kGoesOn},
    {36000, 36000, kAny, nullptr, v1::ITEM_TOO_LARGE, "takes pictures up to 8 MB", ""},
    {36001, 36001, kAny, nullptr, v1::TYPE_UNSUPPORTED, "does not take this kind of picture", ""},
    {36003, 36003, kAny, nullptr, v1::ITEM_REJECTED, "does not take a picture of this shape", ""},
    {36004, 36004, kAny, nullptr, v1::ITEM_REJECTED, "finds the caption too long", ""},
    {1363000, 1363999, kAny, nullptr, v1::ITEM_REJECTED, "could not take the video", ""},
    {2500, 2500, kAny, "access token", v1::LOGIN_NEEDED, "wants a login", kReconnect},
    {2500, 2500, kAny, nullptr, v1::BAD_REQUEST, "did not understand the call", ""},
};

const Line* FindLine(const GraphError& error) {
  const std::string message = absl::AsciiStrToLower(error.message);
  for (const Line& line : kLines) {
    if (error.code < line.first || error.code > line.last) continue;
    if (line.subcode != kAny && line.subcode != error.subcode) continue;
    if (line.text != nullptr && !absl::StrContains(message, line.text)) continue;
    return &line;
  }
  return nullptr;
}

// For codes that the table does not know. is_transient wins, then the HTTP status.
Line LineForStatus(const GraphError& error) {
  const auto line = [](v1::Reason reason, const char* meaning, const char* what_to_do) {
    return Line{0, 0, kAny, nullptr, reason, meaning, what_to_do};
  };
  if (error.transient || error.http_status >= 500) {
    return line(v1::SERVICE_DOWN, "says that it is ill just now", kGoesOn);
  }
  switch (error.http_status) {
    case 401:
      return line(v1::LOGIN_NEEDED, "no longer accepts the login", kReconnect);
    case 403:
      return line(v1::PERMISSION_MISSING, "was not allowed to give this", kGrant);
    case 404:
    case 410:
      return line(v1::SOURCE_GONE, "no longer has this", "");
    case 429:
      return line(v1::RATE_LIMITED, "has had too many calls", kGoesOn);
    default:
      return line(v1::BAD_REQUEST, "answered with an error", "");
  }
}

// Reads a member that is a number or a number as text.
int Number(const Json& object, const char* key) {
  int value = 0;
  return absl::SimpleAtoi(JsonString(object, key), &value) ? value : 0;
}

// 100 of "(#100) Tried accessing ...", or 0.
int CodeInMessage(absl::string_view message) {
  int code = 0;
  if (!absl::ConsumePrefix(&message, "(#")) return 0;
  return absl::SimpleAtoi(message.substr(0, message.find(')')), &code) ? code : 0;
}

// The name that stands in brackets after `before`. It goes into calls and logs: whatever is too
// long or too strange to be one is not taken for one.
std::string Bracketed(absl::string_view text, absl::string_view before) {
  const size_t start = text.find(before);
  if (start == absl::string_view::npos) return "";
  text.remove_prefix(start + before.size());
  const absl::string_view name = text.substr(0, text.find(')'));
  const bool plain = std::all_of(
      name.begin(), name.end(), [](unsigned char c) { return absl::ascii_isalnum(c) || c == '_'; });
  return plain && name.size() < text.size() && name.size() <= kLongestName ? std::string(name) : "";
}

std::string Metadata(const absl::Status& status, const char* key) {
  if (status.ok()) return "";
  const v1::Problem problem = ProblemOf(status);
  const auto found = problem.metadata().find(key);
  return found == problem.metadata().end() ? "" : found->second;
}

std::string Quoted(const GraphError& error) {
  const std::string said = Beginning(Redacted(error.message), kLongestQuote);
  return absl::StrCat(said.empty() ? "" : absl::StrCat(": \"", said, "\""), " (code ", error.code,
                      error.subcode == 0 ? "" : absl::StrCat("/", error.subcode), ").");
}

// "code 100/33", "codes 1 to 2", "code 2500 with \"access token\" in its text"
std::string AnswerOf(const Line& line) {
  std::string answer = line.first == line.last
                           ? absl::StrCat("code ", line.first)
                           : absl::StrCat("codes ", line.first, " to ", line.last);
  if (line.subcode != kAny) absl::StrAppend(&answer, "/", line.subcode);
  if (line.text != nullptr) absl::StrAppend(&answer, " with \"", line.text, "\" in its text");
  return answer;
}

}  // namespace

std::optional<GraphError> ReadGraphError(const Json& body, int http_status) {
  GraphError error{.http_status = http_status};
  const Json& envelope = JsonMember(body, "error");
  if (envelope.is_object()) {
    error.code = Number(envelope, "code");
    error.subcode = Number(envelope, "error_subcode");
    error.transient = JsonBool(envelope, "is_transient");
    error.type = JsonString(envelope, "type");
    error.message = JsonString(envelope, "message");
  } else if (!JsonString(body, "error_type").empty()) {
    error.type = JsonString(body, "error_type");
    error.message = JsonString(body, "error_message");
  } else if (envelope.is_string()) {
    error.type = envelope.get<std::string>();
    error.message = JsonString(body, "error_description");
  } else {
    return std::nullopt;
  }
  if (error.code == 0) error.code = CodeInMessage(error.message);
  return error;
}

void AddGraphAnswers(absl::string_view service, v1::ProviderSpec& spec) {
  for (const Line& line : kLines) {
    v1::AnswerMeaning& row = *spec.add_answers();
    row.set_answer(AnswerOf(line));
    row.set_reason(line.reason);
    row.set_meaning(absl::StrCat(service, " ", line.meaning, "."));
  }
}

absl::Status StatusOf(const GraphError& error, absl::string_view service) {
  const Line* found = FindLine(error);
  const bool refuses = found != nullptr && found->reason == v1::BAD_REQUEST;
  const Line line =
      found == nullptr || (refuses && error.transient) ? LineForStatus(error) : *found;
  v1::Problem problem;
  problem.set_reason(line.reason);
  problem.set_message(absl::StrCat(service, " ", line.meaning, Quoted(error)));
  problem.set_what_to_do(line.what_to_do);
  auto& metadata = *problem.mutable_metadata();
  metadata["graph_code"] = absl::StrCat(error.code);
  metadata["graph_subcode"] = absl::StrCat(error.subcode);
  const std::string field = Bracketed(error.message, "nonexisting field (");
  if (error.code == 100 && !field.empty()) {
    metadata["field"] = field;
    metadata["node_type"] = Bracketed(error.message, "on node type (");
  }
  return ToStatus(problem);
}

absl::Status StatusOfForeignAnswer(const HttpResponse& answer, absl::string_view service) {
  if (answer.status == 429) {
    return Failure(v1::RATE_LIMITED, absl::StrCat(service, " has had too many calls (HTTP 429)."),
                   kGoesOn);
  }
  if (answer.status >= 500 || answer.status == 408) {
    return Failure(v1::SERVICE_DOWN,
                   absl::StrCat(service, " is out of order just now (HTTP ", answer.status, ")."),
                   kGoesOn);
  }
  return Failure(
      v1::MALFORMED_ANSWER,
      absl::StrCat(service, " sent something that is not a Graph API answer (HTTP ", answer.status,
                   "); nothing can be listed through it."),
      "Check whether a proxy or a login page stands between the worker and the internet.");
}

int GraphCodeOf(const absl::Status& status) {
  int code = 0;
  return absl::SimpleAtoi(Metadata(status, "graph_code"), &code) ? code : 0;
}

int GraphSubcodeOf(const absl::Status& status) {
  int subcode = 0;
  return absl::SimpleAtoi(Metadata(status, "graph_subcode"), &subcode) ? subcode : 0;
}

std::string UnknownFieldOf(const absl::Status& status) {
  return Metadata(status, "field");
}

std::string UnknownFieldNodeOf(const absl::Status& status) {
  return Metadata(status, "node_type");
}

bool IsRefusal(const absl::Status& status) {
  const v1::Reason reason = ReasonOf(status);
  const int code = GraphCodeOf(status);
  if (code == 100) return reason == v1::BAD_REQUEST;
  return reason == v1::PERMISSION_MISSING && code != 190;
}

}  // namespace photoferry::meta
