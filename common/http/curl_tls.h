// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <curl/curl.h>

#include <memory>

struct ssl_st;

namespace photoferry {

// Whether a server has said farewell (TLS's close_notify) before it closed. Anybody on the way can
// end a TCP stream, and libcurl 7.88 takes that for the end of an answer whose head tells none.
// One thread at a time.
class TlsFarewell {
 public:
  // For CURLOPT_SSL_CTX_FUNCTION, of every request: connections are shared.
  static CURLcode Listen(CURL* easy, void* ssl_context, void* unused);

  // Of the connection that `easy` uses now.
  explicit TlsFarewell(CURL* easy);
  bool said() const;

 private:
  std::unique_ptr<ssl_st, void (*)(ssl_st*)> ssl_;
};

}  // namespace photoferry
