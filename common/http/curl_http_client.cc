// SPDX-License-Identifier: Apache-2.0
#include "common/http/curl_http_client.h"

#include <curl/curl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "common/http/curl_loop.h"
#include "common/http/curl_transfer.h"
#include "common/http/url.h"

namespace photoferry {
namespace {

constexpr int kMostRedirects = 5;

void InitializeCurl() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

// A person's word for a host covers it after an upgrade to https as well, and nothing else.
bool SameTrust(const Url& from, const Url& to) {
  if (from.host != to.host) return false;
  return to.scheme == "https" && from.scheme == "http" ? true : from.port == to.port;
}

// Where the answer leads. Never from https to http, and never with the secrets of the first host.
absl::StatusOr<CurlHop> NextHop(const CurlHop& hop, const HttpResponse& response) {
  absl::StatusOr<Url> url = ResolveUrl(hop.url, response.headers.Get("Location").value_or(""));
  if (!url.ok()) {
    return Failure(v1::MALFORMED_ANSWER,
                   absl::StrCat(hop.url.Origin(), " leads on to something that is no address."));
  }
  if (hop.url.scheme == "https" && url->scheme != "https") {
    return Failure(v1::ADDRESS_REFUSED,
                   absl::StrCat(hop.url.Origin(),
                                " leads from an encrypted address to one that is not; it was not "
                                "followed, and nothing was copied from there."),
                   "If it is a server of your own, let it redirect to https only.");
  }
  CurlHop next = hop;
  if (!SameTrust(hop.url, *url)) next.origin = UrlOrigin::kData;
  next.url = *std::move(url);
  next.secrets = false;
  return next;
}

// A link out of data that is no address at all is its item's misfortune, and nobody's bad request.
absl::StatusOr<Url> FirstUrl(const HttpRequest& request) {
  absl::StatusOr<Url> url = ParseUrl(request.url);
  if (url.ok() || request.url_origin == UrlOrigin::kConfigured) return url;
  return Failure(v1::ADDRESS_REFUSED,
                 "A link from a server's answer is no web address; it was not followed, and the "
                 "item behind it was not copied.",
                 "Save this one by hand, from where the account shows it.");
}

// Gives the reader a hold of its own on the pipe: once it lets go, the transfer ends.
std::shared_ptr<Pipe> ReaderOf(std::shared_ptr<Pipe> pipe) {
  Pipe* const raw = pipe.get();
  return std::shared_ptr<Pipe>(raw, [pipe = std::move(pipe)](Pipe*) {
    pipe->Cancel(Failure(v1::STOPPED, "The download was let go before its end."));
  });
}

class CurlHttpClient final : public HttpClient {
 public:
  CurlHttpClient(Scheduler& scheduler, CurlHttpClientOptions options)
      : scheduler_(scheduler), options_(std::move(options)) {
    InitializeCurl();
    const int cores = std::max(1, static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN)));
    const int count = options_.loops > 0 ? options_.loops : cores;
    const int idle = std::max(1, options_.max_idle_connections / count);
    for (int i = 0; i < count; ++i) {
      loops_.push_back(std::make_unique<CurlLoop>(scheduler_, options_, idle));
    }
  }

  absl::StatusOr<HttpResponse> Call(const HttpRequest& request,
                                    const std::stop_token& stop) override {
    PF_ASSIGN_OR_RETURN(const std::shared_ptr<CurlTransfer> last,
                        Follow(request, LoopFor(request), nullptr, stop));
    return last->TakeResponse();
  }

  absl::StatusOr<HttpStream> Open(const HttpRequest& request, OpenOptions options,
                                  const std::stop_token& stop) override {
    const int loop = LoopFor(request);
    const auto pipe =
        std::make_shared<Pipe>(scheduler_, std::move(options.stages), options.capacity);
    pipe->set_loop(loop);
    PF_ASSIGN_OR_RETURN(const std::shared_ptr<CurlTransfer> last,
                        Follow(request, loop, pipe, stop));
    HttpResponse head = last->TakeResponse();
    HttpStream stream;
    stream.status = head.status;
    stream.headers = std::move(head.headers);
    stream.length = last->body_length();
    stream.body = ReaderOf(pipe);
    return stream;
  }

 private:
  // Both ends of a pipe on one loop need no other thread to wake.
  int LoopFor(const HttpRequest& request) {
    const auto count = static_cast<int>(loops_.size());
    Pipe* const source = request.body.has_value() ? request.body->stream.get() : nullptr;
    if (source != nullptr && source->loop() >= 0) return source->loop() % count;
    const int loop = static_cast<int>(next_loop_.fetch_add(1, std::memory_order_relaxed) % count);
    if (source != nullptr) source->set_loop(loop);
    return loop;
  }

  // Sends the request, and again to where it is led, and returns the exchange that led nowhere.
  absl::StatusOr<std::shared_ptr<CurlTransfer>> Follow(const HttpRequest& request, int loop,
                                                       std::shared_ptr<Pipe> body,
                                                       const std::stop_token& stop) {
    const bool may_follow = request.method == "GET" || request.method == "HEAD";
    int redirects_left = may_follow ? std::min(request.max_redirects, kMostRedirects) : 0;
    CurlHop hop{
        .origin = request.url_origin, .may_redirect = redirects_left > 0, .body = std::move(body)};
    PF_ASSIGN_OR_RETURN(hop.url, FirstUrl(request));
    for (;;) {
      if (hop.origin == UrlOrigin::kData) {
        PF_RETURN_IF_ERROR(options_.guard.JudgeScheme(hop.url.scheme, hop.url.host));
      }
      const auto transfer = std::make_shared<CurlTransfer>(scheduler_, options_.guard, request, hop,
                                                           loops_[loop]->inbox());
      transfer->Start(stop);
      PF_RETURN_IF_ERROR(transfer->Wait());
      if (!transfer->redirects()) return transfer;
      if (redirects_left-- == 0) {
        return Failure(v1::MALFORMED_ANSWER,
                       absl::StrCat(hop.url.Origin(), " leads on and on to other addresses."));
      }
      PF_ASSIGN_OR_RETURN(hop, NextHop(hop, transfer->response()));
    }
  }

  Scheduler& scheduler_;
  const CurlHttpClientOptions options_;
  std::vector<std::unique_ptr<CurlLoop>> loops_;
  std::atomic<unsigned> next_loop_{0};
};

}  // namespace

std::unique_ptr<HttpClient> NewCurlHttpClient(Scheduler& scheduler, CurlHttpClientOptions options) {
  return std::make_unique<CurlHttpClient>(scheduler, std::move(options));
}

}  // namespace photoferry
