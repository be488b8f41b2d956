// SPDX-License-Identifier: Apache-2.0
#include "common/http/curl_transfer.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "common/http/curl_status.h"

namespace photoferry {
namespace {

// How long an early answer whose end cannot be seen is waited for after its last byte.
constexpr absl::Duration kQuiet = absl::Seconds(1);

// Bodies of redirects are short notes for browsers.
constexpr int64_t kMaxDiscarded = 64 << 10;

bool IsRepeatable(const HttpRequest& request) {
  constexpr absl::string_view kSafe[] = {"GET", "HEAD", "PUT", "DELETE", "PROPFIND", "OPTIONS"};
  return request.repeatable ||
         std::find(std::begin(kSafe), std::end(kSafe), request.method) != std::end(kSafe);
}

int64_t Count(CURL* easy, CURLINFO info) {
  curl_off_t count = 0;
  curl_easy_getinfo(easy, info, &count);
  return count;
}

}  // namespace

CurlTransfer::CurlTransfer(Scheduler& scheduler, const AddressGuard& guard,
                           const HttpRequest& request, CurlHop hop,
                           std::shared_ptr<CurlInbox> inbox)
    : scheduler_(scheduler),
      guard_(guard),
      request_(request),
      hop_(std::move(hop)),
      inbox_(std::move(inbox)),
      origin_(hop_.url.Origin()),
      repeatable_(IsRepeatable(request)),
      head_only_(request.method == "HEAD"),
      stall_timeout_(std::max(request.stall_timeout, absl::Milliseconds(1))),
      slowest_bytes_per_second_(request.slowest_bytes_per_second),
      max_response_bytes_(request.max_response_bytes),
      delivered_(scheduler.NewCondition()) {
  if (!request.body.has_value()) return;
  if (hop_.body != nullptr) own_body_ = request.body;
  upload_.emplace(own_body_.has_value() ? *own_body_ : *request.body);
}

void CurlTransfer::Start(const std::stop_token& stop) {
  inbox_->Post({CurlCommand::Kind::kStart, shared_from_this()});
  const auto post_stop = [this] {
    stopped_.store(true);
    if (const auto self = weak_from_this().lock()) {
      inbox_->Post({CurlCommand::Kind::kStop, self});
    }
  };
  on_stop_.emplace(stop, post_stop);
}

absl::Status CurlTransfer::Wait() {
  MutexLock lock(mutex_);
  while (!outcome_.has_value()) delivered_->Wait(mutex_);
  return *outcome_;
}

void CurlTransfer::Attach(CURL* easy) {
  easy_ = easy;
  NoteProgress();
  pace_bytes_ = 0;  // what the handle counts is still of another transfer
  deadline_ = last_progress_ + request_.timeout;
  next_check_ = std::min(deadline_, last_progress_ + stall_timeout_ / 4);
  const std::weak_ptr<CurlTransfer> weak = weak_from_this();
  const auto resume = [weak] {
    if (const auto self = weak.lock()) self->ResumeSoon();
  };
  if (upload_.has_value() && upload_->stream() != nullptr) upload_->stream()->OnReadable(resume);
  if (hop_.body != nullptr) hop_.body->OnWritable(resume);
}

void CurlTransfer::ResumeSoon() {
  inbox_->Post({CurlCommand::Kind::kResume, shared_from_this()});
}

absl::Status CurlTransfer::Resume() {
  if (hop_.body != nullptr) {
    // Asks whether the reader is still there.
    PF_RETURN_IF_ERROR(hop_.body->TryWrite("").status());
  }
  if (!std::exchange(receive_paused_, false) && !send_paused_) return absl::OkStatus();
  send_paused_ = false;
  NoteProgress();
  const CURLcode code = curl_easy_pause(easy_, CURLPAUSE_CONT);
  // So it answers (7.88) where a connection has just ended: the outcome is about to be collected.
  if (code == CURLE_BAD_FUNCTION_ARGUMENT) return absl::OkStatus();
  return code == CURLE_OK ? absl::OkStatus() : OutcomeOf(code);
}

void CurlTransfer::NoteProgress() {
  last_progress_ = scheduler_.clock().Monotonic();
  pace_since_ = last_progress_;
  pace_bytes_ = BytesMoved();
}

int64_t CurlTransfer::BytesMoved() const {
  return Count(easy_, CURLINFO_SIZE_UPLOAD_T) + Count(easy_, CURLINFO_SIZE_DOWNLOAD_T) +
         static_cast<int64_t>(head_.bytes());
}

// Whether a body has come or gone too slowly for so long, though nothing here held it up.
bool CurlTransfer::TricklesFor(absl::Duration patience, absl::Duration now) {
  const bool body_moves = head_.complete() || (upload_.has_value() && !upload_->finished());
  if (!body_moves) {
    pace_since_ = now;
    pace_bytes_ = BytesMoved();
  }
  if (now - pace_since_ < patience) return false;
  const int64_t moved = BytesMoved() - std::exchange(pace_bytes_, BytesMoved());
  const absl::Duration lasted = now - std::exchange(pace_since_, now);
  return static_cast<double>(moved) <
         static_cast<double>(slowest_bytes_per_second_) * absl::ToDoubleSeconds(lasted);
}

absl::Status CurlTransfer::Check(absl::Duration now) {
  if (now >= deadline_) {
    return Failure(v1::TIMED_OUT, absl::StrCat(origin_, " did not answer in time."));
  }
  const int64_t bytes = BytesMoved();
  const bool waits_for_us = receive_paused_ || (send_paused_ && !early_);
  if (waits_for_us) NoteProgress();
  if (bytes != std::exchange(seen_bytes_, bytes)) last_progress_ = now;
  const absl::Duration patience = early_ ? std::min(kQuiet, stall_timeout_) : stall_timeout_;
  if (now - last_progress_ >= patience) {
    if (early_) {
      answer_complete_ = true;
      return absl::OkStatus();
    }
    return Failure(v1::TIMED_OUT, absl::StrCat("The connection to ", origin_, " stood still for ",
                                               absl::FormatDuration(stall_timeout_), "."));
  }
  if (!early_ && TricklesFor(patience, now)) {
    return Failure(v1::TIMED_OUT, absl::StrCat("Over ", absl::FormatDuration(patience), " ",
                                               origin_, " moved fewer than ",
                                               slowest_bytes_per_second_, " bytes a second."));
  }
  next_check_ = std::min({deadline_, now + patience / 4, last_progress_ + patience});
  return absl::OkStatus();
}

size_t CurlTransfer::Fail(absl::Status status) {
  if (failure_.ok()) failure_ = std::move(status);
  return 0;
}

size_t CurlTransfer::OnHeader(absl::string_view line) {
  const bool was_complete = head_.complete();
  if (absl::Status status = head_.AddLine(line); !status.ok()) return Fail(std::move(status));
  if (!was_complete && head_.complete()) OnHead();
  return line.size();
}

bool CurlTransfer::RedirectsNow() const {
  if (!hop_.may_redirect || !response_.headers.Get("Location").has_value()) return false;
  const int status = response_.status;
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

void CurlTransfer::OnHead() {
  response_.status = head_.status();
  response_.headers = std::move(head_.headers());
  body_length_ = head_.content_length();
  discarding_ = RedirectsNow();
  if (head_.ends_by_closing() && !head_only_ && hop_.url.scheme == "https") {
    farewell_.emplace(easy_);
  }
  if (upload_.has_value()) {
    const bool unsent = Count(easy_, CURLINFO_SIZE_UPLOAD_T) < upload_->handed_out();
    if (!upload_->finished() || unsent) {
      early_ = true;
      response_.early = true;
      upload_->Abandon(Failure(v1::STOPPED, "The destination answered before the file's end."));
      next_check_ = absl::ZeroDuration();
      NoteCompleteAnswer();
      ResumeSoon();
    }
  }
  if (hop_.body == nullptr) {
    constexpr int64_t kLargestReserve = 1 << 20;
    const int64_t expected = head_only_ ? 0 : body_length_.value_or(0);
    response_.body.reserve(static_cast<size_t>(std::min(expected, kLargestReserve)));
  } else if (!discarding_) {
    deadline_ = absl::InfiniteDuration();
    if (response_.status / 100 != 2) hop_.body->DropStages();
    Deliver(absl::OkStatus());
  }
}

// libcurl goes on sending after a friendly early answer, so its end has to be seen here.
void CurlTransfer::NoteCompleteAnswer() {
  if (!early_ || answer_complete_) return;
  const bool whole = body_length_.has_value() && body_bytes_ >= *body_length_;
  if (!whole && !head_.BodyForbidden()) return;
  answer_complete_ = true;
  ResumeSoon();
}

size_t CurlTransfer::OnBody(absl::string_view bytes) {
  const auto size = static_cast<int64_t>(bytes.size());
  if (discarding_) {
    if (body_bytes_ + size > kMaxDiscarded) {
      return Fail(Failure(v1::MALFORMED_ANSWER, "A redirect came with a file in it."));
    }
  } else if (hop_.body != nullptr) {
    const absl::StatusOr<bool> taken = hop_.body->TryWrite(bytes);
    if (!taken.ok()) return Fail(taken.status());
    if (!*taken) {
      receive_paused_ = true;
      return CURL_WRITEFUNC_PAUSE;
    }
  } else if (response_.body.size() + bytes.size() > max_response_bytes_) {
    return Fail(Failure(v1::MALFORMED_ANSWER,
                        absl::StrCat("The answer of ", origin_, " is longer than the ",
                                     max_response_bytes_, " bytes that it may have.")));
  } else {
    response_.body.append(bytes.data(), bytes.size());
  }
  body_bytes_ += size;
  NoteCompleteAnswer();
  return bytes.size();
}

size_t CurlTransfer::OnUpload(char* buffer, size_t size) {
  if (early_) {
    send_paused_ = true;
    return CURL_READFUNC_PAUSE;
  }
  const CurlUpload::Piece piece = upload_->Next(buffer, size);
  if (!piece.error.ok()) {
    Fail(piece.error);
    return CURL_READFUNC_ABORT;
  }
  if (!piece.wait) return piece.bytes;
  send_paused_ = true;
  return CURL_READFUNC_PAUSE;
}

bool CurlTransfer::OnConnected(absl::string_view address) {
  // libcurl repeats a request by itself when a kept connection turns out dead. For one that may
  // already have been obeyed that is not libcurl's to decide.
  if (++connections_ > 1 && !repeatable_) {
    Fail(StatusFromCurl(CURLE_GOT_NOTHING, origin_));
    return false;
  }
  if (hop_.origin == UrlOrigin::kConfigured) return true;
  absl::Status verdict = guard_.JudgeNumeric(address);
  if (verdict.ok()) return true;
  Fail(std::move(verdict));
  return false;
}

bool CurlTransfer::OnAddress(const sockaddr* address) {
  if (hop_.origin == UrlOrigin::kConfigured) return true;
  absl::Status verdict = guard_.Judge(address);
  if (verdict.ok()) {
    reached_out_ = true;
    return true;
  }
  refusal_ = std::move(verdict);
  return false;
}

absl::Status CurlTransfer::OutcomeOf(CURLcode code) const {
  if (!failure_.ok()) return failure_;
  // Of several addresses one was in order: then it is that one which could not be reached.
  if (code == CURLE_COULDNT_CONNECT && !refusal_.ok() && !reached_out_) return refusal_;
  // So libcurl (7.88) calls a header line for which it has no room.
  if (code == CURLE_OUT_OF_MEMORY && !head_.complete()) code = CURLE_WEIRD_SERVER_REPLY;
  // The answer is there, and it was our sending that broke off.
  if (early_ && head_.complete()) return absl::OkStatus();
  if (code == CURLE_OK && farewell_.has_value() && !farewell_->said()) {
    return StatusFromCurl(CURLE_RECV_ERROR, origin_);
  }
  // Half of an answer is as good as none: whether the call happened is as much in doubt.
  const bool half = code == CURLE_PARTIAL_FILE && hop_.body == nullptr;
  return StatusFromCurl(half ? CURLE_RECV_ERROR : code, origin_);
}

void CurlTransfer::Finish(CURLcode code) {
  absl::Status status = OutcomeOf(code);
  if (status.ok() && !head_.complete()) {
    status = Failure(v1::MALFORMED_ANSWER, absl::StrCat(origin_, " answered without a head."));
  }
  Finish(std::move(status));
}

void CurlTransfer::Finish(absl::Status status) {
  if (std::exchange(finished_, true)) return;
  if (upload_.has_value()) {
    if (upload_->stream() != nullptr) upload_->stream()->OnReadable(nullptr);
    upload_->Abandon(status.ok() ? Failure(v1::STOPPED, "The upload is over.") : status);
  }
  if (hop_.body != nullptr) hop_.body->OnWritable(nullptr);
  if (hop_.body != nullptr && head_.complete() && !discarding_) {
    hop_.body->Close(status).IgnoreError();
  }
  Deliver(std::move(status));
}

void CurlTransfer::Deliver(absl::Status status) {
  MutexLock lock(mutex_);
  if (outcome_.has_value()) return;
  outcome_ = std::move(status);
  delivered_->NotifyAll();
}

}  // namespace photoferry
