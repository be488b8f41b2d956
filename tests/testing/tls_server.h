// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/ssl.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "common/base/mutex.h"
#include "tests/testing/raw_server.h"
#include "tests/testing/test_certificates.h"

namespace photoferry {

// The encrypted side of one accepted connection. One thread at a time.
class TlsConnection {
 public:
  explicit TlsConnection(SSL* ssl) : ssl_(ssl) {}

  // A request's head with its blank line; empty once the client is gone.
  std::string ReadHead();
  bool Send(absl::string_view bytes);
  // "HTTP/1.1 200 OK" with a length and this body.
  bool SendAnswer(int status, absl::string_view body, absl::string_view more_headers = "");
  // Says farewell (close_notify). Without it the end looks like one that somebody cut.
  void Farewell() { SSL_shutdown(ssl_); }

 private:
  SSL* const ssl_;
  std::string buffer_;
};

struct TlsServerOptions {
  TestIdentity identity;
  int min_version = TLS1_2_VERSION;
  int max_version = TLS1_3_VERSION;
  std::string ciphers;  // empty: OpenSSL's own choice
};

// A loopback server that speaks TLS. Its handler sees the connections that carry a request.
class TlsServer {
 public:
  using Handler = std::function<void(TlsConnection&)>;
  TlsServer(const TlsServerOptions& options, Handler handler, int port = 0);

  int port() const { return server_->port(); }
  // "https://HOST:PORT/path"
  std::string Url(absl::string_view path = "/", absl::string_view host = "127.0.0.1") const;
  int connections() const { return server_->connections(); }
  // Connections that carried at least one byte of a request.
  int requests() const { return requests_; }
  // Waits, not for ever, for a connection that ended without a request and says why, in OpenSSL's
  // words; empty if none did.
  std::string HandshakeError();

 private:
  void Serve(RawConnection& raw);

  const std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context_;
  const Handler handler_;
  std::atomic<int> requests_{0};
  const std::unique_ptr<Scheduler> scheduler_;
  Mutex mutex_;
  const std::unique_ptr<Condition> failed_;
  std::string error_ PF_GUARDED_BY(mutex_);
  std::unique_ptr<RawServer> server_;  // the last: its threads use all the others
};

}  // namespace photoferry
