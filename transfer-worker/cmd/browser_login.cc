// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/cmd/browser_login.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/base/proto_time.h"
#include "common/base/scheduler.h"
#include "common/base/status.h"
#include "common/http/url.h"
#include "transfer-worker/cmd/browser.h"
#include "transfer-worker/cmd/completed_page.h"
#include "transfer-worker/cmd/error_text.h"
#include "transfer-worker/cmd/login_text.h"
#include "transfer-worker/engine/login_way.h"
#include "transfer-worker/engine/report_text.h"
#include "transfer-worker/faces/web/redirect_listener.h"

namespace photoferry {
namespace {

using Stub = TransferClient::Stub;

constexpr absl::Duration kTick = absl::Milliseconds(200);
constexpr absl::Duration kLook = absl::Seconds(1);  // at a login that a worker completes

absl::StatusOr<std::unique_ptr<Connection>> ConnectFor(Commands& commands,
                                                       const BrowserLoginFlags& flags) {
  if (flags.app.app_id().empty()) return commands.Connect();
  if (!commands.worker.empty()) {
    return Failure(v1::BAD_REQUEST, "A worker logs people in by the apps of its configuration.",
                   "Leave --app-id out, or leave --worker out to log in by this app here.");
  }
  commands.apps = {flags.app};
  return commands.ConnectHere();
}

bool IsLoopback(const Url& url) {
  return url.scheme == "http" &&
         (url.host == "127.0.0.1" || url.host == "localhost" || url.host == "::1");
}

// Where the browser will come back to. Nothing: not to us.
absl::StatusOr<std::unique_ptr<RedirectListener>> ListenerFor(const BrowserLoginFlags& flags) {
  if (flags.redirect_uri.empty()) {
    return RedirectListener::Bind(flags.port < 0 ? kRedirectPort : flags.port);
  }
  PF_ASSIGN_OR_RETURN(const Url url, ParseUrl(flags.redirect_uri));
  if (!IsLoopback(url)) return std::unique_ptr<RedirectListener>();
  return RedirectListener::Bind(url.port, {.path = url.path});
}

absl::StatusOr<v1::BeginAuthorizationRequest> RequestOf(const BrowserLoginFlags& flags) {
  v1::BeginAuthorizationRequest request;
  request.set_parent(kParent);
  request.set_provider(flags.provider);
  request.set_login(flags.login);
  request.set_ask_again(flags.ask_again);
  for (const std::string& assignment : flags.options) {
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(assignment, absl::MaxSplits('=', 1));
    if (!absl::StrContains(assignment, '=')) {
      return Failure(v1::BAD_REQUEST,
                     absl::StrCat("--option ", assignment, " is not of the form KEY=VALUE."));
    }
    const absl::string_view key = absl::StripPrefix(parts.first, absl::StrCat(flags.provider, "."));
    (*request.mutable_options())[std::string(key)] = parts.second;
  }
  return request;
}

// One login under way, from its beginning to its end.
class LoginUnderWay {
 public:
  LoginUnderWay(Commands& commands, TransferClient& client, v1::Authorization begun,
                std::unique_ptr<RedirectListener> listener, bool completed_elsewhere)
      : commands_(commands),
        client_(client),
        begun_(std::move(begun)),
        completed_elsewhere_(completed_elsewhere),
        scheduler_(NewThreadScheduler()),
        listener_(std::move(listener)) {}

  absl::StatusOr<v1::Authorization> Await() {
    if (listener_ != nullptr) {
      listener_->Serve(*scheduler_, [this](absl::string_view query) {
        return CompletedPage(Complete(query), commands_.providers);
      });
    }
    absl::StatusOr<v1::Authorization> outcome = Wait();
    if (listener_ != nullptr) listener_->Stop();
    commands_.console.Progress("");
    return outcome;
  }

 private:
  // Any thread.
  absl::StatusOr<v1::Authorization> Complete(absl::string_view redirect) {
    v1::CompleteAuthorizationRequest request;
    request.set_name(begun_.name());
    request.set_redirect(std::string(redirect));
    absl::StatusOr<v1::Authorization> outcome = client_.Ask(&Stub::CompleteAuthorization, request);
    if (outcome.ok()) {
      MutexLock lock(mutex_);
      outcome_ = *outcome;
    }
    return outcome;
  }

  absl::StatusOr<v1::Authorization> Wait() {
    const absl::Time end = FromProto(begun_.expire_time());
    absl::Time looked = absl::InfinitePast();
    while (true) {
      {
        MutexLock lock(mutex_);
        if (outcome_.has_value()) return *outcome_;
      }
      const absl::Time now = SystemClock().Now();
      // Also once the time is over: the answer says so.
      if (completed_elsewhere_ ? now - looked >= kLook : now > end) {
        looked = now;
        PF_ASSIGN_OR_RETURN(const v1::Authorization seen, Look());
        if (seen.state() != v1::AUTHORIZATION_PENDING) return seen;
      }
      PF_RETURN_IF_ERROR(TakePasted());
      commands_.console.Progress(
          absl::StrCat("Waiting for the browser, ",
                       HumanDuration(std::max(end - now, absl::ZeroDuration())), " left"));
      if (commands_.interrupts.Wait(kTick)) {
        return Failure(v1::STOPPED, "Nobody is logged in: the login was given up.");
      }
    }
  }

  absl::StatusOr<v1::Authorization> Look() {
    v1::GetAuthorizationRequest request;
    request.set_name(begun_.name());
    return client_.Ask(&Stub::GetAuthorization, request);
  }

  // A slip is told, and another line may be pasted.
  absl::Status TakePasted() {
    const bool nobody_else = listener_ == nullptr && !completed_elsewhere_;
    std::optional<std::string> line = commands_.console.TypedLine();
    if (nobody_else && !commands_.console.typed_input) {
      // A pipe: the one line that comes is the answer.
      line.emplace();
      if (!std::getline(commands_.console.in(), *line)) {
        return Failure(v1::BAD_REQUEST, "The address that the browser came back to was not given.",
                       "Paste it here, in one line.");
      }
    }
    if (!line.has_value() || absl::StripAsciiWhitespace(*line).empty()) return absl::OkStatus();
    const absl::StatusOr<v1::Authorization> outcome = Complete(*line);
    if (outcome.ok()) return absl::OkStatus();
    if (!commands_.console.typed_input) return outcome.status();
    commands_.console.Remark(ErrorText(outcome.status()));
    return absl::OkStatus();
  }

  Commands& commands_;
  TransferClient& client_;
  const v1::Authorization begun_;
  const bool completed_elsewhere_;  // by a worker, whose listener the browser comes to
  const std::unique_ptr<Scheduler> scheduler_;
  Mutex mutex_;
  std::optional<v1::Authorization> outcome_ PF_GUARDED_BY(mutex_);
  const std::unique_ptr<RedirectListener> listener_;  // goes first
};

void ShowAddress(Commands& commands, const BrowserLoginFlags& flags, const v1::Authorization& begun,
                 bool pasted) {
  Console& console = commands.console;
  console.Emit(begun);
  const bool opened = !flags.no_browser && OpenBrowser(begun.url());
  console.Say(opened ? "Your browser opens this address; if it does not, open it yourself:"
                     : "Open this address in a browser:");
  console.Say(begun.url());
  if (pasted) {
    console.Say(
        "Then paste the address that the browser came to at the end here, and press "
        "Enter.");
  } else if (console.typed_input) {
    console.Remark(
        "If the browser is on another machine, paste the address that it came to at the "
        "end here, and press Enter.");
  }
}

}  // namespace

absl::StatusOr<ExitCode> LogInByBrowser(Commands& commands, const BrowserLoginFlags& flags) {
  PF_RETURN_IF_ERROR(FindLoginWay(commands.providers, flags.provider, flags.login).status());
  PF_ASSIGN_OR_RETURN(v1::BeginAuthorizationRequest request, RequestOf(flags));
  PF_ASSIGN_OR_RETURN(const auto connection, ConnectFor(commands, flags));
  TransferClient& client = connection->client();
  std::unique_ptr<RedirectListener> listener;
  absl::StatusOr<v1::Authorization> begun = absl::FailedPreconditionError("not begun");
  // A worker that listens itself has the address that its app is registered with.
  const bool own_choice = flags.port >= 0 || !flags.redirect_uri.empty();
  if (connection->engine() == nullptr && !own_choice) {
    begun = client.Ask(&Stub::BeginAuthorization, request);
  }
  const bool elsewhere = begun.ok();
  if (absl::IsFailedPrecondition(begun.status())) {
    PF_ASSIGN_OR_RETURN(listener, ListenerFor(flags));
    request.set_redirect_uri(flags.redirect_uri.empty() ? listener->redirect_uri()
                                                        : flags.redirect_uri);
    begun = client.Ask(&Stub::BeginAuthorization, request);
  }
  PF_RETURN_IF_ERROR(begun.status());
  ShowAddress(commands, flags, *begun, !elsewhere && listener == nullptr);
  LoginUnderWay login(commands, client, *std::move(begun), std::move(listener), elsewhere);
  PF_ASSIGN_OR_RETURN(const v1::Authorization outcome, login.Await());
  if (outcome.state() != v1::AUTHORIZATION_DONE) return ToStatus(outcome.problem());
  commands.console.Say(LoggedInText(outcome, commands.providers));
  commands.console.Emit(outcome.credential());
  return kDone;
}

}  // namespace photoferry
