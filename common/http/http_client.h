// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/secret.h"
#include "common/http/address_guard.h"
#include "common/http/pipe.h"

// HTTP as the rest of the project sees it: blocking calls with a deadline and a stop token. Any
// HTTP status is a successful call here; what a status means is the provider's business.
//
//   HttpRequest request{.method = "GET", .url = graph + "/me"};
//   request.secret_headers.emplace_back("Authorization", Secret(absl::StrCat("Bearer ", token)));
//   PF_ASSIGN_OR_RETURN(const HttpResponse answer, http.Call(request, stop));
//
// Implementations are thread-safe. Errors: UNREACHABLE, TIMED_OUT, CONNECTION_LOST,
// CERTIFICATE_REJECTED, ADDRESS_REFUSED, MALFORMED_ANSWER (too large, broken framing), STOPPED.

namespace photoferry {

// Header names compare without case; repeated names are kept in order.
class HttpHeaders {
 public:
  HttpHeaders() = default;
  HttpHeaders(std::initializer_list<std::pair<std::string, std::string>> headers)
      : headers_(headers) {}
  void Add(absl::string_view name, absl::string_view value);
  // The first value, or nothing.
  std::optional<std::string> Get(absl::string_view name) const;
  const std::vector<std::pair<std::string, std::string>>& all() const { return headers_; }

 private:
  std::vector<std::pair<std::string, std::string>> headers_;
};

// What goes up: `prefix`, then what `stream` yields, then `suffix`. Without a stream the whole
// body is `prefix`, and the request can be sent again.
struct HttpBody {
  std::string prefix;
  std::shared_ptr<Pipe> stream;
  std::string suffix;
  // Of the stream alone; absent: unknown, and the body goes out chunked.
  std::optional<int64_t> stream_length;
};

struct HttpRequest {
  std::string method = "GET";
  std::string url;
  HttpHeaders headers;
  // Sent to the first host only, never after a redirect; not printable.
  std::vector<std::pair<std::string, Secret>> secret_headers;
  std::optional<HttpBody> body;

  UrlOrigin url_origin = UrlOrigin::kConfigured;
  int max_redirects = 0;  // GET and HEAD only; at most 5; https never falls to http

  absl::Duration connect_timeout = absl::Seconds(20);
  // For the whole call; Open: until its head.
  absl::Duration timeout = absl::Seconds(60);
  // The longest time without a single byte moving either way, while the other end of a pipe is
  // not what is being waited for.
  absl::Duration stall_timeout = absl::Seconds(30);
  // A body that moves more slowly than this for that long stands still as well. 0: any speed will
  // do.
  int64_t slowest_bytes_per_second = 1 << 10;
  size_t max_response_bytes = 32 << 20;  // Call only
  // The call may be repeated without harm even though its method does not say so.
  bool repeatable = false;
  // The caller counts what is sent, and repeats it itself: nobody beneath it does.
  bool counted = false;
};

struct HttpResponse {
  int status = 0;
  HttpHeaders headers;
  std::string body;
  // The answer came before the request's body was wholly sent; the rest was not sent.
  bool early = false;
};

// A body on its way. Destroying it abandons the transfer.
struct HttpStream {
  int status = 0;
  HttpHeaders headers;
  // The length announced; absent when the other side framed it by chunks or by closing.
  std::optional<int64_t> length;
  // Ends with TRUNCATED or CONNECTION_LOST if the body is cut short.
  std::shared_ptr<Pipe> body;
};

struct OpenOptions {
  // For the body of a 2xx answer; that of any other passes unseen by them.
  std::vector<std::unique_ptr<PipeStage>> stages;
  size_t capacity = Pipe::kDefaultCapacity;
};

class HttpClient {
 public:
  virtual ~HttpClient() = default;
  virtual absl::StatusOr<HttpResponse> Call(const HttpRequest& request,
                                            const std::stop_token& stop) = 0;
  // Returns with the head; the body follows through the pipe.
  virtual absl::StatusOr<HttpStream> Open(const HttpRequest& request, OpenOptions options,
                                          const std::stop_token& stop) = 0;
};

// Retry-After as seconds or as an HTTP date (RFC 9110, 10.2.3), seen at `now`, cut to between zero
// and one day. Absent or unreadable: nothing.
std::optional<absl::Duration> RetryAfterFrom(const HttpHeaders& headers, absl::Time now);

}  // namespace photoferry
