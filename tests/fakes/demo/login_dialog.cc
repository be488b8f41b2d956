// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/demo/login_dialog.h"

#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "tests/fakes/demo/graph_request.h"

namespace photoferry::demo {
namespace {

const char* ServiceOf(GraphDoor door) {
  return door == GraphDoor::kFacebook ? "Facebook" : "Instagram";
}

// Both services hang a fragment on the address.
const char* FragmentOf(GraphDoor door) {
  return door == GraphDoor::kFacebook ? "#_=_" : "#_";
}

std::set<std::string> TickedIn(const ServerRequest& request, absl::string_view name) {
  std::set<std::string> ticked;
  for (const auto& [key, value] : request.parameters) {
    if (key == name) ticked.insert(value);
  }
  return ticked;
}

bool Reaches(const std::vector<const LoginRight*>& rights, RightReach reach) {
  return std::any_of(rights.begin(), rights.end(),
                     [reach](const LoginRight* right) { return right->reach == reach; });
}

ServerReply Redirect(absl::string_view to, const Parameters& parameters, GraphDoor door) {
  ServerReply reply;
  reply.status = 302;
  const std::string query = absl::StrReplaceAll(FormatParameters(parameters), {{"%20", "+"}});
  reply.headers = {{"Location", absl::StrCat(to, absl::StrContains(to, "?") ? "&" : "?", query,
                                             FragmentOf(door))},
                   {"Cache-Control", "no-store"}};
  return reply;
}

}  // namespace

ServerReply LoginDialog::Answer(const ServerRequest& request) const {
  Question question;
  const absl::string_view path = WithoutVersion(request.path);
  if (path == "/oauth/authorize") {
    question.door = GraphDoor::kInstagramLogin;
  } else if (path != "/dialog/oauth") {
    return LoginErrorPage("Facebook", "The page that you asked for cannot be found.");
  }
  state_.Count("login/dialog");
  if (const auto why = Read(request, question)) {
    return LoginErrorPage(ServiceOf(question.door), *why);
  }
  if (request.method != "POST") return Ask(request, question);
  const bool goes_on = request.Parameter("answer") == "continue";
  return goes_on ? Continue(request, question) : Cancel(question);
}

std::optional<std::string> LoginDialog::Read(const ServerRequest& request,
                                             Question& question) const {
  const bool by_facebook = question.door == GraphDoor::kFacebook;
  const LoginOptions& app = options_.login;
  if (request.Parameter("client_id") != (by_facebook ? app.app_id : app.instagram_app_id)) {
    return by_facebook ? "Invalid App ID: The provided app ID does not look like a valid app ID."
                       : "Invalid platform app";
  }
  question.redirect_uri = request.Parameter("redirect_uri").value_or("");
  if (!MayReturnTo(question.redirect_uri)) {
    return by_facebook
               ? "URL blocked: This redirect failed because the redirect URI is not white-listed "
                 "in the app's Client OAuth Settings."
               : "Invalid redirect_uri";
  }
  question.state = request.Parameter("state").value_or("");
  const std::string type = request.Parameter("response_type").value_or("code");
  const std::vector<std::string> types =
      absl::StrSplit(type, absl::ByAnyChar(", "), absl::SkipEmpty());
  for (const std::string& one : types) {
    if (one == "granted_scopes") {
      question.tells_rights = true;
    } else if (one != "code") {
      return absl::StrCat("This app does not take the response_type ", one, ".");
    }
  }
  if (app.without_role && !by_facebook) {
    return "Insufficient Developer Role: the app has Standard Access, and you have no role in it.";
  }
  return ReadRights(request, question);
}

// An app in development may use any address of this machine.
bool LoginDialog::MayReturnTo(const std::string& redirect_uri) const {
  if (redirect_uri.find_first_of("\r\n#") != std::string::npos) return false;
  const auto& known = options_.login.redirect_uris;
  if (std::find(known.begin(), known.end(), redirect_uri) != known.end()) return true;
  if (!options_.login.in_development) return false;
  return absl::StartsWith(redirect_uri, "http://localhost:") ||
         absl::StartsWith(redirect_uri, "http://127.0.0.1:") ||
         absl::StartsWith(redirect_uri, "http://[::1]:");
}

std::optional<std::string> LoginDialog::ReadRights(const ServerRequest& request,
                                                   Question& question) const {
  std::vector<std::string> names = absl::StrSplit(request.Parameter("scope").value_or(""),
                                                  absl::ByAnyChar(", "), absl::SkipEmpty());
  if (const auto id = request.Parameter("config_id")) {
    const auto configuration = options_.login.configurations.find(*id);
    if (configuration == options_.login.configurations.end()) {
      return absl::StrCat("Invalid configuration: the app has none of the id ", *id, ".");
    }
    names = configuration->second;
  }
  if (question.door == GraphDoor::kFacebook) names.insert(names.begin(), kPublicProfile);
  if (names.empty()) return "Invalid scope: []";
  const Consent before = state_.logins().allowed(question.door);
  const bool asks_again = request.Parameter("auth_type") == "rerequest";
  for (const std::string& name : names) {
    const LoginRight* right = FindRight(question.door, name);
    if (right == nullptr) return absl::StrCat("Invalid Scopes: ", name, ".");
    if (options_.login.without_role && name != kPublicProfile) {
      question.not_available.push_back(name);
    } else if (before.declined.contains(name) && !asks_again) {
      question.declined_before.push_back(name);
    } else if (std::find(question.offered.begin(), question.offered.end(), right) ==
               question.offered.end()) {
      question.offered.push_back(right);
    }
  }
  return std::nullopt;
}

ServerReply LoginDialog::Ask(const ServerRequest& request, const Question& question) const {
  LoginForm form{.service = ServiceOf(question.door),
                 .person = account_.user().name,
                 .action = absl::StrCat(request.path, "?", FormatParameters(request.parameters)),
                 .boxes = {},
                 .remarks = {}};
  for (const LoginRight* right : question.offered) {
    if (right->name == absl::string_view(kPublicProfile)) {
      form.remarks.push_back(absl::StrCat(right->words, ", in any case."));
    } else {
      form.boxes.push_back({.name = "right", .value = right->name, .words = right->words});
    }
  }
  AddTicks(question, form.boxes);
  for (const std::string& name : question.declined_before) {
    form.remarks.push_back(absl::StrCat("Not asked for: ", name, ", which you declined before."));
  }
  for (const std::string& name : question.not_available) {
    form.remarks.push_back(absl::StrCat("Not asked for: ", name,
                                        ", which this app has Standard Access to only; you have no "
                                        "role in the app."));
  }
  return LoginFormPage(form);
}

void LoginDialog::AddTicks(const Question& question, std::vector<LoginBox>& boxes) const {
  const InstagramAccount& instagram = account_.instagram();
  const bool asks_pages = Reaches(question.offered, RightReach::kPages);
  for (int64_t page = 0; asks_pages && page < account_.page_count(); ++page) {
    const int64_t number = account_.PageNumber(page);
    const std::string name =
        number > 0 ? account_.page(number).user().name : instagram.page_name(page);
    boxes.push_back({.name = "page",
                     .value = account_.IdOf({NodeType::kPage, page}),
                     .words = absl::StrCat("The Page ", name)});
  }
  const bool holds = instagram.options().tie == PageTie::kProfessional;
  if (!holds || !Reaches(question.offered, RightReach::kInstagramAccounts)) return;
  for (int64_t index = 0; index < instagram.page_count(); ++index) {
    boxes.push_back({.name = "instagram",
                     .value = account_.IdOf({NodeType::kIgUser, index}),
                     .words = absl::StrCat("The Instagram account @", instagram.username(index))});
  }
}

// What was not asked for stays as it was.
Consent LoginDialog::Decided(const ServerRequest& request, const Question& question) const {
  Consent consent = state_.logins().allowed(question.door);
  const std::set<std::string> ticked = TickedIn(request, "right");
  for (const LoginRight* right : question.offered) {
    const bool granted =
        right->name == absl::string_view(kPublicProfile) || ticked.contains(right->name);
    (granted ? consent.declined : consent.granted).erase(right->name);
    (granted ? consent.granted : consent.declined).insert(right->name);
  }
  if (Reaches(question.offered, RightReach::kPages)) consent.pages = TickedIn(request, "page");
  if (Reaches(question.offered, RightReach::kInstagramAccounts)) {
    consent.instagram_accounts = TickedIn(request, "instagram");
  }
  consent.data_access_ends = state_.Now() + options_.login.data_access_life;
  return consent;
}

ServerReply LoginDialog::Continue(const ServerRequest& request, const Question& question) const {
  const Consent consent = Decided(request, question);
  state_.logins().Allow(question.door, consent);
  const std::string code =
      state_.logins().MakeCode(question.door, question.redirect_uri, state_.Now());
  Parameters parameters = {{"code", code}};
  if (!question.state.empty()) parameters.emplace_back("state", question.state);
  if (question.tells_rights) {
    parameters.emplace_back("granted_scopes", absl::StrJoin(consent.granted, ","));
    parameters.emplace_back("denied_scopes", absl::StrJoin(consent.declined, ","));
  }
  return Redirect(question.redirect_uri, parameters, question.door);
}

ServerReply LoginDialog::Cancel(const Question& question) const {
  Parameters parameters = {{"error", "access_denied"}};
  if (question.door == GraphDoor::kFacebook) {
    parameters.emplace_back("error_code", "200");
    parameters.emplace_back("error_description", "Permissions error");
  } else {
    parameters.emplace_back("error_description", "The user denied your request");
  }
  parameters.emplace_back("error_reason", "user_denied");
  if (!question.state.empty()) parameters.emplace_back("state", question.state);
  return Redirect(question.redirect_uri, parameters, question.door);
}

}  // namespace photoferry::demo
