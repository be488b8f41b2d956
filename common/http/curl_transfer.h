// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <curl/curl.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/base/scheduler.h"
#include "common/http/address_guard.h"
#include "common/http/curl_head.h"
#include "common/http/curl_inbox.h"
#include "common/http/curl_tls.h"
#include "common/http/curl_upload.h"
#include "common/http/http_client.h"
#include "common/http/url.h"

namespace photoferry {

// One hop of a request: where it goes, and what may go with it.
struct CurlHop {
  Url url;
  UrlOrigin origin = UrlOrigin::kConfigured;
  bool secrets = true;         // the secret headers belong to this host
  bool may_redirect = false;   // the body of an answer that leads elsewhere is thrown away
  std::shared_ptr<Pipe> body;  // where the answer's body goes; null: into the response
};

// One HTTP exchange. The calling thread makes it, posts it and waits; one loop's thread drives it.
// `request` outlives the wait for the head.
class CurlTransfer : public std::enable_shared_from_this<CurlTransfer> {
 public:
  CurlTransfer(Scheduler& scheduler, const AddressGuard& guard, const HttpRequest& request,
               CurlHop hop, std::shared_ptr<CurlInbox> inbox);

  // ---- The calling thread.

  // Posts the transfer to its loop; `stop` ends it at any time, also after its head.
  void Start(const std::stop_token& stop);
  // Call: waits for the whole answer. Open, and redirects: for the head.
  absl::Status Wait();
  // After Wait only.
  const HttpResponse& response() const { return response_; }
  // The answer leads elsewhere, and the hop may be followed by another.
  bool redirects() const { return discarding_; }
  HttpResponse TakeResponse() { return std::move(response_); }
  std::optional<int64_t> body_length() const { return body_length_; }

  // ---- The loop's thread.

  const HttpRequest& request() const { return request_; }
  const CurlHop& hop() const { return hop_; }
  CurlUpload* upload() { return upload_.has_value() ? &*upload_ : nullptr; }
  // libcurl was given the whole body already.
  void BodyLeavesWithHead() { upload_.reset(); }
  bool stop_requested() const { return stopped_.load(); }

  void Attach(CURL* easy);
  CURL* easy() const { return easy_; }
  curl_slist* headers = nullptr;  // freed by the loop

  // Goes on after a pause. Not OK: the transfer is to end with that.
  absl::Status Resume();
  // The whole answer is there while libcurl would still go on sending.
  bool answered_early() const { return answer_complete_; }

  // When Check is due next, on the scheduler's monotonic clock.
  absl::Duration next_check() const { return next_check_; }
  // Deadline and stall. Not OK: the transfer is to end with that.
  absl::Status Check(absl::Duration now);

  // The end, whatever it is. Afterwards the transfer touches neither pipe nor request.
  void Finish(CURLcode code);
  void Finish(absl::Status status);

  // libcurl's callbacks.
  size_t OnHeader(absl::string_view line);
  size_t OnBody(absl::string_view bytes);
  size_t OnUpload(char* buffer, size_t size);
  bool OnRewind() { return upload_.has_value() && upload_->Rewind(); }
  bool OnConnected(absl::string_view address);
  bool OnAddress(const sockaddr* address);

 private:
  size_t Fail(absl::Status status);
  absl::Status OutcomeOf(CURLcode code) const;
  void OnHead();
  void NoteProgress();
  int64_t BytesMoved() const;
  bool TricklesFor(absl::Duration patience, absl::Duration now);
  void NoteCompleteAnswer();
  void ResumeSoon();
  void Deliver(absl::Status status);
  bool RedirectsNow() const;

  Scheduler& scheduler_;
  const AddressGuard& guard_;
  const HttpRequest& request_;
  CurlHop hop_;
  const std::shared_ptr<CurlInbox> inbox_;
  const std::string origin_;
  const bool repeatable_;
  const bool head_only_;
  const absl::Duration stall_timeout_;
  const int64_t slowest_bytes_per_second_;
  const size_t max_response_bytes_;
  std::optional<HttpBody> own_body_;  // Open's caller does not wait until the body is sent
  std::optional<CurlUpload> upload_;

  // The loop's.
  CURL* easy_ = nullptr;
  CurlHead head_;
  HttpResponse response_;
  std::optional<int64_t> body_length_;
  int64_t body_bytes_ = 0;
  int connections_ = 0;
  bool receive_paused_ = false;
  bool send_paused_ = false;
  bool discarding_ = false;
  bool early_ = false;
  bool answer_complete_ = false;
  bool finished_ = false;
  absl::Status failure_;
  // Of an answer that ends where the server closes: who has closed?
  std::optional<TlsFarewell> farewell_;
  absl::Status refusal_;      // the guard's, of an address that was not connected to
  bool reached_out_ = false;  // to another address, in order
  absl::Duration deadline_;
  absl::Duration next_check_;
  absl::Duration last_progress_;
  absl::Duration pace_since_;  // since then only the other side was waited for
  int64_t pace_bytes_ = 0;     // had moved until then
  int64_t seen_bytes_ = -1;

  std::atomic<bool> stopped_{false};
  std::optional<std::stop_callback<std::function<void()>>> on_stop_;

  Mutex mutex_;
  const std::unique_ptr<Condition> delivered_;
  std::optional<absl::Status> outcome_ PF_GUARDED_BY(mutex_);
};

}  // namespace photoferry
