// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/browser.h"

#include <signal.h>
#include <stdlib.h>

#include <filesystem>
#include <system_error>

#include "absl/memory/memory.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "common/http/curl_http_client.h"

namespace photoferry {
namespace {

constexpr char kDriver[] = "/usr/bin/chromedriver";
constexpr char kChromium[] = "/usr/bin/chromium";
constexpr absl::Duration kPatience = absl::Seconds(60);
// By which WebDriver marks a reference to an element.
constexpr char kElement[] = "element-6066-11e4-a52e-4f735466cecf";

absl::Status NoBrowser(absl::string_view why) {
  return Failure(v1::UNREACHABLE, absl::StrCat("There is no browser: ", why),
                 "Install Debian's chromium and chromium-driver: scripts/install_deps.sh tests.");
}

// "... was started successfully on port 40001." -> 40001; 0: not yet.
int PortIn(absl::string_view output) {
  constexpr absl::string_view kBefore = "started successfully on port ";
  const size_t at = output.find(kBefore);
  if (at == absl::string_view::npos) return 0;
  const absl::string_view rest = output.substr(at + kBefore.size());
  int port = 0;
  const bool whole = rest.find('.') != absl::string_view::npos;
  return whole && absl::SimpleAtoi(rest.substr(0, rest.find('.')), &port) ? port : 0;
}

// Pages of loopback alone are looked at, so the sandbox, which containers and root cannot have, is
// not missed.
Json Capabilities(const std::string& profile) {
  const Json arguments = {"--headless=new",
                          "--no-sandbox",
                          "--disable-gpu",
                          "--disable-dev-shm-usage",
                          "--disable-extensions",
                          "--disable-background-networking",
                          "--disable-component-update",
                          "--disable-sync",
                          "--no-first-run",
                          "--no-default-browser-check",
                          "--no-proxy-server",
                          absl::StrCat("--user-data-dir=", profile)};
  const Json options = {{"binary", kChromium}, {"args", arguments}};
  const Json wanted = {{"browserName", "chrome"},
                       {"goog:chromeOptions", options},
                       {"timeouts", {{"implicit", 5000}}}};
  return {{"capabilities", {{"alwaysMatch", wanted}}}};
}

}  // namespace

Browser::Browser()
    : scheduler_(NewThreadScheduler()),
      http_(NewCurlHttpClient(*scheduler_,
                              {.loops = 1, .guard = AddressGuard(/*allow_loopback=*/true)})) {
  std::string pattern = (std::filesystem::temp_directory_path() / "photoferry-XXXXXX").string();
  if (mkdtemp(pattern.data()) != nullptr) profile_ = pattern;
}

absl::StatusOr<std::unique_ptr<Browser>> Browser::Start() {
  auto browser = absl::WrapUnique(new Browser());
  PF_RETURN_IF_ERROR(browser->StartDriver());
  PF_RETURN_IF_ERROR(browser->StartSession());
  return browser;
}

Browser::~Browser() {
  const bool closed = driver_ && browser_ != 0 && Ask("DELETE", "", nullptr).ok();
  if (!closed && browser_ > 0) kill(browser_, SIGKILL);
  driver_.reset();
  std::error_code error;
  if (!profile_.empty()) std::filesystem::remove_all(profile_, error);
}

absl::Status Browser::StartDriver() {
  if (!std::filesystem::exists(kDriver)) return NoBrowser(absl::StrCat("no ", kDriver));
  driver_ = std::make_unique<ChildProcess>(std::vector<std::string>{kDriver, "--port=0"},
                                           std::map<std::string, std::string>{{"HOME", profile_}});
  const absl::Time end = scheduler_->clock().Now() + kPatience;
  int port = 0;
  while ((port = PortIn(driver_->OutputSoFar())) == 0) {
    if (scheduler_->clock().Now() > end) return NoBrowser(driver_->OutputSoFar());
    scheduler_->SleepFor(absl::Milliseconds(20), {});
  }
  base_ = absl::StrCat("http://127.0.0.1:", port, "/session");
  return absl::OkStatus();
}

absl::Status Browser::StartSession() {
  const absl::StatusOr<Json> session = Ask("POST", "", Capabilities(profile_));
  if (!session.ok()) return NoBrowser(session.status().message());
  absl::StrAppend(&base_, "/", JsonString(*session, "sessionId"));
  browser_ = static_cast<pid_t>(
      JsonInt(JsonMember(*session, "capabilities"), "goog:processID", /*otherwise=*/-1));
  return absl::OkStatus();
}

absl::StatusOr<Json> Browser::Ask(absl::string_view method, absl::string_view path,
                                  const Json& body) {
  HttpRequest request{.method = std::string(method), .url = absl::StrCat(base_, path)};
  request.timeout = kPatience;
  if (!body.is_null()) {
    request.headers.Add("Content-Type", "application/json");
    request.body = HttpBody{.prefix = ToText(body)};
  }
  PF_ASSIGN_OR_RETURN(const HttpResponse answer, http_->Call(request, {}));
  PF_ASSIGN_OR_RETURN(const Json json, ParseJson(answer.body));
  const Json& value = JsonMember(json, "value");
  if (answer.status == 200) return value;
  return Failure(v1::BAD_REQUEST, absl::StrCat("The browser says: ", JsonString(value, "error"),
                                               ", ", JsonString(value, "message")));
}

absl::StatusOr<std::string> Browser::Find(absl::string_view selector) {
  PF_ASSIGN_OR_RETURN(
      const Json found,
      Ask("POST", "/element", {{"using", "css selector"}, {"value", std::string(selector)}}));
  return absl::StrCat("/element/", JsonString(found, kElement));
}

absl::Status Browser::Open(absl::string_view url) {
  return Ask("POST", "/url", {{"url", std::string(url)}}).status();
}

absl::Status Browser::Click(absl::string_view selector) {
  PF_ASSIGN_OR_RETURN(const std::string element, Find(selector));
  return Ask("POST", element + "/click", Json::object()).status();
}

absl::Status Browser::Follow(absl::string_view selector) {
  PF_ASSIGN_OR_RETURN(const std::string element, Find(selector));
  PF_RETURN_IF_ERROR(Ask("POST", element + "/click", Json::object()).status());
  const absl::Time end = scheduler_->clock().Now() + kPatience;
  // An element goes with its page.
  while (Ask("GET", element + "/name", nullptr).ok()) {
    if (scheduler_->clock().Now() > end) {
      return Failure(v1::TIMED_OUT, absl::StrCat(selector, " led nowhere."));
    }
    scheduler_->SleepFor(absl::Milliseconds(20), {});
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> Browser::TextOf(absl::string_view selector) {
  PF_ASSIGN_OR_RETURN(const std::string element, Find(selector));
  PF_ASSIGN_OR_RETURN(const Json text, Ask("GET", element + "/text", nullptr));
  return text.is_string() ? text.get<std::string>() : "";
}

absl::StatusOr<bool> Browser::IsTicked(absl::string_view selector) {
  PF_ASSIGN_OR_RETURN(const std::string element, Find(selector));
  PF_ASSIGN_OR_RETURN(const Json ticked, Ask("GET", element + "/selected", nullptr));
  return ticked.is_boolean() && ticked.get<bool>();
}

absl::StatusOr<std::string> Browser::Url() {
  PF_ASSIGN_OR_RETURN(const Json url, Ask("GET", "/url", nullptr));
  return url.is_string() ? url.get<std::string>() : "";
}

}  // namespace photoferry
