// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/faulty_http_client.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "gtest/gtest.h"

namespace photoferry {

struct FaultyHttpClient::Fault {
  absl::string_view name;
  bool done;  // asked before it goes wrong
  absl::StatusOr<HttpResponse> (*outcome)(const absl::StatusOr<HttpResponse>& real);
};

namespace {

constexpr absl::string_view kErrorPage = "<html><body>Something went wrong.</body></html>";

HttpResponse Page(int status) {
  return {.status = status,
          .headers = {{"Content-Type", "text/html"}},
          .body = {kErrorPage.data(), kErrorPage.size()}};
}

absl::StatusOr<HttpResponse> Halved(const absl::StatusOr<HttpResponse>& real) {
  if (!real.ok()) return real;
  HttpResponse half = *real;
  half.body.resize(half.body.size() / 2);
  return half;
}

absl::StatusOr<HttpResponse> Busy(const absl::StatusOr<HttpResponse>&) {
  HttpResponse busy = Page(429);
  busy.headers.Add("Retry-After", "7");
  return busy;
}

absl::StatusOr<HttpResponse> InTheWrongLanguage(const absl::StatusOr<HttpResponse>& real) {
  if (!real.ok()) return real;
  return Page(real->status);
}

// Whoever fills the stream must not wait for a reader that never comes.
void LetGoOf(const HttpRequest& request) {
  if (!request.body || request.body->stream == nullptr) return;
  request.body->stream->Cancel(Failure(v1::CONNECTION_LOST, "Nobody took the bytes."));
}

}  // namespace

const std::vector<FaultyHttpClient::Fault>& FaultyHttpClient::Faults() {
  using Real = const absl::StatusOr<HttpResponse>&;
  using Outcome = absl::StatusOr<HttpResponse>;
  static const auto& faults = *new std::vector<Fault>{
      {"unreachable", false,
       [](Real) -> Outcome { return Failure(v1::UNREACHABLE, "Nobody listens there."); }},
      {"cut before it was done", false,
       [](Real) -> Outcome { return Failure(v1::CONNECTION_LOST, "The connection was cut."); }},
      {"answer lost", true,
       [](Real) -> Outcome { return Failure(v1::CONNECTION_LOST, "The connection was cut."); }},
      {"answer too late", true,
       [](Real) -> Outcome { return Failure(v1::TIMED_OUT, "No answer came."); }},
      {"401", false, [](Real) -> Outcome { return Page(401); }},
      {"429 for 7 seconds", false, Busy},
      {"503", false, [](Real) -> Outcome { return Page(503); }},
      {"500 although it was done", true, [](Real) -> Outcome { return Page(500); }},
      {"an error page for an answer", true, InTheWrongLanguage},
      {"half an answer", true, Halved},
  };
  return faults;
}

std::vector<std::string> FaultyHttpClient::kinds() const {
  std::vector<std::string> names;
  for (const Fault& fault : Faults()) names.emplace_back(fault.name);
  return names;
}

void FaultyHttpClient::Strike(int64_t nth, absl::string_view kind) {
  const auto found = std::find_if(Faults().begin(), Faults().end(),
                                  [kind](const Fault& fault) { return fault.name == kind; });
  if (nth != 0 && found == Faults().end()) ADD_FAILURE() << "there is no fault \"" << kind << "\"";
  MutexLock lock(mutex_);
  calls_ = 0;
  nth_ = nth;
  fault_ = found == Faults().end() ? nullptr : &*found;
}

int64_t FaultyHttpClient::calls() const {
  MutexLock lock(mutex_);
  return calls_;
}

void FaultyHttpClient::AnswerNextUploadEarly(int status) {
  MutexLock lock(mutex_);
  early_status_ = status;
}

bool FaultyHttpClient::early_answer_left() const {
  MutexLock lock(mutex_);
  return early_status_ != 0;
}

const FaultyHttpClient::Fault* FaultyHttpClient::Next() {
  MutexLock lock(mutex_);
  return ++calls_ == nth_ ? fault_ : nullptr;
}

bool FaultyHttpClient::TakeEarly(const HttpRequest& request, int& status) {
  if (!request.body || request.body->stream == nullptr) return false;
  MutexLock lock(mutex_);
  status = std::exchange(early_status_, 0);
  return status != 0;
}

absl::StatusOr<HttpResponse> FaultyHttpClient::Call(const HttpRequest& request,
                                                    const std::stop_token& stop) {
  int status = 0;
  if (TakeEarly(request, status)) {
    LetGoOf(request);
    HttpResponse answer = Page(status);
    answer.early = true;
    return answer;
  }
  const Fault* const fault = Next();
  if (fault == nullptr) return real_.Call(request, stop);
  if (fault->done) return fault->outcome(real_.Call(request, stop));
  LetGoOf(request);
  return fault->outcome(HttpResponse());
}

absl::StatusOr<HttpStream> FaultyHttpClient::Open(const HttpRequest& request, OpenOptions options,
                                                  const std::stop_token& stop) {
  const Fault* const fault = Next();
  if (fault == nullptr) return real_.Open(request, std::move(options), stop);
  HttpResponse real{.status = 200};
  if (fault->done) {
    PF_ASSIGN_OR_RETURN(const HttpStream opened, real_.Open(request, OpenOptions(), stop));
    real.status = opened.status;
    real.headers = opened.headers;
  } else {
    LetGoOf(request);
  }
  PF_ASSIGN_OR_RETURN(const HttpResponse answer, fault->outcome(real));
  HttpStream stream{.status = answer.status, .headers = answer.headers};
  stream.body = std::make_shared<Pipe>(scheduler_);
  PF_RETURN_IF_ERROR(stream.body->Write(answer.body));
  PF_RETURN_IF_ERROR(stream.body->Close(
      answer.body.empty() ? Failure(v1::CONNECTION_LOST, "The body was cut.") : absl::OkStatus()));
  return stream;
}

}  // namespace photoferry
